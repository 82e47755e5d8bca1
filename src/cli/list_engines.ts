// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { basename, join } from "@std/path/posix";
import type { Engine } from "../../engine/build.ts";
import { cacheFolder, THREADED } from "../../engine/cache_folder.ts";
import type { Threads } from "../../engine/versions.ts";
import { engineName, usualThreads } from "../module/engine_name.ts";
import { moduleCachePath } from "../module/module_cache_path.ts";
import { HEAD_BYTES, threadKindIn } from "../module/thread_kind.ts";

/** A module in one of the caches. */
export interface CachedEngine {
  /** Its name for `--engine`: that of the variant, with `-threads` if they are real. */
  readonly name: string;
  /** The variant if it was built, or `"fetched"`. */
  readonly variant: string;
  /** Its version of FFmpeg, if known. */
  readonly version?: string;
  /** Its licence, if known. */
  readonly license?: string;
  /** How its threads run, if it has any. */
  readonly threads?: Threads;
  /** The checksum that it was fetched with, and must have, if it was. */
  readonly sha256?: string;
  /** Its size. */
  readonly bytes: number;
  readonly path: string;
  /** When it was stored, in milliseconds since 1970. */
  readonly time: number;
}

/** The more capable ones come first. */
const preferred = ["full", "gpl", "lgpl", "fetched", "gpl-lean", "lgpl-lean"];

/**
 * The modules that were built, by whichever recipe, or fetched; the preferred one first:
 * of those that this host can run, the newest FFmpeg, because only the newest gets fixes,
 * then the most capable. Of two that differ only in that, it is the one that uses all
 * processors, if there are several: see RATIONALE.md#which-threads-when.
 */
export async function listEngines(): Promise<CachedEngine[]> {
  const better = navigator.hardwareConcurrency > 1 ? "real" : "green";
  const rank = ({ variant }: CachedEngine) => {
    const index = preferred.indexOf(variant);
    return index < 0 ? preferred.length : index;
  };
  const isWorse = ({ threads }: CachedEngine) => Number(threads !== better);
  const cannotRun = (engine: CachedEngine) => Number(!canRun(engine));
  const lists = [builtEngines("green"), builtEngines("real"), fetchedEngines()];
  return (await Promise.all(lists)).flat()
    .sort((a, b) =>
      cannotRun(a) - cannotRun(b) || compareVersions(b.version, a.version) ||
      rank(a) - rank(b) || isWorse(a) - isWorse(b) || b.time - a.time
    );
}

/**
 * The one that is used if none is named.
 *
 * @param threads The kind to take if there is one that differs only in that, which of
 * those that were fetched nobody knows.
 */
export async function preferredEngine(
  threads?: Threads,
): Promise<CachedEngine | undefined> {
  const engines = (await listEngines()).filter(canRun);
  const [first] = engines;
  if (!threads || !first || first.sha256) return first;
  const isAlike = (engine: CachedEngine) =>
    engine.variant === first.variant && engine.version === first.version;
  return engines.find((engine) =>
    isAlike(engine) && engine.threads === threads
  ) ?? first;
}

function canRun({ threads }: CachedEngine): boolean {
  return threads !== "green" || usualThreads === "green";
}

/** Compares versions as `8.1` and `10.0`; one that is unknown is the smallest. */
function compareVersions(a = "", b = ""): number {
  const [left, right] = [a, b].map((text) => text.split(".").map(Number));
  for (let i = 0; i < Math.max(left!.length, right!.length); i++) {
    const difference = (left![i] ?? 0) - (right![i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

async function builtEngines(threads: Threads): Promise<CachedEngine[]> {
  const cache = join(cacheFolder(), threads === "real" ? THREADED : "");
  const engines: CachedEngine[] = [];
  for (const entry of await namesIn(cache)) {
    const folder = join(cache, entry);
    const text = await orMissing(
      Deno.readTextFile(join(folder, "module.json")),
    );
    const path = join(folder, "ffmpeg.wasm");
    const file = await orMissing(described(path));
    const engine = text === undefined ? undefined : engineFrom(text);
    // One that was cut is built anew, not run.
    if (!engine || file?.bytes !== engine.bytes) continue;
    const { variant, version, license } = engine;
    const name = engineName(variant, threads);
    engines.push({ name, variant, version, license, threads, path, ...file });
  }
  return engines;
}

/** What is said of an engine beside it; `undefined` if that was not written to its end. */
function engineFrom(text: string): Engine | undefined {
  try {
    const engine: unknown = JSON.parse(text);
    const isOne = typeof Object(engine).variant === "string" &&
      typeof Object(engine).version === "string";
    return isOne ? engine as Engine : undefined;
  } catch {
    return undefined;
  }
}

async function fetchedEngines(): Promise<CachedEngine[]> {
  const names = (await namesIn(moduleCachePath())).filter((name) =>
    /^[\da-f]{64}\.wasm$/.test(name)
  );
  const engines = await Promise.all(names.map((file) =>
    // Another program may have removed it meanwhile.
    orMissing(fetchedEngine(join(moduleCachePath(), file)))
  ));
  return engines.filter((engine) => engine !== undefined);
}

async function fetchedEngine(path: string): Promise<CachedEngine> {
  const threads = await threadsOf(path);
  const variant = "fetched";
  return {
    ...{ name: engineName(variant, threads ?? "green"), variant },
    ...(threads && { threads }),
    sha256: basename(path, ".wasm"),
    ...{ path, ...await described(path) },
  };
}

/** How the threads of a module run, by the names in its beginning. */
async function threadsOf(path: string): Promise<Threads | undefined> {
  using file = await Deno.open(path);
  const head = new Uint8Array(HEAD_BYTES);
  let length = 0;
  while (length < head.length) {
    const count = await file.read(head.subarray(length));
    if (count === null) break;
    length += count;
  }
  const kind = threadKindIn(head.subarray(0, length));
  return kind === "none" ? undefined : kind;
}

async function described(path: string) {
  const { size, mtime } = await Deno.stat(path);
  return { bytes: size, time: mtime?.getTime() ?? 0 };
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await orMissing(Array.fromAsync(Deno.readDir(folder)));
  return (entries ?? []).map(({ name }) => name);
}

/** The value of a promise; `undefined` if there is no such file. */
async function orMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isMissing) return undefined;
    throw error;
  }
}
