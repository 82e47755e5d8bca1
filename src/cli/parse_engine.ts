// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../vfs/afmpeg_error.ts";
import { withoutCredentials } from "../../vfs/without_credentials.ts";
import type { ModuleSource } from "../module/module_source.ts";
import type { RemoteModule } from "../module/remote_module.ts";
import { UsageError } from "./usage_error.ts";

/** What can name an engine. */
type Giver = "--engine" | "AFMPEG_ENGINE" | "MODULE";

/** What to do if what was named cannot be read. */
const advice: Record<Giver, string> = {
  "--engine": "name another file, or leave --engine out, to use one of " +
    "`afmpeg engine list`",
  "AFMPEG_ENGINE": "correct the variable, or unset it, to use one of " +
    "`afmpeg engine list`",
  "MODULE": "name another file",
};

/** The file of an engine cannot be read. */
export class EngineFileError extends AfmpegError {
  override readonly name = "EngineFileError";
}

/**
 * Parses the name of an engine: a file, or `URL#sha256=HEX`.
 *
 * @param giver What named it.
 * @throws {UsageError} when it is a URL without a checksum.
 * @throws {EngineFileError} when it is a file that cannot be read.
 */
export function parseEngine(
  text: string,
  giver: Giver,
): ModuleSource {
  const remote = parseUrl(text, giver);
  if (remote) return remote;
  assertFile(text, giver);
  return { file: text };
}

/**
 * Parses `URL#sha256=HEX`. Returns `undefined` if it is no URL.
 *
 * @throws {UsageError} when it is a URL without a checksum.
 */
export function parseUrl(
  text: string,
  giver?: Giver,
): RemoteModule | undefined {
  if (!/^https?:/i.test(text)) return undefined;
  const [, url, sha256] = /^([^#]*)#sha256=([\da-f]{64})$/i.exec(text) ?? [];
  if (url !== undefined && sha256 !== undefined) return { url, sha256 };
  throw new UsageError(
    `Cannot use the engine: received "${withoutCredentials(text)}"${
      giver === undefined ? "" : ` from ${giver}`
    }; add its checksum, as URL#sha256=HEX`,
  );
}

function assertFile(path: string, giver: Giver): void {
  const wrong = problemWith(path);
  if (wrong === undefined) return;
  throw new EngineFileError(
    `Cannot use the engine: received "${
      withoutCredentials(path)
    }" from ${giver}, which ${wrong}; ` + advice[giver],
  );
}

/** What keeps a file from being read; `undefined` if nothing does. */
function problemWith(path: string): string | undefined {
  try {
    const { isDirectory, isFile } = Deno.statSync(path);
    if (isDirectory) return "is a directory";
    // Opening a pipe would wait for its other end.
    if (isFile) Deno.openSync(path).close();
    return undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "does not exist";
    if (error instanceof Deno.errors.NotCapable) {
      return `Deno does not allow to be read (--allow-read=${path})`;
    }
    return `cannot be read (${(error as Error).message})`;
  }
}
