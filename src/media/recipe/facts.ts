// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { pickOptions } from "../../util/option_table.ts";
import type { Runner } from "../../run/runner.ts";
import { probe, probeRunTable } from "../probe/probe.ts";
import type { Probe } from "../probe/probe_result.ts";
import type {
  AudioStream,
  ProbeStream,
  SubtitleStream,
  VideoStream,
} from "../probe/stream.ts";
import type { RecipeOptions } from "./recipe_options.ts";

/** What a planner knows of an input: plain data. */
export interface Facts {
  /** Its path. */
  readonly path: string;
  /** Its description. */
  readonly probe: Probe;
}

/**
 * Describes an input.
 *
 * @throws {FsError} when it cannot be opened.
 * @throws {ProbeError} when ffmpeg does not recognise it.
 */
export async function factsOf(
  runner: Runner,
  fs: Fs,
  path: string,
  options: RecipeOptions,
): Promise<Facts> {
  const { timeout: _, onProgress: __, ...own } = options;
  return {
    path,
    probe: await probe(runner, fs, path, pickOptions(own, probeRunTable)),
  };
}

/** The first stream of real video: a cover is none. */
export function videoOf({ probe }: Facts): VideoStream | undefined {
  return probe.streams.find((stream): stream is VideoStream =>
    stream.type === "video" && !isCover(stream)
  );
}

/** The streams of sound. */
export function soundOf({ probe }: Facts): AudioStream[] {
  return probe.streams.filter((stream) => stream.type === "audio");
}

/** The streams of subtitles. */
export function subtitlesOf({ probe }: Facts): SubtitleStream[] {
  return probe.streams.filter((stream) => stream.type === "subtitle");
}

/** Whether a stream is a picture that stands for the whole. */
export function isCover({ disposition }: ProbeStream): boolean {
  return disposition.attachedPic === true;
}

/** The codecs whose subtitles are text that can be decoded, and so converted. */
const TEXTS = [
  ...["ass", "eia_608", "jacosub", "microdvd", "mov_text", "mpl2", "pjs"],
  ...["realtext", "sami", "srt", "ssa", "stl", "subrip", "subviewer"],
  ...["subviewer1", "text", "vplayer", "webvtt"],
];

/** Whether subtitles are text, and not pictures or nothing that ffmpeg can read. */
export function isText({ codec = "" }: SubtitleStream): boolean {
  return TEXTS.includes(codec);
}

/** The codecs whose subtitles are pictures. */
const PICTURES = ["hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle", "xsub"];

/** Whether subtitles are pictures. */
export function isPicture({ codec = "" }: SubtitleStream): boolean {
  return PICTURES.includes(codec);
}

/** Formats in which to seek leads to any packet, from which nothing can be decoded yet. */
const WITHOUT_INDEX = ["mpegts", "mpeg"];

/** Whether to seek in a file leads to a key frame. */
export function seeksToKeys({ probe }: Facts): boolean {
  return !probe.formatNames.some((name) => WITHOUT_INDEX.includes(name));
}
