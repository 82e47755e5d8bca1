// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { canonicalPath } from "../../../vfs/path.ts";
import type { Rational } from "../probe/rational.ts";
import type {
  AudioStream,
  SubtitleStream,
  VideoStream,
} from "../probe/stream.ts";
import {
  type Facts,
  isText,
  soundOf,
  subtitlesOf,
  videoOf,
} from "../recipe/facts.ts";
import { MediaError } from "../recipe/media_error.ts";
import { FFMPEG, type Plan } from "../recipe/plan.ts";
import { PlanNames } from "../recipe/plan_names.ts";
import {
  type EncodeSpeed,
  shownSize,
  sizeFilters,
  soundArgs,
  videoArgs,
} from "../transcode/encode_args.ts";

/** A size of the picture: see {@linkcode PackageStreamsOptions}. */
export interface Rung {
  /** The height in pixels. */
  height: number;
  /** The bit rate of the video, in bits per second. */
  bitRate: number;
}

/** A version of the video, as it is packaged. */
export interface Rendition {
  /** The width in pixels. */
  readonly width: number;
  /** The height in pixels. */
  readonly height: number;
  /** The bit rate of the video, in bits per second. */
  readonly bitRate: number;
}

/** What `packageStreams` has done, or would do. */
export interface PackagePlan extends Plan {
  /** The versions of the video, the largest first. */
  readonly renditions: readonly Rendition[];
  /** How many streams of sound there are. */
  readonly tracks: number;
  /** The languages of the captions; "und" if unknown. */
  readonly captions: readonly string[];
}

/** The usual sizes, the largest first. */
export const usualRungs: readonly Rung[] = [
  { height: 2160, bitRate: 14_000_000 },
  { height: 1440, bitRate: 8_000_000 },
  { height: 1080, bitRate: 5_000_000 },
  { height: 720, bitRate: 2_800_000 },
  { height: 480, bitRate: 1_200_000 },
  { height: 360, bitRate: 700_000 },
  { height: 240, bitRate: 300_000 },
];

/** What {@linkcode planPackage} is told. */
export interface PackageTarget {
  readonly folder: string;
  /** The encoder of the video. */
  readonly encoder: string;
  readonly rungs: readonly Rung[] | undefined;
  readonly segmentSec: number;
  readonly speed: EncodeSpeed | undefined;
  readonly soundBitRate: number | undefined;
}

/** The names of the files, apart from those of segments. */
export const MASTER = "master.m3u8";
export const MANIFEST = "manifest.mpd";

/** The largest number that a ratio may have, so that the filter rounds none. */
const MAX_INT = 2 ** 31 - 1;

