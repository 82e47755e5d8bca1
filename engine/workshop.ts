// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import type { JobServer } from "./job_server.ts";
import { compiledFiles, recipeFile } from "./recipe.ts";
import type { SourceStore } from "./sources.ts";
import type { Step, Steps } from "./step.ts";
import { emulationFlags, llvm, targetFlags } from "./toolchain.ts";

/** What all workshops of a build share. */
export interface Building {
  /** The folder that outlives the build. */
  readonly cache: string;
  readonly steps: Steps;
  readonly store: SourceStore;
  readonly jobs: JobServer;
  /** Whether our kernels for SIMD128 are built in. */
  readonly simd: boolean;
}

/**
 * Where the pieces of a build lie. Every command runs in a folder directly below
 * `work` and names the others relative to it: no path of the machine finds its
 * way into the module.
 */
export interface Workshop extends Building {
  readonly work: string;
  /** The step that is done in it. */
  readonly step: Step;
}

/** A workshop in which the source of a library lies unpacked. */
export interface LibraryWorkshop extends Workshop {
  /** The folder of the source. */
  readonly cwd: string;
  /** The version of the library: `1.2.13`. */
  readonly version: string;
}

/**
 * Libraries and headers that were built, as seen from a folder below `work`.
 * What is installed believes to lie in `/prefix`, whose root is `work`.
 */
export const PREFIX = "../prefix";

/** The headers of the shim, as seen from a folder below `work`. */
export const SHIM_INCLUDE = "../shim/include";

/** The headers of the threads, as seen from a folder below `work`. */
export const THREADS_INCLUDE = "../threads/include";

/** How C that expects a POSIX system is compiled. */
export const cFlags: readonly string[] = [
  ...targetFlags,
  "-O3",
  ...emulationFlags,
  `-I${SHIM_INCLUDE}`,
];

/** The environment in which ccache finds what it has seen compiled before. */
export function ccache({ cache }: Building): Record<string, string> {
  return { CCACHE_DIR: join(cache, "ccache") };
}

/** Makes pkg-config find what lies in the prefix of a workshop. */
export function pkgConfig({ work }: Workshop): Record<string, string> {
  return {
    PKG_CONFIG_LIBDIR: join(work, "prefix/lib/pkgconfig"),
    PKG_CONFIG_SYSROOT_DIR: "..",
  };
}

/** Runs a step in a workshop with our own sources only, which is gone afterwards. */
export async function inWorkshop<T>(
  building: Building,
  name: string,
  use: (workshop: Workshop) => Promise<T>,
): Promise<T> {
  using step = building.steps.begin(name);
  const work = await Deno.makeTempDir({ dir: building.cache, prefix: "work-" });
  try {
    for (const name of compiledFiles) {
      await copy(recipeFile(name), join(work, name));
    }
    for (const name of ["include", "lib"]) {
      await Deno.mkdir(join(work, "prefix", name), { recursive: true });
    }
    return await use({ ...building, work, step });
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/** Copies a file, and makes the folder that it goes to. */
export async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(join(to, ".."), { recursive: true });
  await Deno.copyFile(from, to);
}

/**
 * Runs `make`, beside others that run at the same time. What ccache has seen compiled
 * before, be it for another variant, it does not compile again.
 */
export async function make(
  workshop: Workshop,
  cwd: string,
  targets: readonly string[],
): Promise<void> {
  const { step, jobs } = workshop;
  const plan = await step.run("make", ["-n", ...targets], { cwd });
  const total =
    plan.split("\n").filter((line) =>
      /^(printf .*(CC|AR|LD)|clang-19 |llvm-ar-19 )/.test(line)
    ).length;
  const { program, args, env } = jobs.make;
  await step.run(program, [...args, `CC=ccache ${llvm.CC}`, ...targets], {
    cwd,
    env: { ...env, ...ccache(workshop) },
    ...(total > 0 && { total }),
  });
}
