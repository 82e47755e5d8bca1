// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { ImageInfo } from "./image/image_info.ts";
import type { ProbeStream } from "./stream.ts";

/**
 * The description of a media file by {@linkcode Runtime.probe}. An absent field is
 * unknown.
 */
export interface Probe {
  /** All names that ffmpeg has for the format: `["mov", "mp4", …]`. */
  readonly formatNames: readonly string[];
  /** The descriptive name of the format. */
  readonly formatLongName?: string;
  /** The duration in seconds; absent for a still picture or a raw stream. */
  readonly durationSec?: number;
  /** The start time in seconds. */
  readonly startSec?: number;
  /** The bit rate of the whole file, in bits per second. */
  readonly bitRate?: number;
  /** The size of the file in bytes. */
  readonly size?: number;
  /** What it is as a picture, if it is a picture file, such as a PNG or an AVIF. */
  readonly image?: ImageInfo;
  /** Title, artist and the like, by the names that the format uses. */
  readonly tags: Readonly<Record<string, string>>;
  /** The chapters, in order. */
  readonly chapters: readonly Chapter[];
  /** The streams, by number. */
  readonly streams: readonly ProbeStream[];
}

/** A chapter of a media file: see {@linkcode Probe}. */
export interface Chapter {
  /** The start time in seconds. */
  readonly startSec: number;
  /** The end time in seconds. */
  readonly endSec: number;
  /** The title, if it has one. */
  readonly title?: string;
  /** All its tags, `title` included. */
  readonly tags: Readonly<Record<string, string>>;
}
