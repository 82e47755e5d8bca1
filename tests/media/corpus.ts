// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Files, runNative } from "../support/native.ts";

/** How to make a file with native ffmpeg, and the options to probe it. */
interface Recipe {
  readonly args: readonly string[];
  /** Another one that it is made from. */
  readonly from?: string;
  /** The options for a file without a header. */
  readonly format?: string;
  readonly inputArgs?: readonly string[];
  /** The same for native ffprobe. */
  readonly nativeArgs?: readonly string[];
}

const picture = (
  options: string,
) => ["-f", "lavfi", "-i", `testsrc=${options}`];
const sound = ["-f", "lavfi", "-i", "sine=d=2:r=44100"];
const surround = [
  ...["-f", "lavfi", "-i"],
  "anullsrc=r=48000:cl=5.1,atrim=end=1",
];

const chapters = `;FFMETADATA1
title=Größe: all of it\\
on two lines
artist=A
[CHAPTER]
TIMEBASE=1/1000
START=0
END=700
title=Eins
[CHAPTER]
TIMEBASE=1/1000
START=700
END=2000
title=Zwei: das Ende
`;

const subtitles = "1\n00:00:00,100 --> 00:00:01,000\nHallo\n";

/** The files that recipes start from. */
const ingredients: Files = {
  "chapters.txt": new TextEncoder().encode(chapters),
  "subtitles.srt": new TextEncoder().encode(subtitles),
};

/** Media files of many kinds, by name. */
export const corpus: Readonly<Record<string, Recipe>> = {
  "film.mp4": {
    args: [
      ...picture("d=2:s=320x240:r=25"),
      ...sound,
      ...["-i", "chapters.txt", "-i", "subtitles.srt"],
      ...["-map", "0:v", "-map", "1:a", "-map", "1:a", "-map", "3:s"],
      ...["-map_metadata", "2", "-pix_fmt", "yuv420p", "-c:s", "mov_text"],
      ...["-metadata:s:a:0", "language=deu", "-metadata:s:a:1", "language=fra"],
      ...["-metadata:s:s", "language=eng", "-disposition:s", "forced"],
      ...["-disposition:a:1", "comment+visual_impaired"],
    ],
  },
  "rotated.mov": {
    from: "colors.mp4",
    args: ["-i", "colors.mp4", "-c", "copy", "-metadata:s:v", "rotate=90"],
  },
  "film.mkv": {
    args: [
      ...picture("d=1:s=320x180:r=24000/1001"),
      ...surround,
      ...["-i", "chapters.txt", "-i", "subtitles.srt"],
      ...["-map", "0:v", "-map", "1:a", "-map", "3:s", "-map_metadata", "2"],
      ...["-c:v", "ffv1", "-c:a", "flac", "-sample_fmt", "s32", "-c:s", "srt"],
      ...["-attach", "subtitles.srt", "-metadata:s:t", "mimetype=text/plain"],
      ...["-disposition:s", "hearing_impaired"],
    ],
  },
  "colors.mp4": {
    args: [
      ...picture("d=1:s=320x240:r=30000/1001"),
      "-vf",
      "setsar=4/3,setparams=range=tv:color_primaries=bt2020:" +
      "color_trc=smpte2084:colorspace=bt2020nc",
      ...["-pix_fmt", "yuv422p10le", "-c:v", "libx264", "-color_range", "tv"],
    ],
  },
  "interlaced.ts": {
    args: [
      ...picture("d=1:s=352x288:r=25"),
      ...sound,
      ...["-c:v", "mpeg2video", "-flags", "+ilme+ildct", "-top", "1"],
      ...["-c:a", "mp2", "-metadata", "service_name=Mine", "-t", "1"],
      ...["-metadata:s:a", "language=deu"],
    ],
  },
  "still.png": { args: [...picture("s=100x50"), "-frames:v", "1"] },
  "still.jpg": { args: [...picture("s=100x50"), "-frames:v", "1"] },
  "moving.gif": { args: picture("s=100x50:d=1:r=12.5") },
  "cover.mp3": {
    args: [
      ...sound,
      ...picture("s=64x64:d=0.04"),
      ...["-map", "0", "-map", "1", "-c:v", "png"],
      ...["-disposition:v", "attached_pic", "-metadata:s:v", "comment=Cover"],
      ...["-metadata", "title=Lied", "-metadata", "artist=Müller"],
    ],
  },
  "tags.ogg": {
    args: [...sound, "-c:a", "libvorbis", "-metadata", "title=Lied"],
  },
  "tags.opus": { args: [...sound, "-metadata", "title=Lied"] },
  "tags.flac": { args: [...sound, "-metadata", "ALBUM=Lieder"] },
  "quad.wav": {
    args: [...sound, "-af", "pan=4c|c0=c0|c1=c0", "-c:a", "pcm_s24le"],
  },
  "empty tag.m4a": { args: [...sound, "-metadata", "title= : "] },
  "raw.h264": { args: [...picture("d=1:s=320x240"), "-pix_fmt", "yuv420p"] },
  "raw.pcm": {
    args: [...sound, "-f", "s16le"],
    format: "s16le",
    inputArgs: ["-ar", "8000", "-ac", "2"],
    nativeArgs: ["-sample_rate", "8000", "-ch_layout", "2C"],
  },
  "raw.yuv": {
    args: [...picture("d=1:s=64x48"), "-pix_fmt", "yuv422p", "-f", "rawvideo"],
    format: "rawvideo",
    inputArgs: ["-s", "64x48", "-r", "12.5", "-pix_fmt", "yuv422p"],
    nativeArgs: [
      ...["-video_size", "64x48", "-framerate", "12.5"],
      ...["-pixel_format", "yuv422p"],
    ],
  },
};

/** Makes one of the {@linkcode corpus}. */
export async function make(name: string): Promise<Uint8Array> {
  const { from, args } = corpus[name]!;
  const { files } = await runNative("ffmpeg", [...args, name], {
    ...ingredients,
    ...(from && { [from]: await make(from) }),
  });
  return files[name]!;
}

/** The output of native ffprobe for a file: sections of text and numbers. */
export interface NativeDescription {
  format: Record<string, unknown>;
  streams: Record<string, unknown>[];
  chapters: Record<string, unknown>[];
}

/** Has native ffprobe describe a file. */
export async function describe(
  name: string,
  bytes: Uint8Array,
  args: readonly string[] = [],
): Promise<NativeDescription> {
  const { format, nativeArgs = [] } = corpus[name]!;
  const { stdout } = await runNative("ffprobe", [
    ...["-of", "json", "-show_format", "-show_streams", "-show_chapters"],
    ...(format ? ["-f", format] : []),
    ...nativeArgs,
    ...args,
    name,
  ], { [name]: bytes });
  return JSON.parse(stdout);
}
