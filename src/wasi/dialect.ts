// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The differences in layout between the two versions of the interface; everything
 * else is the same.
 */
export interface Dialect {
  /** The meaning of each number for `whence` of `fd_seek`. */
  readonly whence: readonly ("start" | "current" | "end")[];
  /** The layout of a `filestat`: its size, the width of `nlink`, and the offsets. */
  readonly filestat: {
    readonly bytes: number;
    readonly nlink: number;
    readonly isNlinkWide: boolean;
    readonly size: number;
  };
  /** The layout of a `subscription`: its size, and the offset of the clock's fields. */
  readonly subscription: { readonly bytes: number; readonly clock: number };
}

/** `wasi_snapshot_preview1`. */
export const preview1: Dialect = {
  whence: ["start", "current", "end"],
  filestat: { bytes: 64, nlink: 24, isNlinkWide: true, size: 32 },
  subscription: { bytes: 48, clock: 16 },
};

/** `wasi_unstable`, its predecessor. */
export const unstable: Dialect = {
  whence: ["current", "end", "start"],
  filestat: { bytes: 56, nlink: 20, isNlinkWide: false, size: 24 },
  subscription: { bytes: 56, clock: 24 },
};
