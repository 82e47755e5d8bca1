/**
 * FFmpeg over a virtual file system: no native ffmpeg, no temporary files, no
 * permissions.
 *
 * A {@linkcode Runtime} compiles `ffmpeg.wasm` once and runs command lines. Every
 * path in a command line is looked up in the file system that is passed along,
 * for instance a {@linkcode MemoryFs}; the media that is processed can reach
 * nothing else.
 *
 * @module
 */
export {
  AfmpegError,
  ClosedError,
  ExitError,
  GuestError,
  GuestTrapError,
  type GuestTrapErrorOptions,
  LimitError,
  ModuleError,
  type ModuleErrorOptions,
  type ModuleErrorReason,
  ProbeError,
  TimeoutError,
  type TrapKind,
} from "./src/errors.ts";
export type { ModuleSource } from "./src/module_source.ts";
export type { Probe } from "./src/probe.ts";
export {
  type CloseOptions,
  type Result,
  type RunOptions,
  Runtime,
  type RuntimeOptions,
} from "./src/runtime.ts";
export { type Errno } from "./vfs/errno.ts";
export { FsError, type FsErrorOptions } from "./vfs/fs_error.ts";
export type {
  File,
  FileInfo,
  FileKind,
  Fs,
  OpenOptions,
  SyncFs,
} from "./vfs/fs.ts";
export { MemoryFs } from "./vfs/memory_fs.ts";
