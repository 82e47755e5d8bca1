// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Profile } from "../worker/profile.ts";

/** The result of a run that ended by itself. */
export interface Result {
  /** Whether the exit code is 0. */
  readonly success: boolean;
  /** The exit code of ffmpeg: 0 if it succeeded. */
  readonly exitCode: number;
  /** What ffmpeg wrote to stdout, for instance with `-f wav pipe:1`. */
  readonly stdout: Uint8Array<ArrayBuffer>;
  /** How many bytes are missing in the middle of `stdout`: see `stdoutOverflow`. */
  readonly stdoutDropped: number;
  /** What ffmpeg wrote to stderr. */
  readonly stderr: string;
  /** How many bytes are missing in the middle of `stderr`: see `maxStderrBytes`. */
  readonly stderrDropped: number;
  /**
   * What to do about it, if the run failed for a codec, format or filter that another
   * engine of this module's recipe has, or for an option that FFmpeg no longer has.
   */
  readonly hint?: string;
  /** How the run spent its time, if the option `profile` is set. */
  readonly profile?: Profile;
}
