// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../../vfs/afmpeg_error.ts";

/**
 * A media file is not what a helper needs: it has no sound, does not fit the others, or
 * its codec not the container.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { extractAudio, MediaError } from "@afmpeg/afmpeg/media";
 * import { assertRejects } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, ["-f", "lavfi", "-i", "testsrc=d=1", "silent.mp4"]);
 * const error = await assertRejects(
 *   () => extractAudio(runtime, fs, "silent.mp4", "sound.m4a"),
 *   MediaError,
 * );
 * console.assert(error.path === "silent.mp4");
 * ```
 */
export class MediaError extends AfmpegError {
  /** `"MediaError"`, or the name of a subclass. */
  override readonly name: string = "MediaError";
  /** The path of the file as the caller wrote it. */
  readonly path: string;

  /**
   * Creates the error for `operation`, which received `what` at `path`; `advice` says
   * what to do next.
   */
  constructor(
    operation: string,
    path: string,
    what: string,
    advice?: string,
    options?: ErrorOptions,
  ) {
    super(
      `Cannot ${operation} "${path}": received ${what}${
        advice === undefined ? "" : `; ${advice}`
      }`,
      options,
    );
    this.path = path;
  }
}
