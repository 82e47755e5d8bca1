// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * FFmpeg over a virtual file system: no native ffmpeg, no temporary files, no
 * permissions.
 *
 * A {@linkcode Runtime} compiles `ffmpeg.wasm` once and runs command lines. Every
 * path in a command line is resolved in the file system that the caller passes,
 * for instance a {@linkcode MemoryFs}; the media being processed can reach
 * nothing else.
 *
 * @module
 */
export {
  ChecksumError,
  type ChecksumErrorOptions,
  ClosedError,
  DownloadError,
  type DownloadErrorOptions,
  FrameCountError,
  type FrameCountErrorOptions,
  GuestError,
  GuestTrapError,
  type GuestTrapErrorOptions,
  HostError,
  type HostErrorOptions,
  type HostFeature,
  KilledError,
  LimitError,
  type LimitErrorOptions,
  LongjmpError,
  type LongjmpErrorOptions,
  type LongjmpErrorReason,
  ModuleError,
  type ModuleErrorOptions,
  type ModuleErrorReason,
  QueueFullError,
  SignalError,
  SignatureError,
  type SignatureErrorOptions,
  SizeError,
  type SizeErrorOptions,
  TimeoutError,
  type TimeoutErrorOptions,
  type TrapKind,
} from "./src/util/errors.ts";
export {
  ExitError,
  type ExitErrorOptions,
  ProbeError,
  type ProbeErrorOptions,
} from "./src/ffmpeg/exit_error.ts";
export type { Frame } from "./src/media/frames/frame.ts";
export type { FramesOptions } from "./src/media/frames/frames.ts";
export type { PictureOptions } from "./src/media/frames/picture_options.ts";
export type { PixelFormat } from "./src/media/frames/pixel_format.ts";
export type { PictureFormat } from "./src/media/frames/picture_format.ts";
export type { ThumbnailOptions } from "./src/media/frames/thumbnail.ts";
export type { Priority } from "./src/run/priority.ts";
export type { GuestSignal } from "./src/run/signal.ts";
export { Job } from "./src/run/job.ts";
export type { LogLevel } from "./src/ffmpeg/log_level.ts";
export type { LogRecord } from "./src/ffmpeg/log_reader.ts";
export type {
  ComponentKind,
  MissingComponent,
} from "./src/ffmpeg/missing_component.ts";
export type { DownloadProgress } from "./src/module/download.ts";
export {
  inspectModule,
  type InspectOptions,
  type ModuleInfo,
} from "./src/media/inspect/inspect_module.ts";
export type {
  CodecInfo,
  FilterInfo,
  FormatInfo,
  ProgramInfo,
} from "./src/media/inspect/program_info.ts";
export type {
  BytesModule,
  FileModule,
  FsModule,
  LocalModule,
} from "./src/module/local_module.ts";
export type { ModuleSource } from "./src/module/module_source.ts";
export type { SignedModule } from "./src/module/signed_module.ts";
export type { RemoteModule } from "./src/module/remote_module.ts";
export type { ProbeOptions } from "./src/media/probe/probe.ts";
export type { FrameSpacing } from "./src/media/probe/exact_times.ts";
export type { Hdr } from "./src/media/probe/hdr.ts";
export type { ImageInfo } from "./src/media/probe/image/image_info.ts";
export type { Disposition } from "./src/media/probe/disposition.ts";
export type { Chapter, Probe } from "./src/media/probe/probe_result.ts";
export type { Rational } from "./src/media/probe/rational.ts";
export type {
  AttachmentStream,
  AudioStream,
  BaseStream,
  DataStream,
  ProbeStream,
  SideData,
  SubtitleStream,
  VideoStream,
} from "./src/media/probe/stream.ts";
export type { ThreadKind } from "./src/module/thread_kind.ts";
export type { Profile, ThreadProfile } from "./src/worker/profile.ts";
export type { FractionSource, Progress } from "./src/ffmpeg/progress.ts";
export type { Result } from "./src/run/result.ts";
export type {
  GuestOptions,
  RunLimits,
  RunOptions,
  SpawnOptions,
  StdinSource,
} from "./src/run/run_options.ts";
export { Runtime } from "./src/runtime.ts";
export type { Runner } from "./src/run/runner.ts";
export type {
  CloseOptions,
  RuntimeOptions,
} from "./src/run/runtime_options.ts";
export {
  RuntimePool,
  type RuntimePoolOptions,
  type RuntimePoolStats,
} from "./src/runtime_pool.ts";
export type { SteppingClockOptions } from "./src/wasi/stepping_clock.ts";
export { type Errno } from "./vfs/errno.ts";
export { AnswerError, type AnswerErrorOptions } from "./vfs/answer_error.ts";
export { FsError, type FsErrorOptions } from "./vfs/fs_error.ts";
export type {
  FileInfo,
  FileKind,
  Fs,
  FsFile,
  OpenOptions,
  SyncFs,
} from "./vfs/fs.ts";
export { MemoryFs } from "./vfs/memory_fs.ts";
export { AfmpegError } from "./vfs/afmpeg_error.ts";
