// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Builds `ffmpeg.wasm` from Debian's sources, once.
 *
 * @module
 */
import { join } from "@std/path/posix";
import {
  type BuildOptions,
  cacheFolder,
  cacheKey,
  libraryKey,
  objectsKey,
} from "./cache.ts";
import { checkThreads } from "./check_threads.ts";
import { describe, type EngineDescription } from "./describe.ts";
import { buildFfmpeg } from "./ffmpeg.ts";
import { libraries, libraryNames } from "./libraries.ts";
import { link } from "./link.ts";
import { bring, bringTools, findPart, install, type Part } from "./part.ts";
import {
  findSysroot,
  keepHeaders,
  makeSysroot,
  stepsOf,
} from "./real_threads.ts";
import { SourceGoneError } from "./sources.ts";
import {
  currentVersion,
  ffmpegVersions,
  type LibraryName,
  sources,
  type Threads,
  type VariantName,
} from "./versions.ts";
import { takeLock } from "./take_lock.ts";
import { type Building, inWorkshop } from "./workshop.ts";

/** A finished engine. */
export interface Engine extends EngineDescription {
  /** The path of the module. */
  readonly path: string;
}

/**
 * Builds an engine, or finds the one that the same recipe built before. If the source of
 * a version of FFmpeg is gone, it builds the version that replaces it.
 *
 * @throws {BuildError} if it cannot be built.
 */
export async function buildEngine(
  variant: VariantName,
  options: BuildOptions = {},
): Promise<Engine> {
  const { version = currentVersion } = options;
  try {
    return await findOrBuild(variant, { ...options, version });
  } catch (error) {
    const { next } = ffmpegVersions[version];
    if (!(error instanceof SourceGoneError) || next === undefined) throw error;
    console.error(`\n${error.message}. Building FFmpeg ${next} instead`);
    return await buildEngine(variant, { ...options, version: next });
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
  const apart = options.guard
    ? "guarded"
    : options.threads === "real"
    ? "threaded"
    : "";
  const folder = join(cache, apart, name);
  const built = await find(folder);
  if (built) return built;
  for (const path of [join(cache, "parts"), join(folder, "..")]) {
    await Deno.mkdir(path, { recursive: true });
  }
  using _lock = await takeLock(join(cache, "lock"), "another build");
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
  const missing = [...parts, ...sysroot].filter(({ isMade }) => !isMade);
  const steps = stepsOf(sysroot, cache, name, missing.length + 1);
  const building = { cache, steps, simd: options.simd ?? true };
  await bringTools(building);
  await makeSysroot(sysroot, building);
  await makeLibraries(parts, building, options.threads);
  steps.end();
  return parts.at(-1)!.folder;
}

async function find(folder: string): Promise<Engine | undefined> {
  try {
    const text = await Deno.readTextFile(join(folder, "module.json"));
    return { ...JSON.parse(text), path: join(folder, "ffmpeg.wasm") };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
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
  const { version } = options;
  const selection = { ...options, variant };
  const parts = await Promise.all(
    libraryNames(selection).map((name) => findLibrary(name, options, cache)),
  );
  const ffmpeg = await findPart(
    cache,
    `ffmpeg-${version}-${variant}-${await objectsKey(variant, options)}`,
  );
  const sysroot = await findSysroot(options, cache);
  const missing = [...parts, ...sysroot].filter(({ isMade }) => !isMade);
  const count = missing.length + (ffmpeg.isMade ? 2 : 5);
  const steps = stepsOf(sysroot, cache, name, count);
  const building = { cache, steps, simd: options.simd ?? true };
  await bringTools(building);
  await makeSysroot(sysroot, building);
  await makeLibraries(parts, building, options.threads);
  if (!ffmpeg.isMade) {
    steps.begin("ffmpeg: source");
    await inWorkshop(building, async (workshop) => {
      await keepHeaders(workshop, options.threads);
      await bring(ffmpegVersions[version], workshop);
      await install(parts, workshop);
      await buildFfmpeg(workshop, selection);
      await Deno.rename(join(workshop.work, "made"), ffmpeg.folder);
    });
  }
  steps.begin("link");
  return await inWorkshop(building, async (workshop) => {
    await install([...parts, ffmpeg], workshop);
    const module = await link(workshop, selection, options.guard);
    steps.end();
    const made = join(workshop.work, "made");
    await Deno.mkdir(made);
    await Deno.rename(module, join(made, "ffmpeg.wasm"));
    const description = await describe(
      selection,
      await Deno.readFile(join(made, "ffmpeg.wasm")),
      await Deno.readTextFile(join(ffmpeg.folder, "config_components.h")),
    );
    const text = JSON.stringify(description, null, 2);
    await Deno.writeTextFile(join(made, "module.json"), text);
    await Deno.rename(made, folder);
    return { ...description, path: join(folder, "ffmpeg.wasm") };
  });
}

/** The part of an engine that a library is. */
interface LibraryPart extends Part {
  readonly name: LibraryName;
}

async function findLibrary(
  name: LibraryName,
  options: BuildOptions,
  cache: string,
): Promise<LibraryPart> {
  const key = await libraryKey(name, options);
  return { name, ...await findPart(cache, `${name}-${key}`) };
}

/** Builds those of the libraries that are missing; each comes after those that it needs. */
async function makeLibraries(
  parts: readonly LibraryPart[],
  building: Building,
  threads: Threads = "green",
): Promise<void> {
  for (const { name, folder, isMade } of parts) {
    if (isMade) continue;
    building.steps.begin(name);
    await inWorkshop(building, async (workshop) => {
      await keepHeaders(workshop, threads);
      await bring(sources[name], workshop);
      const { needs } = libraries[name];
      await install(parts.filter(({ name }) => needs.includes(name)), workshop);
      await libraries[name].build(workshop, threads);
      if (threads === "real") await checkThreads(workshop, name);
      await Deno.rename(join(workshop.work, "prefix"), folder);
    });
  }
}
