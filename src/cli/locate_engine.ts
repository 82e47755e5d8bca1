// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Threads } from "../../engine/versions.ts";
import { dirname, join } from "@std/path/posix";
import { AfmpegError } from "../../vfs/afmpeg_error.ts";
import { withoutCredentials } from "../../vfs/without_credentials.ts";
import { ENGINE_ADVICE } from "../module/engine_advice.ts";
import type { ModuleSource } from "../module/module_source.ts";
import { cacheFolder } from "../../engine/cache_folder.ts";
import {
  type CachedEngine,
  listEngines,
  preferredEngine,
} from "./list_engines.ts";
import { parseEngine } from "./parse_engine.ts";

/** The variable that names the engine. */
const VARIABLE = "AFMPEG_ENGINE";

/** The engine that the command found. */
export interface FoundEngine {
  readonly source: ModuleSource;
  /** How its threads run, if that is known before it is read. */
  readonly threads?: Threads;
  /** The place, for people to read. */
  readonly place: string;
}

/** No engine was found. */
class NoEngineError extends AfmpegError {
  override readonly name = "NoEngineError";

  /** @param cache The cache, if it may not be read. */
  constructor(cache?: string) {
    super(
      "Cannot find an engine: received neither --engine nor AFMPEG_ENGINE, and " +
        (cache === undefined
          ? "the cache has none that runs here"
          : `the cache may not be read (--allow-read=${cache})`) +
        `; ${ENGINE_ADVICE} with --engine FILE`,
    );
  }
}

/**
 * Finds the engine: the `given` one, that of `AFMPEG_ENGINE`, the one embedded in
 * this program or next to it, or the preferred one in the cache.
 *
 * @param threads Which kind to prefer in the cache, if others are alike.
 * @throws {NoEngineError} when there is none.
 * @throws {EngineFileError} when the named one is a file that cannot be read.
 * @throws {UsageError} when the named one is a URL without a checksum.
 */
export async function locateEngine(
  given?: string,
  threads?: Threads,
): Promise<FoundEngine> {
  if (given) return await namedEngine(given, "--engine");
  const named = Deno.env.get(VARIABLE);
  if (named) return await namedEngine(named, VARIABLE);
  const embedded = new URL("../../engine.wasm", import.meta.url);
  if (embedded.protocol === "file:" && isFile(embedded)) {
    return { source: { file: embedded }, place: "in this program" };
  }
  if (Deno.build.standalone) {
    const beside = join(dirname(Deno.execPath()), "ffmpeg.wasm");
    if (isFile(beside)) return { source: { file: beside }, place: beside };
  }
  const engine = await cachedEngine(threads);
  if (engine) return inCache(engine);
  throw new NoEngineError();
}

/** One that `afmpeg engine list` names, a file, or a URL. */
async function namedEngine(
  text: string,
  giver: "--engine" | typeof VARIABLE,
): Promise<FoundEngine> {
  if (/^[a-z]+(-[a-z]+)*$/.test(text) && !isFile(text)) {
    const engines = await listEngines().catch((error) => {
      if (error instanceof Deno.errors.NotCapable) return [];
      throw error;
    });
    const engine = engines.find(({ name }) => name === text);
    if (engine) return inCache(engine);
  }
  return {
    source: parseEngine(text, giver),
    place: withoutCredentials(text),
  };
}

async function cachedEngine(
  threads?: Threads,
): Promise<CachedEngine | undefined> {
  try {
    return await preferredEngine(threads);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new NoEngineError(dirname(cacheFolder()));
  }
}

/** What was fetched is verified each time: others may have written to the cache. */
function inCache({ path, sha256, threads }: CachedEngine): FoundEngine {
  return {
    source: { file: path, ...(sha256 && { sha256 }) },
    ...(threads && { threads }),
    place: path,
  };
}

/** Whether there is a file; what may not be looked at is none. */
function isFile(path: string | URL): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    const { NotFound, NotCapable } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotCapable) return false;
    throw error;
  }
}
