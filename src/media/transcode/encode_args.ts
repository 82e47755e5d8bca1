// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Rational } from "../probe/rational.ts";
import type { AudioStream, VideoStream } from "../probe/stream.ts";

/** A codec of video that recipes encode. */
export type VideoCodec = "h264" | "hevc" | "vp9" | "av1";

/** How much time an encoder may take: more makes smaller files. */
export type EncodeSpeed = "fast" | "medium" | "slow";

/** How an encoder is told what to do. */
interface VideoEncoder {
  readonly codec: VideoCodec;
  /** The usual constant rate factor; `undefined` if it has none. */
  readonly crf: number | undefined;
  /** The worst one. */
  readonly worst: number;
  /** Further arguments for a constant rate factor. */
  readonly constant?: readonly string[];
  /** The option for its speed. */
  readonly speeds: Readonly<Record<EncodeSpeed, readonly string[]>>;
  /** Whether it can encode in two passes. */
  readonly hasPasses?: boolean;
  readonly further?: readonly string[];
}

const preset = (...names: readonly [string, string, string]) => ({
  fast: ["-preset", names[0]],
  medium: ["-preset", names[1]],
  slow: ["-preset", names[2]],
});
const cpuUsed = (...numbers: readonly [string, string, string]) => ({
  fast: ["-cpu-used", numbers[0]],
  medium: ["-cpu-used", numbers[1]],
  slow: ["-cpu-used", numbers[2]],
});
const none = { fast: [], medium: [], slow: [] };

/** The encoders, the best of each codec first. */
const encoders: Readonly<Record<string, VideoEncoder>> = {
  libx264: {
    codec: "h264",
    crf: 23,
    worst: 51,
    speeds: preset("veryfast", "medium", "slow"),
    hasPasses: true,
  },
  libopenh264: { codec: "h264", crf: undefined, worst: 51, speeds: none },
  libx265: {
    codec: "hevc",
    crf: 28,
    worst: 51,
    speeds: preset("veryfast", "medium", "slow"),
    // Apple's players know no other.
    further: ["-tag:v", "hvc1"],
  },
  libkvazaar: {
    codec: "hevc",
    crf: undefined,
    worst: 51,
    speeds: none,
    further: ["-tag:v", "hvc1"],
  },
  "libvpx-vp9": {
    codec: "vp9",
    crf: 32,
    worst: 63,
    constant: ["-b:v", "0"],
    speeds: cpuUsed("5", "3", "1"),
    hasPasses: true,
    further: ["-row-mt", "1"],
  },
  libsvtav1: {
    codec: "av1",
    crf: 35,
    worst: 63,
    speeds: preset("10", "8", "5"),
  },
  "libaom-av1": {
    codec: "av1",
    crf: 32,
    worst: 63,
    constant: ["-b:v", "0"],
    speeds: cpuUsed("8", "6", "4"),
    further: ["-row-mt", "1"],
  },
};

/** The codecs that recipes encode. */
export const videoCodecs: readonly VideoCodec[] = [
  "h264",
  "hevc",
  "vp9",
  "av1",
];

/**
 * The encoder to use for a codec: the best that the engine has; if it has none, the
 * best that there is, of which ffmpeg will say that it is missing.
 */
export function encoderFor(
  codec: VideoCodec,
  available: ReadonlySet<string>,
): string {
  const names = Object.keys(encoders)
    .filter((name) => encoders[name]!.codec === codec);
  return names.find((name) => available.has(name)) ?? names[0]!;
}

/** Whether an encoder can encode in two passes. */
export function hasPasses(encoder: string): boolean {
  return encoders[encoder]?.hasPasses ?? false;
}

/** Whether an encoder has a constant rate factor. */
export function hasCrf(encoder: string): boolean {
  return encoders[encoder]?.crf !== undefined;
}

/** @throws {TypeError} when an encoder does not have such a constant rate factor. */
function checkCrf(encoder: string, crf: number): void {
  const { crf: usual, worst } = encoders[encoder]!;
  if (usual !== undefined && crf <= worst) return;
  throw new TypeError(
    `Cannot use \`crf\`: received ${crf} for the encoder ${encoder}, ` +
      (usual === undefined
        ? "which has none; give `bitRate`, or another engine"
        : `whose worst is ${worst}; give that or less`),
  );
}

/** What decides how large encoded video is. */
export interface VideoQuality {
  readonly crf?: number | undefined;
  /** In bits per second; it counts instead of `crf`. */
  readonly bitRate?: number | undefined;
  readonly speed?: EncodeSpeed | undefined;
}

