// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { MemoryFs } from "../../../vfs/memory_fs.ts";
import {
  GuestTrapError,
  ModuleError,
  TimeoutError,
} from "../../util/errors.ts";
import { createWorkerPool } from "../../run/create_worker_pool.ts";
import type { WorkerPool } from "../../run/worker_pool.ts";
import { createJob } from "../../run/job.ts";
import {
  type ExportInfo,
  findFeatures,
  type ImportInfo,
  isInterruptible,
  isSupported,
  type MemoryInfo,
  readOutline,
  type WasmFeature,
  WasmFormatError,
} from "../../wasm/mod.ts";
import { missingImports, mistypedImports } from "../../module/check_module.ts";
import { type ThreadKind, threadKindOf } from "../../module/thread_kind.ts";
import { type ModuleSource, readModule } from "../../module/module_source.ts";
import { type Ask, type ProgramInfo, readProgramInfo } from "./program_info.ts";
import {
  checkOptions,
  flag,
  type OptionTable,
  signal,
} from "../../../vfs/check.ts";
import { sha256 } from "../../util/sha256.ts";

/** How long the program may take to answer, in milliseconds. */
const ANSWER_MS = 10_000;

/** What {@linkcode inspectModule} finds out. */
export interface ModuleInfo {
  /** Its size, uncompressed, in bytes. */
  readonly size: number;
  /** Its SHA-256, uncompressed, in hexadecimal digits. */
  readonly sha256: string;
  /**
   * `"command"`: a program that runs from beginning to end, which a `Runtime` can
   * load. `"reactor"`: a library that must be initialised. `"library"`: any other.
   */
  readonly kind: "command" | "reactor" | "library";
  /** What it imports. */
  readonly imports: readonly ImportInfo[];
  /** Those imports that a guest is not given, as `module.name`. */
  readonly missingImports: readonly string[];
  /** Those functions that it imports as another type than a guest is given. */
  readonly mistypedImports: readonly string[];
  /** What it exports. */
  readonly exports: readonly ExportInfo[];
  /** Its memories. */
  readonly memories: readonly MemoryInfo[];
  /** The features that it uses beyond the first version of WebAssembly. */
  readonly features: readonly WasmFeature[];
  /** Those features that this JavaScript engine lacks. */
  readonly missingFeatures: readonly WasmFeature[];
  /** Whether it already contains the checks that make it interruptible. */
  readonly isInterruptible: boolean;
  /** How its threads run, if it has any. */
  readonly threads: ThreadKind;
  /** What the program reports about itself, if it is an ffmpeg that can run here. */
  readonly program?: ProgramInfo;
}

/** Options of {@linkcode inspectModule}. */
export interface InspectOptions {
  /** Cancels the inspection. */
  signal?: AbortSignal | undefined;
  /**
   * Whether to run the module to find out what it can do, which takes most of the
   * time: about half a second.
   *
   * @default {true}
   */
  run?: boolean | undefined;
}

const inspectTable: OptionTable<InspectOptions> = {
  signal: signal,
  run: flag,
};

/**
 * Describes a module: what it imports and exports, and what the ffmpeg in it can
 * do. Not for a `WebAssembly.Module`, which no longer has its bytes.
 *
 * Also rejects with the reason of `signal`, and with the error of reading a file of
 * the host.
 *
 * @example
 * ```ts
 * import { inspectModule } from "@afmpeg/afmpeg";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const info = await inspectModule({ file: "ffmpeg.wasm" });
 * assertEquals(info.kind, "command");
 * assertEquals(info.missingFeatures, []);
 * assert(info.program?.encoders.some(({ name }) => name === "libx264"));
 * ```
 *
 * @throws {ModuleError} when the source or its format is invalid.
 * @throws {DownloadError} when the module cannot be fetched.
 * @throws {ChecksumError} when the fetched module does not match its checksum.
 * @throws {LimitError} when it is larger than `maxBytes`.
 * @throws {FsError} when the file system of the module or of the cache fails.
 * @throws {TypeError} when an option is invalid.
 */
export async function inspectModule(
  source: ModuleSource,
  options: InspectOptions = {},
): Promise<ModuleInfo> {
  checkOptions("inspectModule", options, inspectTable);
  const { signal, run = true } = options;
  signal?.throwIfAborted();
  const bytes = await readModule(source, signal);
  if (bytes instanceof WebAssembly.Module) {
    throw new ModuleError(
      "Cannot inspect a compiled module: give the bytes that it was compiled from",
      { reason: "source" },
    );
  }
  const info = await describe(bytes);
  const canRun = info.kind === "command" && info.missingImports.length === 0 &&
    info.missingFeatures.length === 0;
  const program = run && canRun ? await runProgram(bytes, signal) : undefined;
  return { ...info, ...(program && { program }) };
}

async function describe(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<ModuleInfo> {
  try {
    const outline = readOutline(bytes);
    const { imports, exports, memories } = outline;
    const features = findFeatures(bytes);
    const names = exports.map(({ name }) => name);
    return {
      size: bytes.length,
      sha256: await sha256(bytes),
      kind: names.includes("_start")
        ? "command"
        : names.includes("_initialize")
        ? "reactor"
        : "library",
      imports,
      missingImports: missingImports(imports),
      mistypedImports: mistypedImports(bytes),
      exports,
      memories,
      features,
      missingFeatures: features.filter((feature) => !isSupported(feature)),
      isInterruptible: isInterruptible(outline),
      threads: threadKindOf(imports),
    };
  } catch (cause) {
    if (!(cause instanceof WasmFormatError)) throw cause;
    throw new ModuleError(
      `Cannot inspect the module: received ${bytes.length} bytes that are not ` +
        "WebAssembly, or are truncated",
      { reason: "format", cause },
    );
  }
}

/** `undefined` if the module cannot be run, whatever the reason. */
async function poolOf(
  bytes: Uint8Array<ArrayBuffer>,
  whileWanted: { signal: AbortSignal } | undefined,
): Promise<WorkerPool | undefined> {
  try {
    return await createWorkerPool({ module: { bytes }, ...whileWanted });
  } catch (error) {
    if (error instanceof ModuleError) return undefined;
    throw error;
  }
}

/** Asks the program in a module what it can do; `undefined` if it is not ffmpeg. */
async function runProgram(
  bytes: Uint8Array<ArrayBuffer>,
  signal: AbortSignal | undefined,
): Promise<ProgramInfo | undefined> {
  const whileWanted = signal && { signal };
  const pool = await poolOf(bytes, whileWanted);
  if (!pool) return undefined;
  const limits = { timeout: ANSWER_MS, maxBytes: 0, ...whileWanted };
  const askAs = (argv0: string): Ask => async (option) => {
    const args = ["-hide_banner", option];
    const options = { ...limits, argv0 };
    const { stdout } = await createJob(pool, new MemoryFs(), args, options)
      .status;
    return new TextDecoder().decode(stdout);
  };
  try {
    return await readProgramInfo(askAs("ffmpeg"), askAs("ffprobe"));
  } catch (error) {
    // Another program may do anything.
    const isOther = error instanceof GuestTrapError ||
      error instanceof TimeoutError;
    if (isOther) return undefined;
    throw error;
  } finally {
    await pool.close({});
  }
}
