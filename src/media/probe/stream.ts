// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FrameSpacing } from "./exact_times.ts";
import type { Hdr } from "./hdr.ts";
import type { Disposition } from "./disposition.ts";
import type { Rational } from "./rational.ts";

/** One stream of a media file; `type` tells its kind. */
export type ProbeStream =
  | VideoStream
  | AudioStream
  | SubtitleStream
  | AttachmentStream
  | DataStream;

/** What every stream has. An absent field is unknown. */
export interface BaseStream {
  /** Its number in the file, starting at 0. */
  readonly index: number;
  /** Its number in the container, for instance the PID of a transport stream. */
  readonly id?: number;
  /** Its codec, as ffmpeg names it: `"h264"`. */
  readonly codec?: string;
  /** The descriptive name of its codec. */
  readonly codecLongName?: string;
  /** Its codec as the container names it, in four characters: `"avc1"`. */
  readonly codecTag?: string;
  /** The profile of its codec: `"High"`. */
  readonly profile?: string;
  /** The unit of its timestamps, in seconds. */
  readonly timeBase?: Rational;
  /** The start time in seconds. */
  readonly startSec?: number;
  /** The duration in seconds. */
  readonly durationSec?: number;
  /** The bit rate in bits per second. */
  readonly bitRate?: number;
  /** How many frames it has: counted with `count: "frames"`, else as the container states. */
  readonly frameCount?: number;
  /** How many packets it has, with `count: "packets"`. */
  readonly packetCount?: number;
  /** Its language, usually three letters: `"deu"`. */
  readonly language?: string;
  /** What it is for. */
  readonly disposition: Disposition;
  /** All its tags, `language` included. */
  readonly tags: Readonly<Record<string, string>>;
  /** What the container adds, such as a display matrix. */
  readonly sideData: readonly SideData[];
}

/** A video stream: see {@linkcode ProbeStream}. */
export interface VideoStream extends BaseStream {
  /** `"video"`. */
  readonly type: "video";
  /** The level of its profile, as its codec numbers it: 40 for 4.0 in H.264. */
  readonly level?: number;
  /** The width in pixels, before any rotation. */
  readonly width?: number;
  /** The height in pixels, before any rotation. */
  readonly height?: number;
  /** The width in pixels as it is shown: upright, and with square pixels. */
  readonly shownWidth?: number;
  /** The height in pixels as it is shown. */
  readonly shownHeight?: number;
  /** The shape of a pixel: its width to its height. */
  readonly sampleAspectRatio?: Rational;
  /** The shape of the picture as it should be shown, before any rotation. */
  readonly displayAspectRatio?: Rational;
  /** How many degrees to rotate the picture clockwise to see it upright, 0 to 360. */
  readonly rotationDeg: number;
  /** The pixel format, as ffmpeg names it: `"yuv420p"`. */
  readonly pixelFormat?: string;
  /** How many bits a component has, if the codec states it. */
  readonly bitsPerSample?: number;
  /** The colour range: `"tv"` (limited) or `"pc"` (full). */
  readonly colorRange?: string;
  /** The colour matrix: `"bt709"`. */
  readonly colorSpace?: string;
  /** The colour primaries: `"bt709"`. */
  readonly colorPrimaries?: string;
  /** The transfer function: `"smpte2084"`. */
  readonly colorTransfer?: string;
  /** What kind of HDR it has; absent if it has none. */
  readonly hdr?: Hdr;
  /** `"progressive"`, or the order of the fields: `"tt"`, `"bb"`, `"tb"`, `"bt"`. */
  readonly fieldOrder?: string;
  /** Frames per second, on average. */
  readonly frameRate?: Rational;
  /** The lowest rate, in Hz, at which every frame has a time of its own. */
  readonly baseFrameRate?: Rational;
  /** How far apart frames are in fact, with `duration: "exact"`. */
  readonly frameSpacing?: FrameSpacing;
  /** The picture file, of a cover and with `covers`. */
  readonly cover?: Uint8Array<ArrayBuffer>;
}

/** An audio stream: see {@linkcode ProbeStream}. */
export interface AudioStream extends BaseStream {
  /** `"audio"`. */
  readonly type: "audio";
  /** The sample format, as ffmpeg names it: `"fltp"`. */
  readonly sampleFormat?: string;
  /** The sample rate in Hz. */
  readonly sampleRate?: number;
  /** How many channels there are. */
  readonly channels?: number;
  /** Which channels they are: `"stereo"`, `"5.1(side)"`. */
  readonly channelLayout?: string;
  /** How many bits a sample has, if the codec states it. */
  readonly bitsPerSample?: number;
}

/** A subtitle stream: see {@linkcode ProbeStream}. */
export interface SubtitleStream extends BaseStream {
  /** `"subtitle"`. */
  readonly type: "subtitle";
  /** The width in pixels, if the subtitles are pictures. */
  readonly width?: number;
  /** The height in pixels, if the subtitles are pictures. */
  readonly height?: number;
}

/** A file within the file, such as a font: see {@linkcode ProbeStream}. */
export interface AttachmentStream extends BaseStream {
  /** `"attachment"`. */
  readonly type: "attachment";
  /** Its name. */
  readonly filename?: string;
  /** Its media type. */
  readonly mimeType?: string;
}

/** Any other stream, also of a kind unknown to ffmpeg: see {@linkcode ProbeStream}. */
export interface DataStream extends BaseStream {
  /** `"data"`. */
  readonly type: "data";
}

/** What a container adds to a stream: see {@linkcode BaseStream}. */
export interface SideData {
  /** Its type, as ffmpeg names it: `"Display Matrix"`, `"Content light level metadata"`. */
  readonly type: string;
  /** Its fields, as ffprobe names and writes them. */
  readonly fields: Readonly<Record<string, unknown>>;
}