/**
 * The arguments that encode the video of an output.
 *
 * @param timeBase The unit of the times of the frames, unless a filter makes them.
 * @throws {TypeError} when the encoder does not have such a constant rate factor.
 */
export function videoArgs(
  encoder: string,
  { crf, bitRate, speed = "fast" }: VideoQuality,
  size: { readonly width: number; readonly height: number },
  timeBase?: Rational,
): string[] {
  if (crf !== undefined) checkCrf(encoder, crf);
  const { crf: usual, constant = [], speeds, further = [] } =
    encoders[encoder]!;
  const quality = bitRate !== undefined
    ? ["-b:v", `${Math.round(bitRate)}`]
    : usual !== undefined
    ? ["-crf", `${crf ?? usual}`, ...constant]
    // Without a constant quality: a tenth of a bit for each pixel, 30 times a second.
    : ["-b:v", `${Math.max(64_000, Math.round(size.width * size.height * 3))}`];
  return [
    ...["-c:v", encoder, ...speeds[speed], ...quality, ...further],
    ...["-pix_fmt", "yuv420p"],
    // Each frame keeps its time, whatever the rate is said to be.
    ...["-fps_mode", "vfr"],
    ...(timeBase
      ? ["-enc_time_base:v", `${timeBase.num}/${timeBase.den}`]
      : []),
  ];
}

/** Bits per second for each channel, by encoder; others have no such option. */
const soundRates: Readonly<Record<string, number>> = {
  aac: 64_000,
  libopus: 48_000,
  libmp3lame: 64_000,
  ac3: 96_000,
};

/** How many bits per second a stream of sound will have. */
export function soundRate(
  encoder: string,
  { channels = 2 }: AudioStream,
  bitRate?: number,
): number | undefined {
  const each = soundRates[encoder];
  return each === undefined ? undefined : bitRate ?? each * channels;
}

/** The arguments that encode the streams of sound of an output. */
export function soundArgs(
  encoder: string,
  streams: readonly AudioStream[],
  bitRate?: number,
): string[] {
  if (streams.length === 0) return [];
  return [
    ...["-c:a", encoder],
    ...streams.flatMap((stream, i) => {
      const rate = soundRate(encoder, stream, bitRate);
      const isSurround = (stream.channels ?? 2) > 2;
      return [
        ...(rate === undefined ? [] : [`-b:a:${i}`, `${rate}`]),
        // It knows fewer layouts than others.
        ...(encoder === "libopus" && isSurround
          ? [
            `-filter:a:${i}`,
            "aformat=channel_layouts=7.1|6.1|5.1|5.0|quad|3.0|stereo",
          ]
          : []),
      ];
    }),
  ];
}

/** The size at which a video is shown, with square pixels, and even numbers of them. */
export function shownSize(
  { width = 2, height = 2, sampleAspectRatio, rotationDeg }: VideoStream,
  { maxWidth = Infinity, maxHeight = Infinity }: {
    maxWidth?: number | undefined;
    maxHeight?: number | undefined;
  } = {},
): { width: number; height: number } {
  const across = width * (sampleAspectRatio?.value ?? 1);
  const isTurned = rotationDeg % 180 === 90;
  const [shownWidth, shownHeight] = isTurned
    ? [height, across]
    : [across, height];
  // Rounded to even numbers, it is not larger than allowed.
  const factor = Math.min(
    1,
    evenBelow(maxWidth) / shownWidth,
    evenBelow(maxHeight) / shownHeight,
  );
  return {
    width: even(shownWidth * factor),
    height: even(shownHeight * factor),
  };
}

function even(pixels: number): number {
  return Math.max(2, Math.round(pixels / 2) * 2);
}

function evenBelow(pixels: number): number {
  return Math.floor(pixels / 2) * 2;
}

/** The filters that make pictures of a size, whole ones of square pixels. */
export function sizeFilters(
  video: VideoStream,
  { width, height }: { readonly width: number; readonly height: number },
): string[] {
  const { fieldOrder = "progressive", sampleAspectRatio } = video;
  const isTurned = video.rotationDeg % 180 === 90;
  const [across, down] = isTurned
    ? [video.height, video.width]
    : [video.width, video.height];
  const isSame = across === width && down === height &&
    (sampleAspectRatio?.value ?? 1) === 1;
  return [
    ...(/^[tb][tb]$/.test(fieldOrder) ? ["yadif=deint=interlaced"] : []),
    ...(isSame ? [] : [`scale=${width}:${height}`, "setsar=1"]),
  ];
}
