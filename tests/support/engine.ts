// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { buildEngine } from "../../engine/build.ts";
import type { BuildOptions } from "../../engine/cache.ts";
import {
  type FfmpegVersion,
  ffmpegVersions,
  type VariantName,
} from "../../engine/versions.ts";
import { type MemoryFs, type RunOptions, Runtime } from "../../mod.ts";
import { fsOf } from "./fs_of.ts";
import type { Files } from "./native.ts";
import { testedThreads } from "./tested_threads.ts";

/**
 * The versions of FFmpeg that a test runs with: those after `--` of `deno
 * test`, or else those that it always runs with.
 */
export function testedVersions(...always: FfmpegVersion[]): FfmpegVersion[] {
  const named = Deno.args.filter((name): name is FfmpegVersion =>
    Object.hasOwn(ffmpegVersions, name)
  );
  return named.length > 0 ? named : always;
}

/** The options of the engine that tests use unless they name its threads. */
function testedEngine(options: BuildOptions): BuildOptions {
  return testedThreads() === undefined
    ? options
    : { threads: "real", ...options };
}

/** The bytes of a built engine; builds it if it is not cached. */
export async function engineBytes(
  variant: VariantName,
  options: BuildOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { path } = await buildEngine(variant, testedEngine(options));
  return await Deno.readFile(path);
}

/** A runtime over a built engine. */
export async function engineRuntime(
  variant: VariantName,
  options: BuildOptions = {},
): Promise<Runtime> {
  const isReal = testedEngine(options).threads === "real";
  return await Runtime.create({
    module: { bytes: await engineBytes(variant, options) },
    threads: isReal ? testedThreads() ?? "auto" : "auto",
  });
}

/** Runs `args` (one string, split at spaces) over a file system that holds `files`. */
export async function ffmpeg(
  runtime: Runtime,
  command: string,
  files: Files = {},
  options?: RunOptions,
): Promise<{ exitCode: number; stderr: string; stdout: string; fs: MemoryFs }> {
  const fs = fsOf(files);
  const result = await runtime.run(
    fs,
    ["-hide_banner", ...command.split(" ")],
    options,
  );
  return { ...result, stdout: new TextDecoder().decode(result.stdout), fs };
}
