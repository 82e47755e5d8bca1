// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { sha256 } from "../src/util/sha256.ts";
import { userCache } from "../src/util/user_cache.ts";
import { BuildError } from "./build_error.ts";
import { libraries, librariesOf, libraryNames } from "./libraries.ts";
import { readRecipe, shimFiles, threadsFiles } from "./recipe.ts";
import { simdFilesOf } from "./simd.ts";
import {
  currentVersion,
  type FfmpegVersion,
  ffmpegVersions,
  type LibraryName,
  sources,
  type VariantName,
  variants,
} from "./versions.ts";

/** The headers of the shim, and what else all C is compiled with. */
const common = [
  ...["toolchain.ts", "workshop.ts", "shim/setjmp.imports"],
  ...shimFiles.filter((name) => name.startsWith("shim/include/")),
];

const ffmpegFiles = [
  ...["components.ts", "edit.ts", "ffmpeg.ts", "shim/shim.c", "shim/signal.c"],
];

/** Reads a file of the recipe. */
type Read = (name: string) => Promise<Uint8Array<ArrayBuffer>>;

/** What can be chosen about a build. */
export interface BuildOptions {
  /**
   * Whether it contains our kernels for SIMD128.
   *
   * @default true
   */
  readonly simd?: boolean;
  /**
   * Whether it traps when bytes around a block of memory were written, for tests.
   *
   * @default false
   */
  readonly guard?: boolean;
  /**
   * The version of FFmpeg.
   *
   * @default "8.1"
   */
  readonly version?: FfmpegVersion;
}

/**
 * Where engines, and what they are built from, are kept.
 *
 * Errors: {@linkcode BuildError} where the environment does not say where.
 */
export function cacheFolder(): string {
  const base = userCache();
  if (base !== undefined) return join(base, "afmpeg", "engine");
  throw new BuildError(
    "Cannot keep an engine: the variable HOME, which says where caches are, " +
      "names no absolute path; set it",
  );
}

/** Names what the recipe, as it is now, makes of a library. */
export async function libraryKey(
  name: LibraryName,
  options: BuildOptions = {},
  read: Read = readRecipe,
): Promise<string> {
  const { simdFiles, needs } = libraries[name];
  const { simd = true } = options;
  const needed = await Promise.all(
    needs.map((name) => libraryKey(name, options, read)),
  );
  return await keyOf(
    [`libraries/${name}.ts`, "libraries/autotools.ts", ...common, ...simdFiles],
    read,
    [sources[name], simd || simdFiles.length === 0, ...needed],
  );
}

/**
 * Names what it makes of FFmpeg itself, for a variant. How the libraries are built
 * is no part of that, only that they are there.
 */
export async function objectsKey(
  variant: VariantName,
  { version = currentVersion, simd = true }: BuildOptions = {},
  read: Read = readRecipe,
): Promise<string> {
  const { license } = variants[variant];
  const { folder, files, threads } = ffmpegVersions[version];
  const needed = [
    ...[...common, ...ffmpegFiles],
    ...(threads ? threadsFiles : []),
    ...simdFilesOf("ffmpeg"),
  ];
  return await keyOf(needed, read, [
    ...[folder, files, license, simd],
    ...libraryNames(variant, version).map((name) => sources[name]),
    ...librariesOf(variant, version),
  ]);
}

/** Names what it makes of a variant. */
export async function cacheKey(
  variant: VariantName,
  options: BuildOptions = {},
  read: Read = readRecipe,
): Promise<string> {
  const parts = await Promise.all([
    objectsKey(variant, options, read),
    ...libraryNames(variant, options.version ?? currentVersion)
      .map((name) => libraryKey(name, options, read)),
  ]);
  const files = ["link.ts", "shim/main.c"];
  if (options.guard) files.push("shim/guard.c");
  return await keyOf(files, read, parts);
}

/** Names the content of files of the recipe, and facts. */
export async function keyOf(
  files: readonly string[],
  read: Read,
  facts: readonly unknown[],
): Promise<string> {
  const parts = await Promise.all(
    Array.from(
      new Set(files),
      async (name) => `${name} ${await sha256(await read(name))}`,
    ),
  );
  const text = [...parts, JSON.stringify(facts)].join("\n");
  return (await sha256(new TextEncoder().encode(text))).slice(0, 16);
}
