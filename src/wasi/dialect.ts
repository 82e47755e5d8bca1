/**
 * Where the two versions of the interface lay something out differently;
 * everything else is the same in both.
 */
export interface Dialect {
  /** Where a `whence` of `fd_seek` counts from, by its number. */
  readonly whence: readonly ("start" | "current" | "end")[];
  /** Of a `filestat`: its size, how wide `nlink` is, and where that and the rest are. */
  readonly filestat: {
    readonly bytes: number;
    readonly nlink: number;
    readonly isNlinkWide: boolean;
    readonly size: number;
  };
  /** Of a `subscription`: its size, and where what a clock is asked for begins. */
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
