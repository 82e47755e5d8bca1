// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../afmpeg_error.ts";

/** What an {@linkcode HttpError} tells. */
export interface HttpErrorOptions extends ErrorOptions {
  /** The status of the answer; absent if there was none, or not a whole one. */
  status?: number;
  /** How many times it was tried. */
  attempts?: number;
}

/**
 * A request that failed: the `cause` of the `FsError` that a file system reached
 * by HTTP throws.
 *
 * @example What a server said
 * ```ts
 * import { FsError, HttpError, HttpFs } from "@afmpeg/afmpeg/vfs";
 * import { assert, assertEquals, assertRejects } from "@std/assert";
 *
 * await using server = Deno.serve({ port: 0 }, () => new Response(null, { status: 403 }));
 * const fs = new HttpFs({ "a.mp4": `http://127.0.0.1:${server.addr.port}/a.mp4?key=1` });
 * const error = await assertRejects(async () => await fs.stat("a.mp4"), FsError);
 * assertEquals(error.code, "EACCES");
 * let cause: unknown = error;
 * while (cause instanceof FsError) cause = cause.cause;
 * assert(cause instanceof HttpError);
 * assertEquals([cause.status, cause.url.includes("key")], [403, false]);
 * ```
 */
export class HttpError extends AfmpegError {
  /** Always `"HttpError"`. */
  override readonly name = "HttpError";
  /** What was asked for, without the query, which may hold a signature. */
  readonly url: string;
  /** The status of the answer; `undefined` if there was none, or not a whole one. */
  readonly status: number | undefined;
  /** How many times it was tried. */
  readonly attempts: number;

  /** Creates the error of a request; `problem` completes "Cannot fetch …:". */
  constructor(
    url: string | URL,
    problem: string,
    { status, attempts = 1, cause }: HttpErrorOptions = {},
  ) {
    const { origin, pathname } = new URL(url);
    const shown = origin + pathname;
    const times = attempts > 1 ? `, ${attempts} times` : "";
    super(
      `Cannot fetch ${shown}: received ${problem}${times}`,
      cause === undefined ? {} : { cause },
    );
    this.url = shown;
    this.status = status;
    this.attempts = attempts;
  }
}
