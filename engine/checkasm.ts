// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Builds `checkasm` of x264, of dav1d and of FFmpeg, which compare each kernel with its
 * counterpart in C.
 *
 * @module
 */
import { join } from "@std/path/posix";
import { keyOf } from "./cache.ts";
import { buildCheckasmOfDav1d } from "./checkasm_dav1d.ts";
import { checkasmFolder } from "./checkasm_folder.ts";
import { buildShim } from "./ffmpeg.ts";
import { readRecipe, shimFiles, threadsFiles } from "./recipe.ts";
import { addSimd, SIMD_INCLUDE, simdFilesOf } from "./simd.ts";
import { editConfiguration } from "./simd_ffmpeg.ts";
import { emulationLibs, linkFlags, llvm } from "./toolchain.ts";
import { ffmpegVersions, sources } from "./versions.ts";
import {
  type Building,
  cFlags,
  inWorkshop,
  make,
  PREFIX,
  type Workshop,
} from "./workshop.ts";

/** The programs, as what they check. */
const programs = ["x264_8", "x264_10", "dav1d", "ffmpeg"] as const;

/**
 * The version whose kernels are checked. They are the same in all: FFmpeg 9 has the same
 * checks in a program that asks more of a system.
 */
const ffmpeg = ffmpegVersions["8.1"];

/** What a program of checkasm checks. */
export type CheckasmName = typeof programs[number];

/** What of FFmpeg has kernels that are checked. */
const decoders = "h264,hevc,vp8,vp9,mpeg4,mpeg2video,vc1,mjpeg,vp3";

const flags = [...cFlags, `-I${SIMD_INCLUDE}`];

const ldflags = ["--target=wasm32-wasi", ...linkFlags, ...emulationLibs];

/**
 * Builds the programs, or finds those that were built by the same recipe before.
 * Returns their paths.
 *
 * Errors: `BuildError`.
 */
export async function buildCheckasm(): Promise<Record<CheckasmName, string>> {
  const files = [
    ...["checkasm.ts", "checkasm_dav1d.ts", "edit.ts", "toolchain.ts"],
    ...["libraries/archive.ts", "libraries/dav1d.ts", "workshop.ts"],
    ...[...shimFiles, ...threadsFiles],
    ...(["dav1d", "ffmpeg", "x264"] as const).flatMap(simdFilesOf),
  ];
  const pinned = [ffmpeg, sources.dav1d, sources.x264];
  const folder = await checkasmFolder("checkasm", {
    key: await keyOf(files, readRecipe, pinned),
    steps: 4,
    build,
  });
  return Object.fromEntries(
    programs.map((name) => [name, join(folder, `${name}.wasm`)]),
  ) as Record<CheckasmName, string>;
}

async function build(building: Building, made: string): Promise<void> {
  await inWorkshop(building, "checkasm of x264", async (workshop) => {
    const { store, work, step } = workshop;
    await buildShim(workshop);
    await store.unpack(sources.x264, work, step);
    await buildOfX264(workshop, made);
  });
  await inWorkshop(building, "checkasm of dav1d", async (workshop) => {
    const { store, work, step } = workshop;
    const { folder } = sources.dav1d;
    await buildShim(workshop);
    await store.unpack(sources.dav1d, work, step);
    const version = folder.replace("dav1d-", "");
    const cwd = join(work, folder);
    await Deno.rename(
      await buildCheckasmOfDav1d({ ...workshop, cwd, version }),
      join(made, "dav1d.wasm"),
    );
  });
  await inWorkshop(building, "checkasm of FFmpeg", async (workshop) => {
    const { store, work, step } = workshop;
    await buildShim(workshop);
    await store.unpack(ffmpeg, work, step);
    await buildOfFfmpeg(workshop, made);
  });
}

async function buildOfX264(workshop: Workshop, made: string): Promise<void> {
  const { work, step } = workshop;
  const cwd = join(work, sources.x264.folder);
  await addSimd("x264", cwd, workshop);
  await step.run("./configure", [
    ...["--host=wasm32-unknown-linux", "--enable-static", "--bit-depth=all"],
    ...["thread", "opencl", "avs", "swscale", "lavf", "ffms", "gpac", "lsmash"]
      .map((name) => `--disable-${name}`),
    `--extra-cflags=${[...flags, "-Dmemalign=aligned_alloc"].join(" ")}`,
    `--extra-ldflags=${ldflags.join(" ")} -L${PREFIX}/lib -lshim`,
  ], { cwd, env: llvm });
  await make(workshop, cwd, ["checkasm8", "checkasm10"]);
  for (const depth of [8, 10]) {
    await Deno.rename(
      join(cwd, `checkasm${depth}`),
      join(made, `x264_${depth}.wasm`),
    );
  }
}

async function buildOfFfmpeg(workshop: Workshop, made: string): Promise<void> {
  const { work, step } = workshop;
  const source = ffmpeg.folder;
  await addSimd("ffmpeg", join(work, source), workshop);
  const cwd = join(work, "ffmpeg");
  await Deno.mkdir(cwd);
  await step.run(`../${source}/configure`, [
    ...["--enable-cross-compile", "--target-os=none", "--arch=wasm32"],
    ...[`--cc=${llvm.CC}`, `--ar=${llvm.AR}`, `--nm=${llvm.NM}`],
    ...[`--ranlib=${llvm.RANLIB}`, `--strip=${llvm.STRIP}`, "--host-cc=gcc"],
    ...["asm", "pthreads", "autodetect", "network", "doc", "debug", "programs"]
      .map((name) => `--disable-${name}`),
    ...["avdevice", "avfilter", "avformat", "swresample"]
      .map((name) => `--disable-${name}`),
    ...["--disable-everything", `--enable-decoder=${decoders}`],
    ...["--enable-encoder=mpeg4,mjpeg,aac,flac", "--enable-fast-unaligned"],
    `--extra-cflags=${flags.join(" ")}`,
    `--extra-ldflags=-L${PREFIX}/lib ${ldflags.join(" ")}`,
    "--extra-libs=-lshim",
  ], { cwd });
  await editConfiguration(cwd);
  await make(workshop, cwd, ["tests/checkasm/checkasm"]);
  await Deno.rename(
    join(cwd, "tests/checkasm/checkasm"),
    join(made, "ffmpeg.wasm"),
  );
}
