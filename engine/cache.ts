// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { sha256 } from "../src/util/sha256.ts";
import { libraries, librariesOf, libraryNames, sourceOf } from "./libraries.ts";
import {
  readRecipe,
  realThreadsFiles,
  shimFiles,
  shimSources,
  threadsFiles,
} from "./recipe.ts";
import { simdFilesOf } from "./simd.ts";
import type { BuildProgress } from "./step.ts";
import {
  currentVersion,
  type FfmpegVersion,
  ffmpegVersions,
  libcSource,
  type LibraryName,
  type Threads,
  type VariantName,
  variants,
} from "./versions.ts";

/** The headers of the shim, and the other files that all C is compiled with. */
const common = [
  ...["toolchain.ts", "workshop.ts", "shim/setjmp.imports"],
  "threads/include/pthread.h",
  ...shimFiles.filter((name) => name.startsWith("shim/include/")),
];

const ffmpegFiles = [
  ...["choose_components.ts", "components.ts", "edit.ts", "ffmpeg.ts"],
  "rare_objects.ts",
  ...shimSources,
];

/** What the libc of engines with real threads is made from. */
const sysrootFiles = [
  ...["sysroot.ts", "edit.ts", "toolchain.ts", "workshop.ts"],
  ...["shim/errno.c", "shim/include/errno.h", ...realThreadsFiles],
];

/** What inserts the checks that stop a guest. */
const rewriterFiles = ["instrument", "opcodes", "rewrite", "scan"]
  .map((name) => `../src/wasm/${name}.ts`);

/** Reads a file of the recipe. */
type Read = (name: string) => Promise<Uint8Array<ArrayBuffer>>;

/** Options of a build. */
export interface BuildOptions {
  /**
   * Whether to build our kernels for SIMD128 in.
   *
   * @default true
   */
  readonly simd?: boolean;
  /**
   * How its threads run: `"real"` ones use all processors, on hosts that have them.
   *
   * @default "green"
   */
  readonly threads?: Threads;
  /**
   * Whether the engine traps when bytes around a block of memory were written, for tests.
   *
   * @default false
   */
  readonly guard?: boolean;
  /**
   * Whether any loop of the engine can be stopped; without, for tests and measurements.
   *
   * @default true
   */
  readonly interruptible?: boolean;
  /**
   * The version of FFmpeg.
   *
   * @default "9.0"
   */
  readonly version?: FfmpegVersion;
  /**
   * The libraries of the variant to build it with, beside those that they need.
   *
   * @default all of them
   */
  readonly only?: readonly LibraryName[];
  /**
   * The libraries that are built from what replaces their source, which is gone.
   *
   * @default []
   */
  readonly replaced?: readonly LibraryName[];
  /** Receives the progress, which is printed otherwise. */
  readonly onProgress?: ((progress: BuildProgress) => void) | undefined;
}

/** The key of the libc and the compiler of real threads. */
export async function sysrootKey(read: Read = readRecipe): Promise<string> {
  return await keyOf(sysrootFiles, read, [libcSource]);
}

/** What real threads change: what everything is compiled with. */
async function factsOf(
  { threads }: BuildOptions,
  read: Read,
): Promise<string[]> {
  return threads === "real" ? [await sysrootKey(read)] : [];
}

/** The key of a library, as the current recipe builds it. */
export async function libraryKey(
  name: LibraryName,
  options: BuildOptions = {},
  read: Read = readRecipe,
): Promise<string> {
  const { simdFiles, files = [], needs } = libraries[name];
  const { simd = true, replaced } = options;
  const needed = await Promise.all(
    needs.map((name) => libraryKey(name, options, read)),
  );
  return await keyOf(
    [
      ...[`libraries/${name}.ts`, "libraries/autotools.ts"],
      "libraries/archive.ts",
      ...[...common, ...simdFiles, ...files],
    ],
    read,
    [
      sourceOf(name, replaced),
      ...[simd || simdFiles.length === 0, ...needed],
      ...await factsOf(options, read),
    ],
  );
}

/**
 * The key of FFmpeg itself, for a variant. It depends on which libraries there are, not on
 * how they are built.
 */
export async function objectsKey(
  variant: VariantName,
  options: BuildOptions = {},
  read: Read = readRecipe,
): Promise<string> {
  const { version = currentVersion, simd = true } = options;
  const selection = { ...options, variant };
  const { license, components } = variants[variant];
  const { folder, files } = ffmpegVersions[version];
  const needed = [
    ...[...common, ...ffmpegFiles],
    ...(options.threads === "real" ? [] : threadsFiles),
    ...simdFilesOf("ffmpeg"),
  ];
  return await keyOf(needed, read, [
    ...[folder, files, license, components, simd],
    ...libraryNames(selection).map((name) => sourceOf(name, options.replaced)),
    ...librariesOf(selection),
    ...await factsOf(options, read),
  ]);
}

/** The key of an engine. */
export async function cacheKey(
  variant: VariantName,
  options: BuildOptions = {},
  read: Read = readRecipe,
): Promise<string> {
  const parts = await Promise.all([
    objectsKey(variant, options, read),
    ...libraryNames({ ...options, variant })
      .map((name) => libraryKey(name, options, read)),
  ]);
  const files = ["link.ts", "shim/main.c", ...rewriterFiles];
  if (options.threads === "real") files.push("shared_state.ts");
  if (options.guard) files.push("shim/guard.c");
  if (options.interruptible === false) parts.push("not interruptible");
  return await keyOf(files, read, parts);
}

/** A hash of the content of files of the recipe, and of facts. */
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
