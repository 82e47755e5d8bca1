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

/** The sizes of the picture: their heights and bit rates. */
const sizes = [{ height: 360, rate: "800k" }, { height: 180, rate: "250k" }];

const video = [
  ..."-c:v libx264 -preset veryfast -g 48 -sc_threshold 0".split(" "),
  ...sizes.flatMap(({ height, rate }, i) => [
    ...[`-filter:v:${i}`, `scale=-2:${height}`, `-b:v:${i}`, rate],
  ]),
];

/**
 * Writes `master.m3u8` and everything it refers to into the directory `out` of `fs`.
 * The input has video, sound or both; sound alone is packaged once.
 */
export async function packageHls(
  runtime: Runtime,
  fs: Fs,
  input: string,
  out: string,
): Promise<void> {
  const { streams } = await runtime.probe(fs, input);
  // A cover is no video.
  const hasVideo = streams.some(({ type, disposition }) =>
    type === "video" && !disposition.attachedPic
  );
  const hasSound = streams.some(({ type }) => type === "audio");
  if (!hasVideo && !hasSound) {
    throw new Error(
      `Cannot package "${input}": it has neither video nor sound`,
    );
  }
  const versions = hasVideo ? sizes : sizes.slice(0, 1);
  const { success, stderr } = await runtime.run(fs, [
    ...["-i", input],
    ...versions.flatMap(() => [
      ...(hasVideo ? ["-map", "0:V:0"] : []),
      ...(hasSound ? ["-map", "0:a:0"] : []),
    ]),
    ...(hasVideo ? video : []),
    ...(hasSound ? ["-c:a", "aac"] : []),
    ..."-f hls -hls_time 4 -hls_playlist_type vod".split(" "),
    "-var_stream_map",
    versions.map((_, i) =>
      [hasVideo && `v:${i}`, hasSound && `a:${i}`].filter(Boolean).join(",")
    ).join(" "),
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
