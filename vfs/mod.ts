// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * File systems: one contract, {@linkcode Fs}, and its backends.
 *
 * The contract is the interface for a program that does not care where its
 * files are stored. A synchronous backend is a {@linkcode SyncFs}; a caller
 * that awaits can use any.
 *
 * @module
 */
export { AfmpegError } from "./afmpeg_error.ts";
export { BasePathFs } from "./base_path_fs.ts";
export {
  BlobFs,
  type BlobSource,
  type RandomAccess,
  type SyncRandomAccess,
} from "./blob_fs.ts";
export {
  CacheOnReadFs,
  type CacheOnReadFsOptions,
} from "./cache_on_read_fs.ts";
export { type Device, DeviceFs, type SyncDevice } from "./device_fs.ts";
export { type ListedDirectory, ListingFile } from "./listing_file.ts";
export { ReadOnlyNames } from "./read_only_names.ts";
export { DelegatingFile } from "./delegating_file.ts";
export { DelegatingFs } from "./delegating_fs.ts";
export { FilterFs, type FilterFsOptions } from "./filter_fs.ts";
export { type HttpFiles, HttpFs } from "./http_fs.ts";
export type { HttpFsOptions } from "./remote/http_options.ts";
export { HttpError, type HttpErrorOptions } from "./remote/http_error.ts";
export type { BlockOptions } from "./remote/block_cache.ts";
export type { RemoteOptions } from "./remote/remote_options.ts";
export type { RequestOptions } from "./remote/requests.ts";
export { MountFs } from "./mount_fs.ts";
export { type FsEvent, ObserveFs } from "./observe_fs.ts";
export {
  type CommitOptions,
  type OverlayChange,
  OverlayFs,
} from "./overlay_fs.ts";
export {
  type DirectoryHandle,
  type FileHandle,
  type FileWriter,
  OpfsFs,
  type SyncAccess,
} from "./opfs_fs.ts";
export { QuotaFs, type QuotaFsOptions } from "./quota_fs.ts";
export { ReadAheadFs, type ReadAheadFsOptions } from "./read_ahead_fs.ts";
export { ReadOnlyFs } from "./read_only_fs.ts";
export type { NameOperations, OpenRequest } from "./names.ts";
export { ResolvingFs } from "./resolving_fs.ts";
export { BaseFile } from "./base_file.ts";
export { BaseFs } from "./base_fs.ts";
export { copy, type CopyOptions, type CopyProgress } from "./copy.ts";
export { DenoFs, type DenoFsOptions } from "./deno_fs.ts";
export { diskUsage } from "./disk_usage.ts";
export { type Errno, errnoMessages } from "./errno.ts";
export { errorToJSON } from "./error_json.ts";
export type {
  Answer,
  Awaitable,
  FileInfo,
  FileKind,
  FileOf,
  Fs,
  FsFile,
  OpenOptions,
  SeekOrigin,
  SyncFs,
  SyncFsFile,
} from "./fs.ts";
export type { FsLocation } from "./fs_location.ts";
export { AnswerError, type AnswerErrorOptions } from "./answer_error.ts";
export { FsError, type FsErrorOptions } from "./fs_error.ts";
export type { FileTree, LinkEntry } from "./memory/file_tree.ts";
export { MemorySnapshot } from "./memory/snapshot.ts";
export { MemoryFs, type MemoryFsOptions } from "./memory_fs.ts";
export { exists, isDir, isEmpty, isFile } from "./exists.ts";
export { appendFile } from "./append_file.ts";
export { ensureDir } from "./ensure_dir.ts";
export type { Entries } from "./entries.ts";
export { glob, type GlobOptions } from "./glob.ts";
export { move, type MoveOptions } from "./move.ts";
export { realpath } from "./realpath.ts";
export { isErrno } from "./is_errno.ts";
export { readDir } from "./read_dir.ts";
export { readFile, readTextFile } from "./read_file.ts";
export { tar } from "./tar.ts";
export { TarFs } from "./tar_fs.ts";
export type { ArchiveOptions, SkippedEntry } from "./archive/archive_tree.ts";
export {
  readable,
  type ReadableOptions,
  writable,
  type WritableOptions,
} from "./streams.ts";
export { tempDir, tempFile, type TempOptions } from "./temp.ts";
export type { WatchEvent, WatchOptions } from "./watch.ts";
export { walk, type WalkEntry, type WalkOptions } from "./walk.ts";
export { writeFile, type WriteFileOptions } from "./write_file.ts";
export type { Bytes, FileData } from "./bytes.ts";