/** Plans `packageStreams`. */
export function planPackage(facts: Facts, target: PackageTarget): PackagePlan {
  const { segmentSec } = target;
  const video = videoOf(facts);
  const sound = soundOf(facts);
  if (!video && sound.length === 0) {
    throw new MediaError("package", facts.path, "neither video nor sound");
  }
  const captions = captionsOf(facts);
  const names = new PlanNames();
  const folder = names.path(canonicalPath(target.folder, "open"));
  const full = video && shownSize(video);
  const rungs = full ? rungsFor(full.height, target.rungs) : [];
  const renditions = rungs.map(({ height, bitRate }): Rendition => ({
    ...shownSize(video!, { maxHeight: height }),
    bitRate,
  }));
  const graph = video
    ? [
      `[0:${video.index}]split=${renditions.length}` +
      renditions.map((_, i) => `[s${i}]`).join(""),
      ...renditions.map((size, i) =>
        `[s${i}]${sizedLike(renditions[0]!, video, size) || "null"}[v${i}]`
      ),
    ]
    : [];
  const { durationSec } = facts.probe;
  return {
    steps: [{
      argv: [
        ...[...FFMPEG, "-i", names.url(facts.path)],
        ...(graph.length > 0 ? ["-filter_complex", graph.join(";")] : []),
        ...renditions.flatMap((_, i) => ["-map", `[v${i}]`]),
        ...sound.flatMap(({ index }) => ["-map", `0:${index}`]),
        ...(video ? packagedVideo(target, renditions, video.timeBase) : []),
        ...soundArgs("aac", sound, target.soundBitRate),
        ...["-map_chapters", "-1", "-f", "dash"],
        ...["-seg_duration", `${segmentSec}`, "-use_template", "1"],
        ...["-use_timeline", "1", "-hls_playlist", "1"],
        ...["-hls_master_name", MASTER],
        "-adaptation_sets",
        [
          ...(video ? ["id=0,streams=v"] : []),
          ...sound.map((_, i) =>
            `id=${i + (video ? 1 : 0)},streams=${renditions.length + i}`
          ),
        ].join(" "),
        ...["-init_seg_name", "stream$RepresentationID$-init.mp4"],
        ...["-media_seg_name", "stream$RepresentationID$-$Number%05d$.m4s"],
        `file:${folder}/${MANIFEST}`,
        ...captions.flatMap(({ index }, i) => [
          ...["-map", `0:${index}`, "-c:s", "webvtt", "-f", "webvtt"],
          `file:${folder}/${captionsName(i)}`,
        ]),
      ],
      ...(durationSec !== undefined && { durationSec }),
    }],
    outputs: [],
    folder,
    ...names.toPlan(),
    renditions,
    tracks: sound.length,
    captions: captions.map(({ language = "und" }) => language),
  };
}

/** The name of a file with captions. */
export function captionsName(index: number): string {
  return `captions${index}.vtt`;
}

/** The subtitles that can be captions, which are text. */
export function captionsOf(facts: Facts): SubtitleStream[] {
  return subtitlesOf(facts).filter(isText);
}

/** What people call a stream. */
export function titleOf(
  { tags, language }: AudioStream | SubtitleStream,
  index: number,
): string {
  return tags.title ?? language ?? `${index + 1}`;
}

/** Those that are not larger than the video; one at least. */
function rungsFor(
  height: number,
  given: readonly Rung[] | undefined,
): readonly Rung[] {
  const all = given ?? usualRungs;
  const fitting = all.filter((rung) => rung.height <= height)
    .toSorted((a, b) => b.height - a.height);
  if (fitting.length > 0) return fitting;
  const [smallest] = all.toSorted((a, b) => a.height - b.height);
  return [{ height, bitRate: smallest!.bitRate }];
}

/**
 * The filters that make pictures of a size, in the shape of the largest: widths are even,
 * so not all sizes have it (854×480), and the muxer takes no others into one set.
 */
function sizedLike(
  largest: Rendition,
  video: VideoStream,
  size: Rendition,
): string {
  const num = largest.width * size.height;
  const den = largest.height * size.width;
  const shape = num === den ? [] : [`setsar=${num}/${den}:max=${MAX_INT}`];
  return [...sizeFilters(video, size), ...shape].join(",");
}

function packagedVideo(
  { encoder, segmentSec, speed }: PackageTarget,
  renditions: readonly Rendition[],
  timeBase: Rational | undefined,
): string[] {
  const [first] = renditions;
  const args = videoArgs(
    encoder,
    { speed, bitRate: 0 },
    first!,
    timeBase,
  );
  const at = args.indexOf("-b:v");
  args.splice(at, 2);
  return [
    ...args,
    ...renditions.flatMap(({ bitRate }, i) => [
      ...[`-b:v:${i}`, `${bitRate}`, `-maxrate:v:${i}`],
      ...[`${Math.round(bitRate * 1.25)}`, `-bufsize:v:${i}`],
      `${bitRate * 2}`,
    ]),
    // All versions are cut at the same times, and each segment begins with a key frame.
    ...["-force_key_frames:v", `expr:gte(t,n_forced*${segmentSec})`],
    ...(encoder === "libx264" ? ["-sc_threshold", "0"] : []),
  ];
}
