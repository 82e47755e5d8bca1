// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { join } from "@std/path/posix";
import { checkOptions, text } from "./check.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, Fs, SyncFs } from "./fs.ts";
import { isErrno } from "./is_errno.ts";

/** Options of {@linkcode tempFile} and {@linkcode tempDir}. */
export interface TempOptions {
  /** The directory to create it in. The default is the root. */
  dir?: string;
  /** The prefix of its name. */
  prefix?: string;
  /** The suffix of its name. */
  suffix?: string;
}

/** How many names are tried before the file system is considered broken. */
const TRIES = 100;

/**
 * Creates an empty file with an unused name, and returns its path. Synchronous
 * on a {@linkcode SyncFs}.
 *
 * @throws {FsError} ENOENT, and other errors of creating one.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function tempFile(fs: SyncFs, options?: TempOptions): string;
/** The same for any file system; await the result. */
export function tempFile(fs: Fs, options?: TempOptions): Awaitable<string>;
export function tempFile(fs: Fs, options?: TempOptions): Awaitable<string> {
  const checked = check("tempFile", fs, options);
  const flags = { write: true, create: true, exclusive: true, mode: 0o600 };
  return drive(unique(options, function* (path) {
    yield (yield* wait(checked.openFile(path, flags))).close();
  }));
}

/**
 * Creates an empty directory with an unused name, and returns its path.
 * Synchronous on a {@linkcode SyncFs}.
 *
 * @throws {FsError} ENOENT, and other errors of creating one.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function tempDir(fs: SyncFs, options?: TempOptions): string;
/** The same for any file system; await the result. */
export function tempDir(fs: Fs, options?: TempOptions): Awaitable<string>;
export function tempDir(fs: Fs, options?: TempOptions): Awaitable<string> {
  const checked = check("tempDir", fs, options);
  return drive(unique(options, function* (path) {
    yield checked.mkdir(path, 0o700);
  }));
}

function* unique(
  { dir = "/", prefix = "", suffix = "" }: TempOptions = {},
  make: (path: string) => Steps<void>,
): Steps<string> {
  for (let left = TRIES;; left--) {
    const random = crypto.randomUUID().slice(0, 8);
    const path = join(dir, `${prefix}${random}${suffix}`);
    try {
      yield* make(path);
      return path;
    } catch (error) {
      if (!isErrno(error, "EEXIST") || left === 0) throw error;
    }
  }
}

function check(owner: string, fs: Fs, options: TempOptions | undefined): Fs {
  const checked = checkedFs(fs);
  checkOptions(owner, options, { dir: text, prefix: text, suffix: text });
  return checked;
}
