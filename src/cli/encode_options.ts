// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  type EncodeSpeed,
  type VideoCodec,
  videoCodecs,
} from "../media/transcode/encode_args.ts";
import type { CliOption, ValueOption } from "./command.ts";
import { oneOf, whole } from "./values.ts";

const pixels = whole(2, 65_535);

/** The codec of the video. */
export const codecOption: ValueOption<VideoCodec> = {
  name: "codec",
  value: "CODEC",
  kind: oneOf(...videoCodecs),
  summary: "h264, hevc, vp9 or av1 (as OUTPUT says)",
};

/** The quality of the video. */
export const crfOption: ValueOption<number> = {
  name: "crf",
  value: "NUMBER",
  kind: whole(0, 63),
  summary: "quality of the video: lower is better (23)",
};

/** How much time the encoder may take. */
export const speedOption: ValueOption<EncodeSpeed> = {
  name: "speed",
  value: "SPEED",
  kind: oneOf("fast", "medium", "slow"),
  summary: "fast, medium or slow: slower is smaller (fast)",
};

/** The largest width. */
export const maxWidthOption: ValueOption<number> = {
  name: "max-width",
  value: "PIXELS",
  kind: pixels,
  summary: "the largest width (the video's)",
};

/** The bit rate of sound. */
export const soundBitRateOption: ValueOption<number> = {
  name: "sound-bit-rate",
  value: "BITS",
  kind: whole(500, 10_000_000),
  summary: "of the sound, in bits per second",
};

/** The options of commands that encode video. */
export const encodeOptions: readonly CliOption[] = [
  codecOption,
  crfOption,
  speedOption,
  maxWidthOption,
  {
    name: "max-height",
    value: "PIXELS",
    kind: pixels,
    summary: "the largest height (the video's)",
  },
  soundBitRateOption,
];

/** Which stream of a kind. */
export const trackOption: ValueOption<number> = {
  name: "track",
  value: "NUMBER",
  kind: whole(0, 1000),
  summary: "which of several streams, from 0 (0)",
};
