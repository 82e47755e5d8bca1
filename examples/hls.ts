// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Packages a video for streaming: HLS in two sizes, with a master playlist.
 *
 * ```sh
 * deno run --allow-read --allow-write examples/hls.ts in.mp4 out
 * ```
 *
 * @module
 */
import { type Fs, Runtime } from "../mod.ts";
import { DenoFs, MountFs } from "../vfs/mod.ts";
import { basename, dirname } from "@std/path/posix";

/** Writes `master.m3u8` and everything it refers to into the directory `out` of `fs`. */
export async function packageHls(
  runtime: Runtime,
  fs: Fs,
  input: string,
  out: string,
): Promise<void> {
  const { success, stderr } = await runtime.run(fs, [
    ...["-i", input],
    ...["-map", "0:v", "-map", "0:a", "-map", "0:v", "-map", "0:a"],
    ..."-c:v libx264 -preset veryfast -g 48 -sc_threshold 0 -c:a aac".split(
      " ",
    ),
    ..."-filter:v:0 scale=-2:360 -b:v:0 800k".split(" "),
    ..."-filter:v:1 scale=-2:180 -b:v:1 250k".split(" "),
    ..."-f hls -hls_time 4 -hls_playlist_type vod".split(" "),
    ...["-var_stream_map", "v:0,a:0 v:1,a:1"],
    ...["-master_pl_name", "master.m3u8"],
    ...["-hls_segment_filename", `${out}/%v/%03d.ts`, `${out}/%v/list.m3u8`],
  ]);
  if (!success) throw new Error(stderr);
}

if (import.meta.main) {
  const [input, out] = Deno.args as [string, string];
  await Deno.mkdir(out, { recursive: true });
  await using runtime = await Runtime.create({
    module: { file: "ffmpeg.wasm" },
  });
  // The guest sees these two directories of the host, and no others. Nobody else changes
  // the second, so the guest may make files in directories below it.
  const fs = new MountFs({
    "/": new DenoFs(dirname(input)),
    "/out": new DenoFs(out, { soleWriter: true }),
  });
  await packageHls(runtime, fs, basename(input), "/out");
}
