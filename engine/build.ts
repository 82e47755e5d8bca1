// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Builds `ffmpeg.wasm` from Debian's sources, once.
 *
 * @module
 */
import { Semaphore } from "@std/async/unstable-semaphore";
import { join } from "@std/path/posix";
import {
  type BuildOptions,
  cacheKey,
  libraryKey,
  objectsKey,
} from "./cache.ts";
import { cacheFolder, THREADED } from "./cache_folder.ts";
import { checkThreads } from "./check_threads.ts";
import { describe, type EngineDescription } from "./describe.ts";
import { buildFfmpeg } from "./ffmpeg.ts";
import { removeLeftovers } from "./leftovers.ts";
import { libraries, libraryNames, sourceOf, versionOf } from "./libraries.ts";
import { link } from "./link.ts";
import { findPart, install, type Part } from "./part.ts";
import {
  findSysroot,
  keepHeaders,
  makeSysroot,
  variablesOf,
} from "./real_threads.ts";
import { replacementOf } from "./replacement.ts";
import { SourceGoneError } from "./sources.ts";
import { startBuilding } from "./start_building.ts";
import { takeLock } from "./take_lock.ts";
import {
  currentVersion,
  ffmpegVersions,
  type LibraryName,
  type Source,
  type Threads,
  type VariantName,
} from "./versions.ts";
import { type Building, inWorkshop } from "./workshop.ts";

/** A finished engine. */
export interface Engine extends EngineDescription {
  /** The path of the module. */
  readonly path: string;
}

/**
 * Builds an engine, or finds the one that the same recipe built before. If the source of
 * a version of FFmpeg or of a library is gone, it builds what replaces it.
 *
 * @throws {BuildError} if it cannot be built.
 */
export async function buildEngine(
  variant: VariantName,
  options: BuildOptions = {},
): Promise<Engine> {
  const versioned = { ...options, version: options.version ?? currentVersion };
  return await withReplacements(
    versioned,
    (options) => findOrBuild(variant, options),
  );
}

/** Tries again with what replaces a source that is gone, if anything does. */
async function withReplacements<O extends BuildOptions, T>(
  options: O,
  build: (options: O) => Promise<T>,
): Promise<T> {
  try {
    return await build(options);
  } catch (error) {
    if (!(error instanceof SourceGoneError)) throw error;
    const replacement = replacementOf(error.source, options);
    if (replacement === undefined) {
      const names = Object.keys(error.source.files).join(" and ");
      throw new SourceGoneError(
        error.source,
        `; put ${names} into ${join(cacheFolder(), "sources")}, ` +
          "or build without it (--only=)",
      );
    }
    const { title, options: changed } = replacement;
    console.error(`\n${error.message}. Building ${title} instead`);
    return await withReplacements({ ...options, ...changed }, build);
  }
}

async function findOrBuild(
  variant: VariantName,
  options: Versioned,
): Promise<Engine> {
  const cache = cacheFolder();
  const name = `${variant}-${options.version}-${await cacheKey(
    variant,
    options,
  )}`;
  // Apart from the engines that users get if they name none.
  const apart = options.guard || options.interruptible === false
    ? "for-tests"
    : options.threads === "real"
    ? THREADED
    : "";
  const folder = join(cache, apart, name);
  const built = await find(folder);
  if (built) return built;
  for (const path of [join(cache, "parts"), join(folder, "..")]) {
    await Deno.mkdir(path, { recursive: true });
  }
  using _lock = await takeLock(join(cache, "lock"), "another build");
  await removeLeftovers(cache);
  return await find(folder) ??
    await build(variant, options, cache, folder, name);
}

/**
 * Builds a library without an engine, or finds it. Returns the folder where it is
 * installed.
 *
 * @throws {BuildError} if it cannot be built.
 */
export async function buildLibrary(
  name: LibraryName,
  options: BuildOptions = {},
): Promise<string> {
  return await withReplacements(
    options,
    (options) => findOrBuildLibrary(name, options),
  );
}

async function findOrBuildLibrary(
  name: LibraryName,
  options: BuildOptions,
): Promise<string> {
  const cache = cacheFolder();
  const built = await findLibrary(name, options, cache);
  if (built.isMade) return built.folder;
  await Deno.mkdir(join(cache, "parts"), { recursive: true });
  using _lock = await takeLock(join(cache, "lock"), "another build");
  const { needs } = libraries[name];
  const parts = await Promise.all(
    [...needs, name].map((name) => findLibrary(name, options, cache)),
  );
  const sysroot = await findSysroot(options, cache);
  const missing = parts.filter(({ isMade }) => !isMade);
  const { simd = true } = options;
  const settings = { cache, simd, env: variablesOf(sysroot, cache) };
  const count = sysroot.length + missing.length + 1;
  await using building = await startBuilding(settings, name, count);
  await makeSysroot(sysroot, building);
  await makeLibraries(parts, building, options.threads);
  return parts.at(-1)!.folder;
}

