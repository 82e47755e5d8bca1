// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { extname } from "@std/path/posix";

/** What the format of a file can hold, as far as recipes need to know. */
export interface Container {
  /** Its muxer. */
  readonly muxer: string;
  /** The codecs of video that it can hold; absent if ffmpeg should decide. */
  readonly video?: readonly string[];
  /** The codecs of sound, likewise. */
  readonly audio?: readonly string[];
  /** The codec of subtitles that are text, or "copy" if any; absent if it has none. */
  readonly text?: string;
  /** Whether it can hold subtitles that are pictures. */
  readonly hasPictures?: boolean;
  /** As what it can hold a cover; absent if it cannot. */
  readonly cover?: "stream" | "attachment";
  /** Whether it can hold attachments, such as fonts. */
  readonly hasAttachments?: boolean;
  /** The encoder for sound that it usually holds. */
  readonly encoder: string;
  /** Options of the muxer. */
  readonly flags?: readonly string[];
}

const FAST = ["-movflags", "+faststart"];

const mp4: Container = {
  muxer: "mp4",
  video: ["h264", "hevc", "av1", "vp9", "mpeg4", "mpeg2video", "mjpeg", "vvc"],
  audio: ["aac", "mp3", "mp2", "ac3", "eac3", "opus", "flac", "alac", "dts"],
  text: "mov_text",
  cover: "stream",
  encoder: "aac",
  flags: FAST,
};
const matroska: Container = {
  muxer: "matroska",
  text: "copy",
  hasPictures: true,
  cover: "attachment",
  hasAttachments: true,
  encoder: "aac",
};
const webm: Container = {
  muxer: "webm",
  video: ["vp8", "vp9", "av1"],
  audio: ["opus", "vorbis"],
  text: "webvtt",
  encoder: "libopus",
};
const transport: Container = {
  muxer: "mpegts",
  video: ["h264", "hevc", "mpeg2video", "mpeg1video", "mpeg4", "vvc"],
  audio: ["aac", "mp3", "mp2", "ac3", "eac3", "opus", "dts"],
  encoder: "aac",
};
const soundOnly = { video: [] };

/** The formats by the endings of their files. */
const containers: Readonly<Record<string, Container>> = {
  ".mp4": mp4,
  ".m4v": mp4,
  ".mov": {
    muxer: "mov",
    text: "mov_text",
    encoder: "aac",
    flags: FAST,
  },
  ".mkv": matroska,
  ".webm": webm,
  ".ts": transport,
  ".mts": transport,
  ".m2ts": transport,
  ".avi": { muxer: "avi", encoder: "libmp3lame" },
  ".flv": {
    muxer: "flv",
    video: ["h264", "flv1", "hevc", "av1", "vp9"],
    audio: ["aac", "mp3"],
    encoder: "aac",
  },
  ".m4a": {
    ...soundOnly,
    muxer: "ipod",
    audio: ["aac", "alac", "ac3"],
    cover: "stream",
    encoder: "aac",
    flags: FAST,
  },
  ".m4b": {
    ...soundOnly,
    muxer: "ipod",
    audio: ["aac", "alac"],
    cover: "stream",
    encoder: "aac",
    flags: FAST,
  },
  ".mka": { ...matroska, ...soundOnly, encoder: "flac" },
  ".weba": { ...webm, ...soundOnly },
  ".mp3": {
    ...soundOnly,
    muxer: "mp3",
    audio: ["mp3"],
    cover: "stream",
    encoder: "libmp3lame",
  },
  ".ogg": {
    ...soundOnly,
    muxer: "ogg",
    audio: ["vorbis", "opus", "flac", "speex"],
    encoder: "libopus",
  },
  ".oga": {
    ...soundOnly,
    muxer: "ogg",
    audio: ["vorbis", "opus", "flac", "speex"],
    encoder: "libopus",
  },
  ".opus": {
    ...soundOnly,
    muxer: "opus",
    audio: ["opus"],
    encoder: "libopus",
  },
  ".flac": {
    ...soundOnly,
    muxer: "flac",
    audio: ["flac"],
    cover: "stream",
    encoder: "flac",
  },
  ".wav": {
    ...soundOnly,
    muxer: "wav",
    audio: ["pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_u8"],
    encoder: "pcm_s16le",
  },
  ".aac": { ...soundOnly, muxer: "adts", audio: ["aac"], encoder: "aac" },
  ".ac3": { ...soundOnly, muxer: "ac3", audio: ["ac3"], encoder: "ac3" },
};

/**
 * The format that the ending of a path says.
 *
 * @throws {TypeError} when it says none.
 */
export function containerOf(path: string): Container {
  const ending = extname(path).toLowerCase();
  if (Object.hasOwn(containers, ending)) return containers[ending]!;
  throw new TypeError(
    `Cannot use \`output\`: received "${path}"; give a name that ends in one of ${
      Object.keys(containers).join(", ")
    }`,
  );
}

/** The arguments for an output in a format. */
export function outputArgs(
  { muxer, flags = [] }: Container,
  url: string,
): string[] {
  return [...flags, "-f", muxer, url];
}
