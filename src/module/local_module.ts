// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../vfs/fs.ts";

/** What any source that is not fetched may say. */
export interface LocalModule {
  /**
   * The SHA-256 that the uncompressed module must have, as 64 hexadecimal digits; it
   * is not checked unless it is given.
   */
  readonly sha256?: string | undefined;
}

/** A module in memory: see {@linkcode ModuleSource}. */
export interface BytesModule extends LocalModule {
  /** Its bytes. */
  readonly bytes: BufferSource;
}

/** A module in a file of the host: see {@linkcode ModuleSource}. */
export interface FileModule extends LocalModule {
  /** Its path, or its `file:` URL. */
  readonly file: string | URL;
}

/** A module in a file of an `Fs`: see {@linkcode ModuleSource}. */
export interface FsModule extends LocalModule {
  /** The file system. */
  readonly fs: Fs;
  /** Its path there. */
  readonly path: string;
}
