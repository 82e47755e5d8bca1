// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { abortable } from "@std/async/abortable";
import { Semaphore } from "@std/async/unstable-semaphore";
import { ClosedError, QueueFullError } from "../util/errors.ts";
import type { GuestOutcome } from "../worker/messages.ts";
import { WorkerThread } from "./worker_thread.ts";
import type { CloseOptions } from "./runtime_options.ts";
import { checkClose } from "./check_runtime.ts";
import { takeTurn } from "./take_turn.ts";
import { takesSignals } from "../abi/signal_export.ts";

/**
 * How long an interruptible guest may take to stop, a thousand times what it needs:
 * one that only pretends to be interruptible must not keep its thread.
 */
const GRACE_MS = 2000;

/** Uses a turn: runs a guest on the given thread. */
export type GuestWork = (
  thread: WorkerThread,
  module: WebAssembly.Module,
) => Promise<GuestOutcome>;

/** The threads for the guests of one module, and the turns on them. */
export class WorkerPool {
  /** How many guests can run at the same time. */
  readonly size: number;
  readonly #module: WebAssembly.Module;
  readonly #isInterruptible: boolean;
  readonly #maxQueue: number;
  readonly #turns: Semaphore;
  readonly #idle: WorkerThread[];
  /** What stops each run that has its turn. */
  readonly #running = new Set<AbortController>();
  #queued = 0;
  #closed: Promise<void> | undefined;

  /** @param first The thread that has compiled the module. */
  constructor(
    module: WebAssembly.Module,
    isInterruptible: boolean,
    first: WorkerThread,
    size: number = 1,
    maxQueue: number = Infinity,
  ) {
    this.size = size;
    this.#module = module;
    this.#isInterruptible = isInterruptible;
    this.#maxQueue = maxQueue;
    this.#turns = new Semaphore(size);
    this.#idle = [first];
  }

  /** Whether the guests support signals. */
  get takeSignals(): boolean {
    return takesSignals(this.#module);
  }

  /** How many runs are executing. */
  get running(): number {
    return this.#running.size;
  }

  /** How many runs are queued. */
  get queued(): number {
    return this.#queued;
  }

  /**
   * Waits for a turn and uses it, but not after `stop` has aborted: then it
   * rejects at once with the reason. The next run gets the thread when the guest
   * is gone.
   *
   * @throws {ClosedError} when the pool is closed.
   * @throws {QueueFullError} when too many wait.
   */
  async run(work: GuestWork, stop: AbortController): Promise<GuestOutcome> {
    if (this.#closed) throw new ClosedError("run");
    const permit = this.#turns.tryAcquire() ?? await this.#queue(stop.signal);
    const thread = this.#idle.pop() ?? new WorkerThread();
    this.#running.add(stop);
    const ended = work(thread, this.#module);
    try {
      return await abortable(ended, stop.signal);
    } finally {
      this.#free(thread, ended, stop).finally(() => permit[Symbol.dispose]());
    }
  }

  /** Rejects queued runs, and waits for the others or aborts them. */
  async close(options: CloseOptions): Promise<void> {
    checkClose(options);
    const { abort = false } = options;
    const closed = this.#closed ??= this.#allEnded();
    if (abort) {
      for (const stop of this.#running) {
        stop.abort(new ClosedError("finish the run"));
      }
    }
    await closed;
  }

  async #queue(signal: AbortSignal): Promise<Disposable> {
    if (this.#queued >= this.#maxQueue) {
      throw new QueueFullError(this.#maxQueue);
    }
    this.#queued++;
    try {
      const permit = await takeTurn(this.#turns, signal);
      if (!this.#closed) return permit;
      permit[Symbol.dispose]();
      throw new ClosedError("run");
    } finally {
      this.#queued--;
    }
  }

  /** Waits until the thread is free again; gives it up if it does not stop. */
  async #free(
    thread: WorkerThread,
    ended: Promise<unknown>,
    stop: AbortController,
  ): Promise<void> {
    if (!stop.signal.aborted) await Promise.allSettled([ended]);
    else if (!await endsWithin(this.#isInterruptible ? GRACE_MS : 0, ended)) {
      thread.close();
    }
    if (thread.isUsable) this.#idle.push(thread);
    this.#running.delete(stop);
  }

  async #allEnded(): Promise<void> {
    for (let i = 0; i < this.size; i++) await this.#turns.acquire();
    for (const thread of this.#idle) thread.close();
  }
}

/** Whether `ended` settles within `ms` milliseconds. */
async function endsWithin(
  ms: number,
  ended: Promise<unknown>,
): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const inTime = ended.then(() => true, () => true);
  try {
    return await Promise.race([inTime, late]);
  } finally {
    clearTimeout(timer);
  }
}
