import type { Disposition } from "./disposition.ts";
import type { Rational } from "./rational.ts";

/** One stream of a media file; `type` tells which kind. */
export type ProbeStream =
  | VideoStream
  | AudioStream
  | SubtitleStream
  | AttachmentStream
  | DataStream;

/** What every stream has. A field that is absent is unknown. */
export interface BaseStream {
  /** Its number in the file, from 0 on. */
  readonly index: number;
  /** Its number in the container, for instance the PID of a transport stream. */
  readonly id?: number;
  /** Its codec, as ffmpeg names it: `"h264"`. */
  readonly codec?: string;
  /** Its codec in words. */
  readonly codecLongName?: string;
  /** Its codec as the container names it, in four characters: `"avc1"`. */
  readonly codecTag?: string;
  /** The profile of its codec: `"High"`. */
  readonly profile?: string;
  /** The unit of its timestamps, in seconds. */
  readonly timeBase?: Rational;
  /** When it begins, in seconds. */
  readonly startSec?: number;
  /** How long it plays, in seconds. */
  readonly durationSec?: number;
  /** In bits per second. */
  readonly bitRate?: number;
  /** How many frames the container says it has; with `count: "frames"`, how many it has. */
  readonly frameCount?: number;
  /** With `count: "packets"`, how many packets it has. */
  readonly packetCount?: number;
  /** Its language, usually three letters: `"deu"`. */
  readonly language?: string;
  /** What it is for. */
  readonly disposition: Disposition;
  /** What else is written beside it, `language` included. */
  readonly tags: Readonly<Record<string, string>>;
  /** What the container adds, such as a display matrix. */
  readonly sideData: readonly SideData[];
}

/** Pictures: see {@linkcode ProbeStream}. */
export interface VideoStream extends BaseStream {
  /** `"video"`. */
  readonly type: "video";
  /** The level of its profile, as its codec counts: 40 for 4.0 in H.264. */
  readonly level?: number;
  /** In pixels, before any rotation. */
  readonly width?: number;
  /** In pixels, before any rotation. */
  readonly height?: number;
  /** The shape of a pixel: its width to its height. */
  readonly sampleAspectRatio?: Rational;
  /** The shape of the picture as it should be shown, before any rotation. */
  readonly displayAspectRatio?: Rational;
  /** By how many degrees to turn the picture clockwise to see it upright, 0 to 360. */
  readonly rotationDeg: number;
  /** As ffmpeg names it: `"yuv420p"`. */
  readonly pixelFormat?: string;
  /** How many bits a component has, where the codec says. */
  readonly bitsPerSample?: number;
  /** `"tv"` (limited) or `"pc"` (full). */
  readonly colorRange?: string;
  /** The matrix: `"bt709"`. */
  readonly colorSpace?: string;
  /** The primaries: `"bt709"`. */
  readonly colorPrimaries?: string;
  /** The transfer function: `"smpte2084"`. */
  readonly colorTransfer?: string;
  /** `"progressive"`, or the order of the fields: `"tt"`, `"bb"`, `"tb"`, `"bt"`. */
  readonly fieldOrder?: string;
  /** Frames per second, on average. */
  readonly frameRate?: Rational;
  /** The lowest rate, in Hz, at which every frame has a time of its own. */
  readonly baseFrameRate?: Rational;
}

/** Sound: see {@linkcode ProbeStream}. */
export interface AudioStream extends BaseStream {
  /** `"audio"`. */
  readonly type: "audio";
  /** As ffmpeg names it: `"fltp"`. */
  readonly sampleFormat?: string;
  /** In Hz. */
  readonly sampleRate?: number;
  /** How many channels there are. */
  readonly channels?: number;
  /** Which channels they are: `"stereo"`, `"5.1(side)"`. */
  readonly channelLayout?: string;
  /** How many bits a sample has, where the codec says. */
  readonly bitsPerSample?: number;
}

/** Subtitles: see {@linkcode ProbeStream}. */
export interface SubtitleStream extends BaseStream {
  /** `"subtitle"`. */
  readonly type: "subtitle";
  /** In pixels, where subtitles are pictures. */
  readonly width?: number;
  /** In pixels, where subtitles are pictures. */
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

/** Anything else, also what ffmpeg does not know: see {@linkcode ProbeStream}. */
export interface DataStream extends BaseStream {
  /** `"data"`. */
  readonly type: "data";
}

/** What a container adds to a stream: see {@linkcode BaseStream}. */
export interface SideData {
  /** As ffmpeg names it: `"Display Matrix"`, `"Content light level metadata"`. */
  readonly type: string;
  /** Its fields, as ffprobe names and writes them. */
  readonly fields: Readonly<Record<string, unknown>>;
}
