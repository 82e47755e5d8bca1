// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { buildEngine, type Engine } from "../../engine/build.ts";
import type { BuildOptions } from "../../engine/cache.ts";
import { summary } from "../../engine/describe.ts";
import {
  currentVersion,
  type FfmpegVersion,
  ffmpegVersions,
  type LibraryName,
  type Threads,
  type VariantName,
  variants,
} from "../../engine/versions.ts";
import { fromFileUrl, join } from "@std/path/posix";
import { AfmpegError } from "../../vfs/afmpeg_error.ts";
import { withoutCredentials } from "../../vfs/without_credentials.ts";
import { moduleCachePath } from "../module/module_cache_path.ts";
import { engine } from "../module/engine.ts";
import {
  usualThreads,
  variantOf,
  wantedEngine,
} from "../module/engine_name.ts";
import { type ModuleSource, readModule } from "../module/module_source.ts";
import { sha256 } from "../util/sha256.ts";
import type { Call, Command, ValueOption } from "./command.ts";
import { Interrupts } from "./interrupts.ts";
import { listEngines } from "./list_engines.ts";
import { parseUrl } from "./parse_engine.ts";
import { sizeText } from "./progress_text.ts";
import { print } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { oneOf, text } from "./values.ts";

const mirrorOption: ValueOption<string> = {
  name: "mirror",
  value: "URL",
  kind: text,
  summary: "where the files of the release are, ending with /",
};

const manifestOption: ValueOption<string> = {
  name: "manifest",
  value: "URL",
  kind: text,
  summary: "the signed manifest that names the engine",
};

const keyOption: ValueOption<string> = {
  name: "key",
  value: "KEY",
  kind: text,
  summary: "the key of minisign that must have signed it",
};

const releaseOption: ValueOption<string> = {
  name: "release",
  value: "VERSION",
  kind: text,
  summary: "the release that the manifest must be of",
};

const actions = { build, fetch, list };

const versionOption: ValueOption<FfmpegVersion> = {
  name: "ffmpeg",
  value: "VERSION",
  kind: oneOf(...Object.keys(ffmpegVersions) as FfmpegVersion[]),
  summary: `the version to build: ${
    Object.keys(ffmpegVersions).join(", ")
  }; ${currentVersion} by default`,
};

const simdOption: ValueOption<"on" | "off"> = {
  name: "simd",
  value: "on|off",
  kind: { ...oneOf("on", "off"), advice: "give on or off" },
  summary: "whether to include our SIMD kernels",
};

const threadsOption: ValueOption<Threads> = {
  name: "threads",
  value: "green|real",
  kind: { ...oneOf<Threads>("green", "real"), advice: "give green or real" },
  summary: "whether threads take turns, or use all processors",
};

const onlyOption: ValueOption<string> = {
  name: "only",
  value: "LIBRARY,...",
  kind: text,
  summary: "the libraries of the variant to include, not all",
};

/** What the options choose, and the actions that have them. */
const choices: Record<string, readonly [what: string, ...actions: string[]]> = {
  ffmpeg: ["a version", "build"],
  simd: ["kernels", "build"],
  threads: ["threads", "build", "fetch"],
  only: ["libraries", "build"],
  mirror: ["a mirror", "fetch"],
  manifest: ["a manifest", "fetch"],
  key: ["a key", "fetch"],
  release: ["a release", "fetch"],
};

/** `afmpeg engine`. */
export const engineCommand: Command = {
  name: "engine",
  summary: "build, fetch and list engines",
  operands: "build [VARIANT ...] | fetch VARIANT|URL#sha256=HEX | list",
  details:
    `The engine is FFmpeg as a WebAssembly module; this package does not include it.

  build  build engines from Debian's sources, gpl by default: needs Debian 12,
         --allow-run, and --allow-net if the package comes from a server.
         Variants: ${Object.keys(variants).join(", ")}
  fetch  download one of this version's release, or of a manifest: --allow-net
  list   show those in the cache: without --engine, the first is used

full, gpl and gpl-lean are under the GPL, for libx264 and others, the rest under
the LGPL. audio, images and remux contain only what these need.`,
  options: [
    versionOption,
    simdOption,
    threadsOption,
    onlyOption,
    mirrorOption,
    manifestOption,
    keyOption,
    releaseOption,
    { name: "json", summary: "print JSON" },
  ],
  words: Object.keys(actions),
  async run(call) {
    const [name, ...operands] = call.operands;
    if (name === undefined || !Object.hasOwn(actions, name)) {
      throw new UsageError(
        `Cannot find the action: received "${name ?? ""}"; ` +
          `use one of ${Object.keys(actions).join(", ")}`,
      );
    }
    for (const [option, [what, ...having]] of Object.entries(choices)) {
      if (having.includes(name) || !call.has(option)) continue;
      throw new UsageError(
        `Cannot choose ${what} to ${name}: received --${option}; only ` +
          `${having.join(" and ")} can have this option`,
      );
    }
    await actions[name as keyof typeof actions](operands, call);
    return 0;
  },
};

