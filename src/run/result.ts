import type { Profile } from "../worker/profile.ts";

/** How a run ended by itself. */
export interface Result {
  /** Whether ffmpeg was content: the exit code is 0. */
  readonly success: boolean;
  /** 0 where ffmpeg was content. */
  readonly exitCode: number;
  /** What ffmpeg wrote to stdout, for instance with `-f wav pipe:1`. */
  readonly stdout: Uint8Array<ArrayBuffer>;
  /** How many bytes are missing in the middle of `stdout`: see `maxStdoutBytes`. */
  readonly stdoutDropped: number;
  /** What ffmpeg said. */
  readonly stderr: string;
  /** How many bytes are missing in the middle of `stderr`: see `maxStderrBytes`. */
  readonly stderrDropped: number;
  /** What the run has spent its time on, if that was asked for. */
  readonly profile?: Profile;
}
