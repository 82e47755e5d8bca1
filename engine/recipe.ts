// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fromFileUrl, join } from "@std/path/posix";

/** What wasi-libc lacks, the `main` of the module, and an allocator for tests. */
export const shimFiles: readonly string[] = [
  "shim/errno.c",
  "shim/exceptions.c",
  "shim/glob.c",
  "shim/guard.c",
  "shim/iconv.c",
  "shim/include/errno.h",
  "shim/include/glob.h",
  "shim/include/iconv.h",
  "shim/include/math.h",
  "shim/include/setjmp.h",
  "shim/include/stdlib.h",
  "shim/include/string.h",
  "shim/include/unistd.h",
  "shim/main.c",
  "shim/qsort.c",
  "shim/setjmp.imports",
  "shim/shim.c",
  "shim/signal.c",
  "shim/statics.c",
  "shim/tz.c",
];

/** What of the shim is compiled into its archive: the rest is linked, or in a library. */
export const shimSources: readonly string[] = shimFiles.filter((name) =>
  name.endsWith(".c") && !/(exceptions|guard|main|statics)\.c$/.test(name)
);

/** Threads, for versions of FFmpeg that need them. */
export const threadsFiles: readonly string[] = [
  "threads/cond.c",
  "threads/include/pthread.h",
  "threads/mutex.c",
  "threads/once.c",
  "threads/scheduler.c",
  "threads/semaphore.c",
  "threads/sleep.c",
  "threads/switch.S",
  "threads/thread.c",
  "threads/thread.h",
];

/** Threads that run side by side: what is compiled into their libc. */
export const realThreadsFiles: readonly string[] = [
  "threads/real/cancel.c",
  "threads/real/futex.c",
  "threads/real/locals.c",
  "threads/real/lock.c",
  "threads/real/malloc_lock.h",
  "threads/real/name.c",
  "threads/real/processors.c",
  "threads/real/pthread_arch.h",
  "threads/real/stack.c",
  "threads/real/start.S",
  "threads/real/syscall.h",
  "threads/real/thread.c",
  "threads/real/thread.h",
];

/** What finds fonts in the file system, for FFmpeg and libass. */
export const fontsFiles: readonly string[] = [
  "fonts/ass_fontconfig.c",
  "fonts/fontconfig.c",
  "fonts/fonts.c",
  "fonts/fonts.h",
  "fonts/include/fontconfig/fontconfig.h",
];

/** The kernels for SIMD128, and the files that hook them in. */
export const simdFiles: readonly string[] = [
  "simd/avfilter/deinterlace_wasm.c",
  "simd/avfilter/gblur_wasm.c",
  "simd/avfilter/unsharp_wasm.c",
  "simd/avutil/tx_wasm.c",
  "simd/dav1d/cdef_wasm.h",
  "simd/dav1d/filmgrain_wasm.h",
  "simd/dav1d/itx_lanes.c",
  "simd/dav1d/itx_lanes.h",
  "simd/dav1d/itx_wasm.h",
  "simd/dav1d/loopfilter_wasm.h",
  "simd/dav1d/mc_wasm.h",
  "simd/dav1d/msac_wasm.h",
  "simd/dav1d/pixels_wasm.h",
  "simd/ffmpeg/aacenc_wasm.c",
  "simd/ffmpeg/cabac_wasm.c",
  "simd/ffmpeg/cabac_wasm.h",
  "simd/ffmpeg/fdct_wasm.c",
  "simd/ffmpeg/flacdsp_wasm.c",
  "simd/ffmpeg/flacenc_wasm.c",
  "simd/ffmpeg/h264_deblock_wasm.c",
  "simd/ffmpeg/h264_deblock_wasm.h",
  "simd/ffmpeg/h264_mc_wasm.c",
  "simd/ffmpeg/hevc_mc_wasm.c",
  "simd/ffmpeg/lpc_wasm.c",
  "simd/ffmpeg/me_cmp_wasm.c",
  "simd/ffmpeg/mpegaudio_wasm.c",
  "simd/ffmpeg/mpegvideo_wasm.c",
  "simd/ffmpeg/mpegvideoenc_wasm.c",
  "simd/ffmpeg/pixblockdsp_wasm.c",
  "simd/ffmpeg/simple_idct_wasm.c",
  "simd/ffmpeg/wasm.h",
  "simd/include/msa.h",
  "simd/svtav1/immintrin.h",
  "simd/svtav1/variance_wasm.c",
  "simd/swresample/audioconvert_wasm.c",
  "simd/swresample/resample_wasm.c",
  "simd/swscale/hscale_wasm.c",
  "simd/swscale/input_wasm.c",
  "simd/swscale/swscale_wasm.c",
  "simd/swscale/swscale_wasm.h",
  "simd/swscale/vscale_wasm.c",
  "simd/swscale/vscale_wasm.h",
  "simd/swscale/yuv2rgb_wasm.c",
  "simd/vpx/convolve_wasm.c",
  "simd/vpx/error_wasm.c",
  "simd/vpx/pixels_wasm.h",
  "simd/vpx/sad_wasm.c",
  "simd/vpx/variance_wasm.c",
  "simd/x264.patch",
  "simd/x264/bitstream.c",
  "simd/x264/dct.c",
  "simd/x264/dct_deep.c",
  "simd/x264/dct_steps.h",
  "simd/x264/deblock.c",
  "simd/x264/mc.c",
  "simd/x264/mc_deep.c",
  "simd/x264/mc_functions.h",
  "simd/x264/pixel.c",
  "simd/x264/pixel_deep.c",
  "simd/x264/pixel_functions.h",
  "simd/x264/predict.c",
  "simd/x264/quant.c",
  "simd/x264/quant_deep.c",
  "simd/x264/quant_functions.h",
  "simd/x264/wasm.h",
  "simd/x265/dct.cpp",
  "simd/x265/filter.cpp",
  "simd/x265/intra.cpp",
  "simd/x265/loopfilter.cpp",
  "simd/x265/pixel.cpp",
  "simd/x265/wasm.h",
];

/** All files that are compiled, as they lie in a workshop. */
export const compiledFiles: readonly string[] = [
  ...shimFiles,
  ...threadsFiles,
  ...realThreadsFiles,
  ...fontsFiles,
  ...simdFiles,
];

/** The location of the recipe: a folder on this machine, or on a server. */
const base = new URL("./", import.meta.url);
let folder = base.protocol === "file:" ? fromFileUrl(base) : undefined;

/** The path of a file of the recipe. */
export function recipeFile(name: string): string {
  if (folder === undefined) {
    throw new Error(`Cannot use ${name}: it is not on this machine yet`);
  }
  return join(folder, name);
}

/** Reads a file of the recipe, from this machine or from a server. */
export async function readRecipe(
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (folder !== undefined) return await Deno.readFile(recipeFile(name));
  const url = new URL(name, base);
  const response = await fetch(url);
  if (response.ok) return await response.bytes();
  await response.body?.cancel();
  throw new Error(`Cannot read ${url}: received status ${response.status}`);
}

/** Copies the files to compile to a folder, unless they are on this machine. */
export async function bringRecipe(target: string): Promise<void> {
  if (folder !== undefined) return;
  for (const name of compiledFiles) {
    const path = join(target, name);
    await Deno.mkdir(join(path, ".."), { recursive: true });
    await Deno.writeFile(path, await readRecipe(name));
  }
  folder = target;
}
