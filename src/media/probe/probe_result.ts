import type { ProbeStream } from "./stream.ts";

/**
 * What {@linkcode Runtime.probe} found out about a media file. A field that is
 * absent is unknown.
 */
export interface Probe {
  /** The format, with all names that ffmpeg has for it: `["mov", "mp4", …]`. */
  readonly formatNames: readonly string[];
  /** The format in words. */
  readonly formatLongName?: string;
  /** How long it plays, in seconds; absent for a still picture or a raw stream. */
  readonly durationSec?: number;
  /** When it begins, in seconds. */
  readonly startSec?: number;
  /** Of the whole, in bits per second. */
  readonly bitRate?: number;
  /** In bytes. */
  readonly size?: number;
  /** Title, artist and the like, by the names that the format has for them. */
  readonly tags: Readonly<Record<string, string>>;
  /** The chapters, in order. */
  readonly chapters: readonly Chapter[];
  /** The streams, by number. */
  readonly streams: readonly ProbeStream[];
}

/** A part of a media file with a name: see {@linkcode Probe}. */
export interface Chapter {
  /** When it begins, in seconds. */
  readonly startSec: number;
  /** When it ends, in seconds. */
  readonly endSec: number;
  /** Its name, where it has one. */
  readonly title?: string;
  /** What else is written beside it, `title` included. */
  readonly tags: Readonly<Record<string, string>>;
}