/** The engine in a folder; `undefined` unless all of it is there. */
async function find(folder: string): Promise<Engine | undefined> {
  const path = join(folder, "ffmpeg.wasm");
  try {
    const text = await Deno.readTextFile(join(folder, "module.json"));
    const engine: Engine = { ...JSON.parse(text), path };
    const { isFile, size } = await Deno.stat(path);
    // Those of earlier recipes do not say what they were linked with.
    const isWhole = isFile && size === engine.bytes && "tools" in engine;
    return isWhole ? engine : undefined;
  } catch (error) {
    const isDamaged = error instanceof Deno.errors.NotFound ||
      error instanceof SyntaxError;
    if (isDamaged) return undefined;
    throw error;
  }
}

/** The options of a build, with its version of FFmpeg resolved. */
type Versioned = BuildOptions & Required<Pick<BuildOptions, "version">>;

/** Builds what is missing: the libraries, FFmpeg, and the module from both. */
async function build(
  variant: VariantName,
  options: Versioned,
  cache: string,
  folder: string,
  name: string,
): Promise<Engine> {
  const { version, simd = true, threads = "green" } = options;
  const selection = { ...options, variant, threads };
  const parts = await Promise.all(
    libraryNames(selection).map((name) => findLibrary(name, options, cache)),
  );
  const ffmpeg = await findPart(
    cache,
    `ffmpeg-${version}-${variant}-${await objectsKey(variant, options)}`,
  );
  const sysroot = await findSysroot(options, cache);
  const steps = [
    ...sysroot.map(() => "libc"),
    ...parts.filter(({ isMade }) => !isMade).map(({ name }) => name),
    ...(ffmpeg.isMade ? [] : ["FFmpeg"]),
    "link",
  ];
  const { onProgress } = options;
  const env = variablesOf(sysroot, cache);
  const settings = { cache, simd, env, onProgress };
  await using building = await startBuilding(settings, name, steps);
  await makeSysroot(sysroot, building);
  await makeLibraries(parts, building, threads);
  if (!ffmpeg.isMade) {
    await inWorkshop(building, "FFmpeg", async (workshop) => {
      const { store, work, step } = workshop;
      await keepHeaders(workshop, threads);
      await store.unpack(ffmpegVersions[version], work, step);
      await install(parts, workshop);
      await buildFfmpeg(workshop, selection);
      await Deno.rename(join(work, "made"), ffmpeg.folder);
    });
  }
  return await inWorkshop(building, "link", async (workshop) => {
    await install([...parts, ffmpeg], workshop);
    const { work, step } = workshop;
    const module = await link(workshop, selection, options);
    const made = join(work, "made");
    await Deno.mkdir(made);
    await Deno.rename(module, join(made, "ffmpeg.wasm"));
    const description = await describe(
      selection,
      await Deno.readFile(join(made, "ffmpeg.wasm")),
      await Deno.readTextFile(join(ffmpeg.folder, "config_components.h")),
    );
    const text = JSON.stringify(description, null, 2);
    await Deno.writeTextFile(join(made, "module.json"), text);
    // What is left of one that lost a file would be in the way.
    await step.run("rm", ["-rf", folder], { cwd: work });
    await Deno.rename(made, folder);
    return { ...description, path: join(folder, "ffmpeg.wasm") };
  });
}

/** The part of an engine that a library is. */
interface LibraryPart extends Part {
  readonly name: LibraryName;
  readonly source: Source;
}

async function findLibrary(
  name: LibraryName,
  options: BuildOptions,
  cache: string,
): Promise<LibraryPart> {
  const key = await libraryKey(name, options);
  const source = sourceOf(name, options.replaced);
  return { name, source, ...await findPart(cache, `${name}-${key}`) };
}

/**
 * Builds those of the libraries that are missing, as many at a time as there are
 * processors, each after those that it needs. After an error, none is begun.
 */
async function makeLibraries(
  parts: readonly LibraryPart[],
  building: Building,
  threads: Threads = "green",
): Promise<void> {
  const turns = new Semaphore(navigator.hardwareConcurrency);
  const begun = new Map<LibraryName, Promise<void>>();
  let hasFailed = false;
  const make = (name: LibraryName): Promise<void> => {
    const made = begun.get(name) ?? makeLibrary(name);
    begun.set(name, made);
    return made;
  };
  const makeLibrary = async (name: LibraryName) => {
    const part = parts.find((part) => part.name === name)!;
    if (part.isMade) return;
    const { needs } = libraries[name];
    await Promise.all(needs.map(make));
    using _turn = await turns.acquire();
    if (hasFailed) return;
    try {
      const needed = parts.filter(({ name }) => needs.includes(name));
      await buildPart(part, needed, building, threads);
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  const results = await Promise.allSettled(parts.map(({ name }) => make(name)));
  // What was built beside it is kept.
  for (const result of results) {
    if (result.status === "rejected") throw result.reason;
  }
}

async function buildPart(
  { name, source, folder }: LibraryPart,
  needed: readonly Part[],
  building: Building,
  threads: Threads,
): Promise<void> {
  await inWorkshop(building, name, async (workshop) => {
    const { store, work, step } = workshop;
    await keepHeaders(workshop, threads);
    await store.unpack(source, work, step);
    await install(needed, workshop);
    const cwd = join(work, source.folder);
    await libraries[name].build(
      { ...workshop, cwd, version: versionOf(source) },
      threads,
    );
    if (threads === "real") await checkThreads(workshop, name);
    await Deno.rename(join(work, "prefix"), folder);
  });
}
