import { abortable } from "@std/async/abortable";
import { checkNumber } from "../../vfs/check_number.ts";
import { LimitError, ModuleError } from "../util/errors.ts";
import type { PrepareAnswer } from "../worker/messages.ts";
import { WorkerPool } from "./worker_pool.ts";
import { WorkerThread } from "./worker_thread.ts";
import {
  checkBytes,
  checkModule,
  featuresError,
} from "../module/check_module.ts";
import { readModule } from "../module/module_source.ts";
import type { RuntimeOptions } from "./runtime_options.ts";
import { isInterruptible, WasmFormatError } from "../wasm/mod.ts";

const MiB = 2 ** 20;

/** How many guests run side by side, and how many may wait. */
export interface WorkerPoolOptions {
  size?: number | undefined;
  maxQueue?: number | undefined;
}

/**
 * Loads, compiles and checks the module that guests are made of.
 *
 * Errors: those of `Runtime.create`.
 */
export async function createWorkerPool(
  options: RuntimeOptions & WorkerPoolOptions,
): Promise<WorkerPool> {
  const { signal, size, maxQueue } = options;
  checkNumber("memoryLimit", options.memoryLimit, { isLimit: true });
  checkNumber("size", size, { least: 1, isWhole: true });
  checkNumber("maxQueue", maxQueue, { isLimit: true });
  signal?.throwIfAborted();
  const thread = new WorkerThread();
  try {
    const loaded = load(thread, options);
    const module = await (signal ? abortable(loaded, signal) : loaded);
    checkModule(module);
    return new WorkerPool(
      module,
      isInterruptible(module),
      thread,
      size,
      maxQueue,
    );
  } catch (error) {
    thread.close();
    throw error;
  }
}

async function load(
  thread: WorkerThread,
  { module: source, signal, interruptible = true, memoryLimit = 1024 * MiB }:
    RuntimeOptions,
): Promise<WebAssembly.Module> {
  const module = await readModule(source, signal);
  if (module instanceof WebAssembly.Module) return module;
  checkBytes(module);
  const answer = await thread.prepare({
    bytes: module,
    interruptible,
    memoryLimit,
  });
  if (answer.type === "prepared") return answer.module;
  throw rejection(answer, memoryLimit);
}

/** What a module was rejected for, as the caller is told. */
function rejection(
  { error, format, bytes }: PrepareAnswer & { type: "rejected" },
  memoryLimit: number,
): Error {
  const cause = format
    ? new WasmFormatError(format.kind, format.what, format.offset)
    : error;
  if (format?.kind === "memory-limit") {
    return new LimitError("load the module", "memoryLimit", memoryLimit, {
      cause,
    });
  }
  const lacking = featuresError(bytes, cause);
  if (lacking) return lacking;
  const advice = format?.kind === "unknown-opcode"
    ? "; with the option `interruptible: false` it is taken as it is"
    : "";
  return new ModuleError(
    "format",
    `Cannot compile the module: received ${bytes.length} bytes of which ` +
      `the engine says "${cause.message}"${advice}`,
    { cause },
  );
}
