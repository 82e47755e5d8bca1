// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { checkOptions, text, that } from "./check.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, Fs, SyncFs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { isErrno } from "./is_errno.ts";
import { join, withoutEndSlashes } from "./path.ts";
import { statIfThere } from "./stat_if_there.ts";

/** Options of {@linkcode tempFile} and {@linkcode tempDir}. */
export interface TempOptions {
  /** The directory to create it in. The default is the root. */
  dir?: string;
  /** The prefix of its name, without slashes. */
  prefix?: string;
  /** The suffix of its name, without slashes. */
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

/** Returns an unused name: for what is not a file or directory, or not yet. */
export function tempName(fs: Fs, options?: TempOptions): Awaitable<string> {
  return drive(unique(options, function* (path) {
    const isTaken = yield* wait(statIfThere(fs, path));
    if (isTaken) throw new FsError("EEXIST", { operation: "open", path });
  }));
}

/**
 * Where to put what is to replace a file: beside it, and with the same ending,
 * by which files may be filtered.
 */
export function besideOf(path: string, prefix: string): TempOptions {
  const end = path.lastIndexOf("/");
  const dir = end < 0 ? "." : path.slice(0, end) || "/";
  const [suffix = ""] = /\.[^.]{1,20}$/.exec(path.slice(end + 1)) ?? [];
  return { dir, prefix, suffix };
}

/** Makes something with an unused name, which is returned. */
export function* unique(
  options: TempOptions | undefined,
  make: (path: string) => Steps<void>,
): Steps<string> {
  const { dir = "/", prefix = "", suffix = "" } = options ?? {};
  // Dots stay in it, as they may lead through links.
  const directory = dir === "" ? "." : withoutEndSlashes(dir);
  for (let left = TRIES;; left--) {
    const random = crypto.randomUUID().slice(0, 8);
    const path = join(directory, `${prefix}${random}${suffix}`);
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
  checkOptions(owner, options, { dir: text, prefix: part, suffix: part });
  return checked;
}

/** A slash in it would lead elsewhere. */
const part = that(
  (value) => typeof value === "string" && !value.includes("/"),
  "a string without slashes",
);
