// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { abortable } from "@std/async/abortable";
import { LimitError, ModuleError } from "../util/errors.ts";
import type { PrepareAnswer } from "../worker/messages.ts";
import { WorkerPool } from "./worker_pool.ts";
import { checkHost } from "./check_host.ts";
import { DEFAULT_MEMORY_BYTES } from "./default_memory_bytes.ts";
import {
  type GuestThreads,
  guestThreads,
  keptThreads,
  startedThreads,
} from "./guest_threads.ts";
import { WorkerThread } from "./worker_thread.ts";
import {
  checkBytes,
  checkModule,
  featuresError,
} from "../module/check_module.ts";
import { type ModuleSource, readModule } from "../module/module_source.ts";
import type { RuntimeOptions, WorkerPoolOptions } from "./runtime_options.ts";
import { isInterruptible, WasmFormatError } from "../wasm/mod.ts";

const MiB = 2 ** 20;
const MIN_RETAINED_BYTES = 128 * MiB;

/**
 * Loads, compiles and checks the module of the guests. Rejects as
 * `Runtime.create` does.
 */
export async function createWorkerPool(
  options: RuntimeOptions & WorkerPoolOptions,
): Promise<WorkerPool> {
  const { signal, size = 1, maxQueue = Infinity } = options;
  const { maxMemoryBytes = DEFAULT_MEMORY_BYTES } = options;
  signal?.throwIfAborted();
  checkHost();
  const thread = new WorkerThread(options.workerUrl);
  const unlessAborted = <T>(promise: Promise<T>) =>
    signal ? abortable(promise, signal) : promise;
  try {
    const source = await unlessAborted(Promise.resolve(options.module));
    const { module, sharedPages = pagesIn(maxMemoryBytes) } =
      await unlessAborted(load(thread, source, options));
    checkModule(module);
    const threads = guestThreads(module, options, size, sharedPages);
    if (threads && module === source) {
      await unlessAborted(checkLinks(thread, module, threads));
    }
    const withThreads = (thread: WorkerThread) => {
      if (!threads) return thread;
      try {
        thread.startThreads(startedThreads(threads), keptThreads(threads));
        return thread;
      } catch (error) {
        thread.close();
        throw error;
      }
    };
    return new WorkerPool(
      module,
      isInterruptible(module),
      withThreads(thread),
      {
        size,
        maxQueue,
        maxRetainedBytes: retainedBytes(maxMemoryBytes),
        start: () => withThreads(new WorkerThread(options.workerUrl)),
        threads,
      },
    );
  } catch (error) {
    thread.close();
    throw error;
  }
}

/**
 * How much of ended guests a thread may hold: half of what one may have, so that
 * with the one that runs it is at most twice that, even while it is being freed. With
 * less than the minimum, small guests would too often wait for a new thread.
 */
function retainedBytes(maxMemoryBytes: number): number {
  const half = Math.min(maxMemoryBytes, DEFAULT_MEMORY_BYTES) / 2;
  return Math.max(half, MIN_RETAINED_BYTES);
}

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;

/** How many pages there are in so many bytes; the most that a memory may have. */
function pagesIn(bytes: number): number {
  return Math.min(Math.floor(bytes / PAGE_BYTES), MAX_PAGES);
}

async function load(
  thread: WorkerThread,
  source: ModuleSource,
  {
    signal,
    interruptible = true,
    maxMemoryBytes = DEFAULT_MEMORY_BYTES,
  }: RuntimeOptions,
): Promise<{ module: WebAssembly.Module; sharedPages?: number }> {
  const module = await readModule(source, signal);
  if (module instanceof WebAssembly.Module) return { module };
  checkBytes(module);
  const { length } = module;
  const answer = await thread.prepare({
    bytes: module,
    interruptible,
    maxMemoryBytes,
  });
  if (answer.type === "prepared") return answer;
  throw rejection(answer, length, maxMemoryBytes);
}

/**
 * Checks that a module which was compiled elsewhere takes the memory that its threads
 * share: of others, the bytes tell.
 *
 * @throws {ModuleError} when it does not.
 */
async function checkLinks(
  thread: WorkerThread,
  module: WebAssembly.Module,
  { pages }: GuestThreads,
): Promise<void> {
  const reason = await thread.link({ module, pages });
  if (reason === undefined) return;
  throw new ModuleError(
    `Cannot link the module: a memory of ${pages * PAGE_BYTES} bytes, which ` +
      `\`maxMemoryBytes\` allows, is refused with "${reason}"; set that to what ` +
      "the module was linked with, or give its bytes",
    { reason: "imports" },
  );
}

/** The error for the caller when a module was rejected. */
function rejection(
  { error, format, bytes }: PrepareAnswer & { type: "rejected" },
  length: number,
  maxMemoryBytes: number,
): Error {
  const cause = format ? new WasmFormatError(format.what, format) : error;
  if (format?.kind === "memory-limit") {
    return new LimitError("load the module", {
      option: "maxMemoryBytes",
      limit: maxMemoryBytes,
      cause,
    });
  }
  const lacking = featuresError(bytes, cause);
  if (lacking) return lacking;
  const advice = format?.kind === "unknown-opcode"
    ? "; to load it unchanged, pass the option `interruptible: false`"
    : "";
  return new ModuleError(
    `Cannot compile the module: received ${length} bytes, which the ` +
      `engine rejects with "${cause.message}"${advice}`,
    { reason: "format", cause },
  );
}