async function build(names: readonly string[], call: Call): Promise<void> {
  const unknown = names.filter((name) => !Object.hasOwn(variants, name));
  if (unknown.length > 0) {
    const real = variantOf(unknown[0]!) ?? "";
    throw new UsageError(
      `Cannot build an engine: received "${unknown.join(" ")}"; ` +
        (Object.hasOwn(variants, real)
          ? `for that, give ${real} --threads=real`
          : `name one of ${Object.keys(variants).join(", ")}`),
    );
  }
  const chosen = (names.length > 0 ? names : ["gpl"]) as VariantName[];
  const only = call.read(onlyOption);
  const options = {
    version: call.read(versionOption) ?? currentVersion,
    simd: call.read(simdOption) !== "off",
    threads: call.read(threadsOption) ?? usualThreads,
    ...(only !== undefined && { only: librariesIn(only, chosen) }),
  };
  for (const name of chosen) {
    const engine = await buildOrExplain(name, options);
    print(
      call.has("json")
        ? `${JSON.stringify(engine)}\n`
        : `${summary(engine)}\n${engine.path}\n`,
    );
  }
}

/** Builds an engine, or says what an installed command without the permission can do. */
async function buildOrExplain(
  name: VariantName,
  options: BuildOptions,
): Promise<Engine> {
  try {
    return await buildEngine(name, options);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotCapable)) throw cause;
    const { state } = Deno.permissions.querySync({ name: "run" });
    if (state === "granted") throw cause;
    throw new PermissionError(name, { cause });
  }
}

/** Building needs a permission that the command need not be installed with. */
class PermissionError extends AfmpegError {
  override readonly name = "PermissionError";

  /** @param variant What was to be built. */
  constructor(variant: string, options: ErrorOptions) {
    super(
      "Cannot build an engine: received no permission to run compilers " +
        "(--allow-run); build it once with all permissions, where this command " +
        "then finds it:\n" +
        `  deno run -A ${cli} engine build ${variant}\n` +
        "or fetch one that was built elsewhere, with --allow-net:\n" +
        "  afmpeg engine fetch URL#sha256=HEX",
      options,
    );
  }
}

/** What `deno run` calls this command: a file of a clone, or the package. */
const cli = import.meta.url.startsWith("file:")
  ? fromFileUrl(new URL("../../cli.ts", import.meta.url))
  : "jsr:@afmpeg/afmpeg/cli";

/** The libraries that a list names, each of which every variant has. */
function librariesIn(
  list: string,
  names: readonly VariantName[],
): LibraryName[] {
  const libraries = list.split(",").filter((name) => name !== "");
  for (const variant of names) {
    const known: readonly string[] = variants[variant].libraries;
    const unknown = libraries.filter((name) => !known.includes(name));
    if (unknown.length === 0) continue;
    throw new UsageError(
      `Cannot use the option --only: received "${unknown.join(",")}"; ` +
        `the libraries of ${variant} are ${known.join(", ")}`,
    );
  }
  return libraries as LibraryName[];
}

async function fetch(
  [text, ...more]: readonly string[],
  call: Call,
): Promise<void> {
  if (text === undefined || more.length > 0) {
    throw new UsageError(
      `Cannot fetch: received "${
        call.operands.slice(1).map(withoutCredentials).join(" ")
      }"; ` +
        "name one variant, or one URL, as URL#sha256=HEX",
    );
  }
  using interrupts = new Interrupts();
  const module = await readModule(sourceOf(text, call), interrupts.signal);
  const bytes = module as Uint8Array<ArrayBuffer>;
  const { length } = bytes;
  const path = join(moduleCachePath(), `${await sha256(bytes)}.wasm`);
  print(
    call.has("json")
      ? `${JSON.stringify({ bytes: length, path })}\n`
      : `${path}\n`,
  );
}

/** What a variant or a URL stands for, with the options that `fetch` has. */
function sourceOf(name: string, call: Call): ModuleSource {
  const mirror = call.read(mirrorOption);
  const manifest = call.read(manifestOption);
  const key = call.read(keyOption);
  const version = call.read(releaseOption);
  const remote = parseUrl(name);
  const threads = call.read(threadsOption);
  const given = [mirror, manifest ?? key ?? version, remote && name]
    .filter((value) => value !== undefined);
  if (remote && threads) given.push(`--threads=${threads}`);
  if (given.length > 1) {
    throw new UsageError(
      `Cannot fetch: received ${
        given.map((each) => `"${withoutCredentials(each!)}"`).join(" and ")
      }` +
        "; give --mirror, or --manifest with --key, or a URL alone",
    );
  }
  if (remote) return remote;
  const alone = Object.entries({ manifest, key, release: version })
    .filter(([, value]) => value !== undefined).map(([name]) => `--${name}`);
  if (alone.length === 0) return engine(name, { mirror, threads });
  if (manifest === undefined || key === undefined) {
    throw new UsageError(
      `Cannot fetch: received ${alone.join(" and ")} alone; ` +
        "give --manifest=URL and --key=KEY",
    );
  }
  return { manifest, key, version, engine: wantedEngine(name, threads) };
}

async function list(
  operands: readonly string[],
  call: Call,
): Promise<void> {
  if (operands.length > 0) {
    throw new UsageError(
      `Cannot list: received "${
        operands.map(withoutCredentials).join(" ")
      }"; give no operands`,
    );
  }
  const engines = await listEngines();
  if (call.has("json")) return print(`${JSON.stringify(engines)}\n`);
  for (const { name, version = "-", license = "-", ...file } of engines) {
    const { bytes, path } = file;
    print(`${name}  ${version}  ${license}  ${sizeText(bytes)}  ${path}\n`);
  }
}
