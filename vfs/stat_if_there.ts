// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { attempt } from "./attempt.ts";
import type { Awaitable, FileInfo, Fs } from "./fs.ts";
import { lstat } from "./links.ts";

/** Describes a name itself; `undefined` if there is none. */
export function statIfThere(
  fs: Fs,
  path: string,
): Awaitable<FileInfo | undefined> {
  return attempt(() => lstat(fs, path), "ENOENT", "ENOTDIR");
}
