// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FileKind } from "../../vfs/fs.ts";

/** `filetype`: the type of a file. */
export const filetype: Record<FileKind | "unknown", number> = {
  unknown: 0,
  blockDevice: 1,
  characterDevice: 2,
  directory: 3,
  file: 4,
  fifo: 6,
  socket: 6,
  symlink: 7,
};

/** `fdflags`: the flags of a descriptor. */
export const fdflag = {
  append: 1,
  dsync: 2,
  nonblock: 4,
  rsync: 8,
  sync: 16,
} as const;

/** All of {@linkcode fdflag}. */
export const FDFLAGS = 31;

/** `oflags`: how `path_open` opens. */
export const oflag = { creat: 1, directory: 2, excl: 4, trunc: 8 } as const;

/** All of {@linkcode oflag}. */
export const OFLAGS = 15;

/** `lookupflags`: whether a symbolic link at the end of a path is followed. */
export const SYMLINK_FOLLOW = 1;

/** `fstflags`: which times are set, and to what. */
export const fstflag = { atim: 1, atimNow: 2, mtim: 4, mtimNow: 8 } as const;

/** All of {@linkcode fstflag}. */
export const FSTFLAGS = 15;

/** All `riflags`: how `sock_recv` receives. */
export const RIFLAGS = 3;

/** All `siflags`: how `sock_send` sends. */
export const SIFLAGS = 0;

/** All `sdflags`: which direction `sock_shutdown` ends. */
export const SDFLAGS = 3;
