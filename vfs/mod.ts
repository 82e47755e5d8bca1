/**
 * File systems: one contract, {@linkcode Fs}, and its backends.
 *
 * The contract is the file system interface of a program that does not care
 * where its files lie. A backend that can answer at once is a {@linkcode SyncFs};
 * a caller that awaits can use any.
 *
 * @module
 */
export { BaseFile } from "./base_file.ts";
export { type Errno, errnoMessages } from "./errno.ts";
export type {
  Awaitable,
  File,
  FileInfo,
  FileKind,
  Fs,
  OpenOptions,
  SeekOrigin,
  SyncFile,
  SyncFs,
} from "./fs.ts";
export { FsError, type FsErrorOptions } from "./fs_error.ts";
export { MemoryFs, type MemoryFsOptions } from "./memory_fs.ts";
export { readFile } from "./read_file.ts";
