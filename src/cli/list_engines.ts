// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import type { Engine } from "../../engine/build.ts";
import { cacheFolder, THREADED } from "../../engine/cache.ts";
import type { Threads } from "../../engine/versions.ts";
import { moduleCachePath } from "../module/module_cache.ts";

/** A module in one of the caches. */
export interface CachedEngine {
  /** The variant if it was built, or `"fetched"`. */
  readonly variant: string;
  /** Its version of FFmpeg, if known. */
  readonly version?: string;
  /** Its licence, if known. */
  readonly license?: string;
  /** How its threads run, if it was built. */
  readonly threads?: Threads;
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
 * the newest FFmpeg, because only the newest gets fixes, then the most capable. Those
 * with real threads, which not every host runs, come last.
 */
export async function listEngines(): Promise<CachedEngine[]> {
  const rank = ({ variant }: CachedEngine) => {
    const index = preferred.indexOf(variant);
    return index < 0 ? preferred.length : index;
  };
  const isReal = ({ threads }: CachedEngine) => Number(threads === "real");
  const lists = [builtEngines("green"), builtEngines("real"), fetchedEngines()];
  return (await Promise.all(lists)).flat()
    .sort((a, b) =>
      isReal(a) - isReal(b) || compareVersions(b.version, a.version) ||
      rank(a) - rank(b) || b.time - a.time
    );
}

/** The one that is used if none is named: who wants real threads names an engine. */
export async function preferredEngine(): Promise<CachedEngine | undefined> {
  return (await listEngines()).find(({ threads }) => threads !== "real");
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
  for (const name of await namesIn(cache)) {
    const folder = join(cache, name);
    const text = await orMissing(
      Deno.readTextFile(join(folder, "module.json")),
    );
    if (text === undefined) continue;
    const { variant, version, license } = JSON.parse(text) as Engine;
    const path = join(folder, "ffmpeg.wasm");
    const file = { path, ...await described(path) };
    engines.push({ variant, version, license, threads, ...file });
  }
  return engines;
}

async function fetchedEngines(): Promise<CachedEngine[]> {
  const names = (await namesIn(moduleCachePath())).filter((name) =>
    /^[\da-f]{64}\.wasm$/.test(name)
  );
  return await Promise.all(names.map(async (name) => {
    const path = join(moduleCachePath(), name);
    return { variant: "fetched", path, ...await described(path) };
  }));
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
