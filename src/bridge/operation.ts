import type { SeekOrigin } from "../../vfs/fs.ts";

/** The requests that cross the channel: the methods of `Fs` and `File`. */
export const operation = {
  openFile: 0,
  mkdir: 1,
  mkdirAll: 2,
  remove: 3,
  removeAll: 4,
  rename: 5,
  stat: 6,
  lstat: 7,
  chmod: 8,
  chown: 9,
  chtimes: 10,
  lchtimes: 11,
  symlink: 12,
  readlink: 13,
  link: 14,
  read: 15,
  readAt: 16,
  write: 17,
  writeAt: 18,
  seek: 19,
  readdir: 20,
  "file.stat": 21,
  "file.chtimes": 22,
  sync: 23,
  truncate: 24,
  close: 25,
} as const;

/** The name of a request. */
export type OperationName = keyof typeof operation;

/** The flags of `OpenOptions`: one bit each. */
export const openFlag = {
  read: 1,
  write: 2,
  append: 4,
  create: 8,
  exclusive: 16,
  truncate: 32,
  directory: 64,
  noFollow: 128,
} as const;

/** What `seek` counts from, by number. */
export const seekOrigins: readonly SeekOrigin[] = ["start", "current", "end"];

/** Entries of one `readdir` request: with names of 255 characters they still fit. */
export const READDIR_PAGE = 256;

/** The handles that are open from the start. */
export const standardHandle = {
  stdin: 0,
  stdout: 1,
  stderr: 2,
  /** Takes a line for each call of the guest, if somebody wants to know. */
  trace: 3,
} as const;
