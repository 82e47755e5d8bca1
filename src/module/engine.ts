// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { checkOptions, type OptionTable, text, that } from "../../vfs/check.ts";
import { ModuleError } from "../util/errors.ts";
import { pickOptions, without } from "../util/option_table.ts";
import { wantedEngine } from "./engine_name.ts";
import type { FileModule } from "./local_module.ts";
import { release } from "./release.generated.ts";
import { type RemoteModule, remoteTable } from "./remote_module.ts";

/** Which of the two engines of a variant is wanted. */
export interface ThreadsOption {
  /**
   * How its threads run: `"green"` ones take turns on one processor, which makes runs
   * reproducible and cheap; `"real"` ones use all processors, for long jobs.
   *
   * @default "green" where they can run, as they need JavaScript Promise Integration
   */
  readonly threads?: "green" | "real" | undefined;
}

/** Options of {@linkcode engine}. */
export interface EngineOptions
  extends Omit<RemoteModule, "url" | "sha256" | "size">, ThreadsOption {
  /**
   * A mirror of the release: a URL that ends with `/`, below which its files are.
   *
   * @default the page of the release
   */
  readonly mirror?: string | URL | undefined;
}

/** Options of {@linkcode localEngine}. */
export interface LocalEngineOptions extends ThreadsOption {
  /** A directory of this host, with the files of the release. */
  readonly folder: string;
}

const mirror = that(
  (value) =>
    (typeof value === "string" || value instanceof URL) &&
    URL.canParse(value) && `${value}`.endsWith("/"),
  "an absolute URL that ends with /",
);

const threads = that(
  (value) => value === "green" || value === "real",
  '"green" or "real"',
);

const engineTable: OptionTable<EngineOptions> = {
  ...without(remoteTable, "url", "sha256", "size"),
  ...{ mirror, threads },
};

/**
 * Returns where the engine of a variant is, and its checksum: of the release that
 * this version of the package was tested with. Nothing is fetched before
 * `Runtime.create`, which caches it.
 *
 * @param variant Its name, for instance `"gpl"` or `"lgpl"`; or that of the engine itself,
 *   as `"gpl-threads"`.
 * @throws {ModuleError} when the release has no such engine, or this version was not
 *   released.
 * @throws {TypeError} when that engine has other threads than `threads` says.
 *
 * @example
 * ```ts
 * import { engine } from "@afmpeg/afmpeg/engines";
 * import { ModuleError, Runtime } from "@afmpeg/afmpeg";
 * import { assertEquals } from "@std/assert";
 *
 * try {
 *   await using runtime = await Runtime.create({ module: engine("lgpl") });
 * } catch (error) {
 *   // A version between two releases has no engines: the error says how to build one.
 *   assertEquals((error as ModuleError).reason, "release");
 * }
 * ```
 *
 * @example All processors for one job
 * ```ts
 * import { engine } from "@afmpeg/afmpeg/engines";
 * import { ModuleError, Runtime } from "@afmpeg/afmpeg";
 * import { assert } from "@std/assert";
 *
 * try {
 *   const module = engine("gpl", { threads: "real" });
 *   await using runtime = await Runtime.create({ module });
 * } catch (error) {
 *   assert(error instanceof ModuleError);
 * }
 * ```
 */
export function engine(
  variant: string,
  options: EngineOptions = {},
): RemoteModule {
  return engineOf(release, variant, options);
}

/**
 * Returns the file of a variant's engine in a directory that has the files of the
 * release, for hosts without a network, and its checksum.
 *
 * @param variant Its name, for instance `"gpl"` or `"lgpl"`; or that of the engine itself,
 *   as `"gpl-threads"`.
 * @throws {ModuleError} when the release has no such engine, or this version was not
 *   released.
 * @throws {TypeError} when that engine has other threads than `threads` says.
 *
 * @example
 * ```ts
 * import { localEngine } from "@afmpeg/afmpeg/engines";
 * import { ModuleError } from "@afmpeg/afmpeg";
 * import { assert } from "@std/assert";
 *
 * try {
 *   const { file, sha256 } = localEngine("gpl", { folder: "/srv/engines" });
 *   assert(`${file}`.startsWith("/srv/engines/"));
 *   assert(sha256?.length === 64);
 * } catch (error) {
 *   assert(error instanceof ModuleError);
 * }
 * ```
 */
export function localEngine(
  variant: string,
  options: LocalEngineOptions,
): FileModule {
  return localEngineOf(release, variant, options);
}

/** Like {@linkcode engine}, of the given release. */
export function engineOf(
  from: typeof release,
  variant: string,
  options: EngineOptions,
): RemoteModule {
  checkOptions("the engine", options, engineTable);
  const { file, sha256, size, url } = find(from, variant, options);
  return {
    ...pickOptions(options, without(engineTable, "mirror", "threads")),
    url: new URL(file, options.mirror ?? url),
    sha256,
    size,
  };
}

/** Like {@linkcode localEngine}, of the given release. */
export function localEngineOf(
  from: typeof release,
  variant: string,
  options: LocalEngineOptions,
): FileModule {
  checkOptions("the engine", options, { folder: text, threads });
  text("folder", Object(options).folder);
  const { file, sha256 } = find(from, variant, options);
  return { file: join(options.folder, file), sha256 };
}

function find(
  from: typeof release,
  variant: string,
  { threads }: ThreadsOption,
) {
  const known = from === undefined ? [] : Object.keys(from.engines);
  const name = wantedEngine(variant, threads);
  if (from !== undefined && known.includes(name)) {
    return { ...from.engines[name]!, url: from.url };
  }
  throw new ModuleError(
    from === undefined
      ? `Cannot find the engine "${name}": received a version of this ` +
        "package without released engines; build one with " +
        "`afmpeg engine build`, or use a released version"
      : `Cannot find the engine: received "${name}"; the release ` +
        `${from.version} has ${known.join(", ")}`,
    { reason: "release" },
  );
}
