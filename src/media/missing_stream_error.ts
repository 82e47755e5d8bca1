// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { MediaError } from "./recipe/media_error.ts";

/** Options of {@linkcode MissingStreamError}. */
export interface MissingStreamErrorOptions extends ErrorOptions {
  /** The type of the stream. */
  type: "audio" | "video";
  /**
   * Which one of that type was asked for, counted from 0.
   *
   * @default {0}
   */
  index?: number;
  /**
   * Whether there is one of which nothing can be decoded.
   *
   * @default {false}
   */
  isBroken?: boolean;
}

/**
 * A helper needs video or sound that a file does not have.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { args, MissingStreamError, peaks } from "@afmpeg/afmpeg/media";
 * import { assertRejects } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, args`-f lavfi -i testsrc=d=1 silent.mp4`);
 * await assertRejects(() => peaks(runtime, fs, "silent.mp4"), MissingStreamError);
 * ```
 */
export class MissingStreamError extends MediaError {
  /** Always `"MissingStreamError"`. */
  override readonly name = "MissingStreamError";
  /** The type of the stream. */
  readonly type: "audio" | "video";
  /** Which one of that type was asked for, counted from 0. */
  readonly index: number;
  /** Whether there is one of which nothing can be decoded. */
  readonly isBroken: boolean;

  /** Creates the error for `operation` on the file `path`. */
  constructor(
    operation: string,
    path: string,
    options: MissingStreamErrorOptions,
  ) {
    const { type, index = 0, isBroken = false } = options;
    const what = type === "audio" ? "sound" : "video";
    super(
      `${operation} the ${what} of`,
      path,
      isBroken
        ? `a file whose ${what} cannot be decoded`
        : index === 0
        ? `a file without ${what}`
        : `a file with no stream of ${what} number ${index}, counted from 0`,
      undefined,
      options,
    );
    this.type = type;
    this.index = index;
    this.isBroken = isBroken;
  }
}
