// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { BigIntStats } from "node:fs";
import type { FileInfo, FileKind } from "../fs.ts";

/** How the host tells what kind a file is. */
type Kinds = Pick<
  BigIntStats,
  | "isFile"
  | "isDirectory"
  | "isSymbolicLink"
  | "isCharacterDevice"
  | "isBlockDevice"
  | "isFIFO"
>;

/** Converts the host's description of a file. */
export function toInfo(stats: BigIntStats, name: string): FileInfo {
  return {
    name,
    kind: kindOf(stats),
    size: Number(stats.size),
    mode: Number(stats.mode) & 0o7777,
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    dev: stats.dev,
    ino: stats.ino,
    nlink: Number(stats.nlink),
    atimeNs: stats.atimeNs,
    mtimeNs: stats.mtimeNs,
    ctimeNs: stats.ctimeNs,
  };
}

/** The kind of what the host describes. */
export function kindOf(stats: Kinds): FileKind {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  if (stats.isSymbolicLink()) return "symlink";
  if (stats.isCharacterDevice()) return "characterDevice";
  if (stats.isBlockDevice()) return "blockDevice";
  return stats.isFIFO() ? "fifo" : "socket";
}
