/** How far a run has come: see {@linkcode Job.progress}. */
export interface Progress {
  /** How many frames of video were encoded; `undefined` where there is no video. */
  readonly frame: number | undefined;
  /** How many frames of video are encoded in a second. */
  readonly fps: number | undefined;
  /** The bit rate of the output so far, in bits per second. */
  readonly bitrate: number | undefined;
  /** How much of the output there is, in seconds of play. */
  readonly outTimeSec: number | undefined;
  /** How large the output is so far, in bytes. */
  readonly totalSize: number | undefined;
  /** How fast the run is, as a multiple of the speed of play. */
  readonly speed: number | undefined;
  /** How many frames were doubled to keep the frame rate. */
  readonly dupFrames: number | undefined;
  /** How many frames were dropped to keep the frame rate. */
  readonly dropFrames: number | undefined;
  /**
   * How much of the work is done, from 0 to 1: never less than before, 1 only at
   * the end, and `undefined` where nobody can know.
   */
  readonly fraction: number | undefined;
  /** What `fraction` was worked out from: see {@linkcode FractionSource}. */
  readonly fractionSource: FractionSource | undefined;
  /** Whether this is the last sample. */
  readonly isEnd: boolean;
}

/**
 * What a fraction was worked out from. `"frames"`: a limit of frames (`-frames:v`).
 * `"duration"`: a limit of time (`-t`, `-to`). `"inputs"`: how long the inputs play.
 * `"end"`: ffmpeg says that it is done.
 */
export type FractionSource = "frames" | "duration" | "inputs" | "end";
