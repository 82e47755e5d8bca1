// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A sample of the progress of a run: see {@linkcode Job.progress}. */
export interface Progress {
  /** How many frames of video were encoded; `undefined` if there is no video. */
  readonly frame: number | undefined;
  /** How many frames of video are encoded per second. */
  readonly fps: number | undefined;
  /** The bit rate of the output so far, in bits per second. */
  readonly bitrate: number | undefined;
  /** The duration of the output so far, in seconds. */
  readonly outTimeSec: number | undefined;
  /** The size of the output so far, in bytes. */
  readonly totalSize: number | undefined;
  /** The speed of the run, as a multiple of real time. */
  readonly speed: number | undefined;
  /** How many frames were duplicated to keep the frame rate. */
  readonly dupFrames: number | undefined;
  /** How many frames were dropped to keep the frame rate. */
  readonly dropFrames: number | undefined;
  /**
   * How much of the work is done, from 0 to 1: it never decreases, is 1 only at the
   * end, and `undefined` if unknown.
   */
  readonly fraction: number | undefined;
  /** What `fraction` is calculated from: see {@linkcode FractionSource}. */
  readonly fractionSource: FractionSource | undefined;
  /** Whether this is the last sample. */
  readonly isEnd: boolean;
}

/**
 * What a fraction is calculated from. `"caller"`: the option `durationSec`. `"frames"`: a
 * limit of frames (`-frames:v`). `"duration"`: a limit of time (`-t`, `-to`). `"inputs"`:
 * the duration of the inputs. `"bytes"`: how much of the inputs is read, where nothing
 * else is known. `"steps"`: those of several command lines. `"end"`: ffmpeg reported the
 * end.
 */
export type FractionSource =
  | "caller"
  | "frames"
  | "duration"
  | "inputs"
  | "bytes"
  | "steps"
  | "end";
