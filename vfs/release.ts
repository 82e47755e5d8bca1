// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { attempt } from "./attempt.ts";
import type { Awaitable, FsFile } from "./fs.ts";

/** What an open file is closed by. */
type Closable = AsyncDisposable & Partial<Disposable> & Pick<FsFile, "abandon">;

/** Closes a file if it is open: synchronously if possible. */
export function release(file: Closable): Awaitable<void> {
  return file[Symbol.dispose]
    ? file[Symbol.dispose]!()
    : file[Symbol.asyncDispose]() as Promise<void>;
}

/**
 * Closes a file if it is open, as one whose writer gave up: see
 * {@linkcode FsFile.abandon}.
 */
export function abandon(file: Closable): Awaitable<void> {
  return file.abandon ? attempt(() => file.abandon!(), "EBADF") : release(file);
}
