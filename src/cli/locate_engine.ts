// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname, join } from "@std/path/posix";
import { AfmpegError } from "../../vfs/afmpeg_error.ts";
import { ENGINE_ADVICE } from "../module/engine_advice.ts";
import type { ModuleSource } from "../module/module_source.ts";
import { listEngines } from "./list_engines.ts";
import { parseEngine } from "./parse_engine.ts";

/** The engine that the command found. */
export interface FoundEngine {
  readonly source: ModuleSource;
  /** The place, for people to read. */
  readonly place: string;
}

/** No engine was found. */
class NoEngineError extends AfmpegError {
  override readonly name = "NoEngineError";

  constructor() {
    super(
      "Cannot find an engine: received neither --engine nor AFMPEG_ENGINE, and " +
        `the cache has none; ${ENGINE_ADVICE} with --engine FILE`,
    );
  }
}

/**
 * Finds the engine: the `given` one, that of `AFMPEG_ENGINE`, the one embedded in
 * this program or next to it, or the preferred one in the cache.
 *
 * @throws {NoEngineError} when there is none.
 * @throws {UsageError} when the named one is a URL without a checksum.
 */
export async function locateEngine(given?: string): Promise<FoundEngine> {
  const named = given ?? Deno.env.get("AFMPEG_ENGINE");
  if (named) return { source: parseEngine(named), place: named };
  const embedded = new URL("../../engine.wasm", import.meta.url);
  if (embedded.protocol === "file:" && isFile(embedded)) {
    return { source: { file: embedded }, place: "in this program" };
  }
  const beside = join(dirname(Deno.execPath()), "ffmpeg.wasm");
  if (Deno.build.standalone && isFile(beside)) {
    return { source: { file: beside }, place: beside };
  }
  const [engine] = await listEngines();
  if (engine) return { source: { file: engine.path }, place: engine.path };
  throw new NoEngineError();
}

function isFile(path: string | URL): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
