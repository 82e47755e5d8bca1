// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FsFile, OpenOptions, SyncFs } from "../../vfs/fs.ts";
import { lchtimes, link, lstat, readlink, symlink } from "../../vfs/links.ts";
import { abandon } from "../../vfs/release.ts";
import {
  directoryMode,
  handle,
  info,
  nothing,
  number,
  openOptions,
  path,
  text,
  time,
} from "./codecs.ts";
import type { MessageOperations } from "./operation.ts";
import { rowsOn } from "./rows_on.ts";
import { table } from "./table.ts";

/** The methods of a file system, each of which is an operation. */
export interface FsRequests
  extends Required<Omit<SyncFs, "name" | "create" | "open" | "openFile">> {
  /** Returns the handle of the file. */
  openFile(path: string, options?: OpenOptions): number;
}

const op = rowsOn((service) => service.fs);

/** The operations on a file system. */
export const fsOperations: MessageOperations<FsRequests> = table<
  MessageOperations<FsRequests>
>({
  openFile: op(
    [path, openOptions],
    handle,
    (fs, path, options) => fs.openFile(path, options),
    abandonLate,
  ),
  mkdir: op([path, directoryMode], nothing, (fs, a, mode) => fs.mkdir(a, mode)),
  mkdirAll: op(
    [path, directoryMode],
    nothing,
    (fs, a, mode) => fs.mkdirAll(a, mode),
  ),
  remove: op([path], nothing, (fs, a) => fs.remove(a)),
  removeAll: op([path], nothing, (fs, a) => fs.removeAll(a)),
  rename: op([path, path], nothing, (fs, a, b) => fs.rename(a, b)),
  stat: op([path], info, (fs, a) => fs.stat(a)),
  lstat: op([path], info, lstat),
  chmod: op([path, number], nothing, (fs, a, mode) => fs.chmod(a, mode)),
  chown: op(
    [path, number, number],
    nothing,
    (fs, a, uid, gid) => fs.chown(a, uid, gid),
  ),
  chtimes: op(
    [path, time, time],
    nothing,
    (fs, a, atimeNs, mtimeNs) => fs.chtimes(a, atimeNs, mtimeNs),
  ),
  lchtimes: op([path, time, time], nothing, lchtimes),
  symlink: op([text, path], nothing, symlink),
  readlink: op([path], text, readlink),
  link: op([path, path], nothing, link),
});

async function abandonLate(file: FsFile): Promise<void> {
  try {
    await abandon(file);
  } catch {
    // The run that opened it is over: nothing can handle the error.
  }
}
