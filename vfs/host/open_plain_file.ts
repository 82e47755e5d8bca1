// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { files } from "./host.ts";
import type { OpenOptions } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { accessOf } from "../rules.ts";

/**
 * The flags with which the host opens a file for `options`: it neither blocks
 * nor truncates.
 */
export function flagsOf(options: OpenOptions): number {
  const { O_RDONLY, O_WRONLY, O_RDWR, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } =
    files().constants;
  const { canRead, canWrite } = accessOf(options);
  const access = canWrite ? canRead ? O_RDWR : O_WRONLY : O_RDONLY;
  return access | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
}

/**
 * Opens a file, and closes it again unless it is a regular file: the name may
 * now refer to a device, or to a pipe, on which a blocking open would wait
 * forever.
 */
export function openPlainFile(
  own: string,
  flags: number,
  mode?: number,
  check: (fd: number) => void = () => {},
): number {
  const fd = files().openSync(own, flags, mode);
  try {
    const stats = files().fstatSync(fd);
    if (stats.isDirectory()) {
      throw new FsError("EISDIR", { operation: "open", path: own });
    }
    if (!stats.isFile()) {
      throw new FsError("ENXIO", { operation: "open", path: own });
    }
    check(fd);
    return fd;
  } catch (error) {
    files().closeSync(fd);
    throw error;
  }
}
