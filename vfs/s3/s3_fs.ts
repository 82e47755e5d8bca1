// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkOptions, refusal } from "../check.ts";
import { ResolvingFs } from "../resolving_fs.ts";
import { declareSound } from "../sound.ts";
import { S3Names } from "./s3_names.ts";
import { type S3FsOptions, s3Options } from "./s3_options.ts";
import { S3Store } from "./s3_store.ts";

/**
 * A file system in a bucket of an object store that speaks the protocol of Amazon S3,
 * or in a part of one.
 *
 * Files are read as `HttpFs` reads them: by ranges, ahead, and of one version, or
 * ESTALE. What is written appears as a whole when the file is closed, which may fail:
 * then what was there remains, as if its writer gives up: see `FsFile.abandon`, which
 * streams, `copy` and runs that fail call. A large file is stored in parts while it is written in
 * order; of these the first and the latest are held, so that a muxer can come back to
 * them. What was written before can no longer be changed (ENOSPC).
 *
 * Directories are empty objects that end in a slash, or implied by names. A file is
 * renamed by a copy within the store; a directory so file by file, which is not
 * atomic. There are no links, and modes, owners and times are not kept. Where the
 * store knows conditions (`If-None-Match`, `If-Match`), an exclusive creation has one
 * winner, and a file that was changed in between is not overwritten.
 *
 * @example
 * ```ts ignore
 * import { S3Fs } from "@afmpeg/afmpeg/s3";
 *
 * await using fs = new S3Fs({
 *   endpoint: "https://s3.eu-central-1.amazonaws.com",
 *   region: "eu-central-1",
 *   bucket: "media",
 *   prefix: "uploads/",
 *   credentials: { accessKeyId: "…", secretAccessKey: "…" },
 * });
 * await runtime.run(fs, ["-i", "in.mov", "out.mp4"]);
 * ```
 */
export class S3Fs extends ResolvingFs implements AsyncDisposable {
  static {
    declareSound(this);
  }

  readonly #store: S3Store;

  /**
   * Creates a file system; nothing is sent before it is used.
   *
   * @throws {TypeError} If an option is invalid.
   */
  constructor(options: S3FsOptions) {
    if (options === undefined) throw refusal("`options`", options, "an object");
    checkOptions("S3Fs", options, s3Options);
    for (const name of ["endpoint", "bucket", "credentials"] as const) {
      s3Options[name](name, options[name]);
    }
    const store = new S3Store(options);
    super("S3Fs", new S3Names(store));
    this.#store = store;
  }

  /** Gives up what is being fetched ahead, and drops what was kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store.clear();
  }
}
