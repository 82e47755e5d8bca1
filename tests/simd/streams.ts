// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { runNative } from "../support/native.ts";
import { words } from "../support/words.ts";

/** A stream that native ffmpeg makes. */
export interface Stream {
  readonly name: string;
  /** The pictures, as a lavfi source. */
  readonly source: string;
  readonly options: string;
}

const noisy = "testsrc2=s=350x290:r=25,noise=alls=10:allf=t";
const fractal = "mandelbrot=s=194x130:r=25";
const fade = "testsrc2=s=176x144:r=25,fade=out:0:10";
const interlaced = "testsrc2=s=192x160:r=50,noise=alls=8:allf=t,interlace";

const stream = (name: string, source: string, options: string): Stream => ({
  name,
  source,
  options,
});
const h264 = (name: string, source: string, format: string, options = "") =>
  stream(
    `h264_${name}.mp4`,
    source,
    `-c:v libx264 -threads 1 -pix_fmt ${format} ${options}`,
  );
const hevc = (name: string, source: string, format: string, options = "") =>
  stream(
    `hevc_${name}.mp4`,
    source,
    `-c:v libx265 -preset fast -pix_fmt ${format} ` +
      `-x265-params log-level=none:pools=1:frame-threads=1:${
        options || "aud=0"
      }`,
  );
const vpx = (name: string, source: string, options: string) =>
  stream(
    `${name}.webm`,
    source,
    `-c:v ${name.startsWith("vp8") ? "libvpx" : "libvpx-vp9"} -threads 1 ` +
      `-deadline realtime -cpu-used 5 -b:v 300k ${options}`,
  );

/** Streams whose decoders have kernels, in all formats with their own code paths. */
export const streams: readonly Stream[] = [
  h264("high", noisy, "yuv420p"),
  h264("baseline", noisy, "yuv420p", "-profile:v baseline"),
  h264("slower", fractal, "yuv420p", "-preset slower -bf 8"),
  h264(
    "weights",
    fade,
    "yuv420p",
    "-preset slow -x264-params weightp=2:weightb=1:ref=5",
  ),
  h264("fields", interlaced, "yuv420p", "-x264-params tff=1"),
  h264("fields_422", interlaced, "yuv422p", "-x264-params tff=1"),
  h264("weights_422", fade, "yuv422p", "-x264-params weightp=2:weightb=1"),
  h264("444", fractal, "yuv444p"),
  h264("gray", fractal, "gray"),
  h264("10_bit", fractal, "yuv420p10le"),
  h264("lossless", fractal, "yuv420p", "-qp 0"),
  h264("coarse", noisy, "yuv420p", "-qp 48"),
  hevc("main", noisy, "yuv420p"),
  hevc("shapes", fractal, "yuv420p", "rect=1:amp=1"),
  hevc("weights", fade, "yuv420p", "weightp=1:weightb=1"),
  hevc("10_bit", fractal, "yuv420p10le"),
  hevc("422", fractal, "yuv422p", "rect=1:amp=1"),
  hevc("444", fractal, "yuv444p", "rect=1:amp=1"),
  hevc("lossless", fractal, "yuv420p", "lossless=1"),
  hevc("small", noisy, "yuv420p", "tskip=1:ctu=16:min-cu-size=8"),
  vpx("vp8", noisy, "-pix_fmt yuv420p"),
  vpx("vp8_profile_1", fractal, "-pix_fmt yuv420p -profile:v 1"),
  vpx("vp8_profile_3", fractal, "-pix_fmt yuv420p -profile:v 3"),
  vpx("vp9", noisy, "-pix_fmt yuv420p"),
  vpx("vp9_444", fractal, "-pix_fmt yuv444p"),
  vpx("vp9_422", fractal, "-pix_fmt yuv422p"),
  vpx("vp9_10_bit", fractal, "-pix_fmt yuv420p10le -profile:v 2"),
  vpx("vp9_lossless", fractal, "-pix_fmt yuv420p -lossless 1"),
  ...["mpeg4", "mpeg2video", "mpeg1video", "msmpeg4v2", "wmv1", "wmv2", "flv"]
    .map((codec) =>
      stream(
        `${codec}.avi`,
        noisy,
        `-c:v ${codec} -threads 1 -b:v 600k -pix_fmt yuv420p`,
      )
    ),
  stream(
    "mpeg4_qpel.avi",
    noisy,
    "-c:v mpeg4 -threads 1 -b:v 600k -flags +qpel+mv4+aic -pix_fmt yuv420p",
  ),
  stream(
    "mpeg4_fields.avi",
    interlaced,
    "-c:v mpeg4 -threads 1 -b:v 900k -flags +ilme+ildct -pix_fmt yuv420p",
  ),
  stream(
    "mpeg2_fields.avi",
    interlaced,
    "-c:v mpeg2video -threads 1 -b:v 900k -flags +ilme+ildct -pix_fmt yuv422p",
  ),
  ...["yuvj420p", "yuvj422p", "yuvj444p"].map((format) =>
    stream(
      `mjpeg_${format}.avi`,
      noisy,
      `-c:v mjpeg -threads 1 -q:v 3 -pix_fmt ${format}`,
    )
  ),
];

/** How many pictures a stream has. */
export const PICTURES = 10;

/** Makes a stream with native ffmpeg. */
export async function make(
  { name, source, options }: Stream,
): Promise<Uint8Array> {
  const { files } = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i", source, "-frames:v", `${PICTURES}`],
    ...[...words(options), name],
  ]);
  return files[name]!;
}

/** Flips single bits in the middle of a stream, always the same ones. */
export function damage(bytes: Uint8Array): Uint8Array {
  const damaged = bytes.slice();
  let state = 1;
  const next = (limit: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor(state / 2 ** 32 * limit);
  };
  const from = Math.floor(bytes.length / 8);
  for (let i = 0; i < Math.max(2, bytes.length / 6000); i++) {
    damaged[from + next(bytes.length * 3 / 4)]! ^= 1 << next(8);
  }
  return damaged;
}
