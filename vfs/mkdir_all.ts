// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { attempt } from "./attempt.ts";
import { checkMode } from "./check.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, Fs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { isErrno } from "./is_errno.ts";
import { parsePath } from "./path.ts";
import { relabel } from "./relabel.ts";

/**
 * Creates a directory and its parents by `stat` and `mkdir`, from the root
 * down.
 */
export function mkdirAll(fs: Fs, path: string, mode?: number): Awaitable<void> {
  checkMode(mode);
  return drive(steps(checkedFs(fs), path, mode));
}

function* steps(fs: Fs, path: string, mode: number | undefined): Steps<void> {
  let at = "";
  let isThere = true;
  for (const name of parsePath(path, "mkdirAll").components) {
    at += `/${name}`;
    isThere &&= yield* isDirectory(fs, at);
    // Nothing exists below what had to be created.
    if (isThere) continue;
    try {
      yield fs.mkdir(at, mode);
    } catch (error) {
      if (!isErrno(error)) throw error;
      const operation = "mkdirAll";
      if (error.code !== "EEXIST") {
        throw relabel(error, { operation, path });
      }
      // Another caller was faster, or it is not a directory.
      if (!(yield* isDirectory(fs, at))) {
        throw new FsError("ENOTDIR", { operation, path });
      }
    }
  }
}

/** Whether this name leads to a directory. */
function* isDirectory(fs: Fs, path: string): Steps<boolean> {
  const info = yield* wait(attempt(() => fs.stat(path)));
  return info?.kind === "directory";
}
