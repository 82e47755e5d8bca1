// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { abortable } from "@std/async/abortable";
import { ClosedError, QueueFullError } from "../util/errors.ts";
import type { GuestOutcome } from "../worker/messages.ts";
import type { GuestThreads } from "./guest_threads.ts";
import type { WorkerThread } from "./worker_thread.ts";
import type { CloseOptions } from "./runtime_options.ts";
import { checkClose } from "./check_runtime.ts";
import { Turns } from "./turns.ts";
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

/** Options of {@linkcode WorkerPool}. */
export interface WorkerPoolSettings {
  /** How many guests can run at the same time. */
  readonly size: number;
  /** How many runs may be queued. */
  readonly maxQueue: number;
  /** How many bytes of ended guests a thread may hold; with more, it is replaced. */
  readonly maxRetainedBytes: number;
  /** Starts another thread. */
  readonly start: () => WorkerThread;
  /** For a module whose threads run at the same time. */
  readonly threads: GuestThreads | undefined;
}

/** The threads for the guests of one module, and the turns on them. */
export class WorkerPool {
  /** How many guests can run at the same time. */
  readonly size: number;
  /** What the module has if its threads run at the same time. */
  readonly threads: GuestThreads | undefined;
  readonly #module: WebAssembly.Module;
  readonly #isInterruptible: boolean;
  readonly #maxQueue: number;
  readonly #maxRetainedBytes: number;
  readonly #start: () => WorkerThread;
  readonly #turns: Turns;
  readonly #idle: WorkerThread[];
  /** What stops each run that has its turn, and when that is given back. */
  readonly #running = new Map<AbortController, Promise<void>>();
  /** How many of them the caller knows the end of, though not all threads have left. */
  #leaving = 0;
  /** Starts in the background when a thread is about to be replaced. */
  #successor: WorkerThread | undefined;
  #closed: Promise<void> | undefined;

  /** @param first The thread that has compiled the module. */
  constructor(
    module: WebAssembly.Module,
    isInterruptible: boolean,
    first: WorkerThread,
    { size, maxQueue, maxRetainedBytes, start, threads }: WorkerPoolSettings,
  ) {
    this.size = size;
    this.threads = threads;
    this.#module = module;
    this.#isInterruptible = isInterruptible;
    this.#maxQueue = maxQueue;
    this.#maxRetainedBytes = maxRetainedBytes;
    this.#start = start;
    this.#turns = new Turns(size);
    this.#idle = [first];
  }

  /** Whether the guests support signals. */
  get takeSignals(): boolean {
    return takesSignals(this.#module);
  }

  /** How many runs are executing. */
  get running(): number {
    return this.#running.size - this.#leaving;
  }

  /** How many runs are queued. */
  get queued(): number {
    return this.#turns.waiting;
  }

  /**
   * Waits for a turn and uses it, but not after `stop` has aborted: then it
   * rejects at once with the reason. The next run gets the thread when the guest
   * is gone.
   *
   * @throws {ClosedError} when the pool is closed.
   * @throws {QueueFullError} when too many wait.
   */
  async run(
    work: GuestWork,
    stop: AbortController,
    priority: number = 0,
  ): Promise<GuestOutcome> {
    if (this.#closed) throw new ClosedError("run");
    if (!this.#turns.tryTake()) await this.#queue(priority, stop.signal);
    const thread = this.#takeThread();
    if (thread.retained > this.#maxRetainedBytes / 2) {
      this.#successor ??= this.#startAhead();
    }
    const ended = work(thread, this.#module);
    const outcome = abortable(ended, stop.signal);
    this.#running.set(stop, this.#free(thread, ended, outcome, stop));
    return await outcome;
  }

  /** Rejects queued runs, and waits for the others or aborts them. */
  async close(options: CloseOptions): Promise<void> {
    checkClose(options);
    const { abort = false } = options;
    const closed = this.#closed ??= this.#allEnded();
    if (abort) {
      for (const stop of this.#running.keys()) {
        stop.abort(new ClosedError("finish the run"));
      }
    }
    await closed;
  }

  async #queue(priority: number, signal: AbortSignal): Promise<void> {
    // Who knows that a run has ended expects that another one can begin.
    if (this.queued >= this.#maxQueue + this.#leaving) {
      throw new QueueFullError(this.#maxQueue);
    }
    await this.#turns.take(priority, signal);
  }

  /** A thread for the turn that was taken, which is given back if there is none. */
  #takeThread(): WorkerThread {
    try {
      // It may have been closed while the turn was on its way.
      if (this.#closed) throw new ClosedError("run");
      let thread = this.#idle.pop();
      while (thread && !thread.isUsable) {
        thread.close();
        thread = this.#idle.pop();
      }
      return thread ?? this.#start();
    } catch (error) {
      this.#turns.giveBack();
      throw error;
    }
  }

  /** A thread that nobody waits for yet. Who needs one is told why there is none. */
  #startAhead(): WorkerThread | undefined {
    try {
      return this.#start();
    } catch {
      return undefined;
    }
  }

  /**
   * Waits until the guest has left the thread; gives it up if it does not stop. Then
   * gives the turn back.
   */
  async #free(
    thread: WorkerThread,
    ended: Promise<unknown>,
    outcome: Promise<unknown>,
    stop: AbortController,
  ): Promise<void> {
    const left = Promise.allSettled([ended]).then(() => thread.left);
    const told = () => void this.#leaving++;
    await outcome.then(told, told);
    // Of a run that ended by itself, threads may still be about to see that.
    const patience = this.#isInterruptible || !stop.signal.aborted
      ? GRACE_MS
      : 0;
    if (!await endsWithin(patience, left)) thread.close();
    const next = thread.isUsable ? this.#freshened(thread) : undefined;
    if (next) this.#idle.push(next);
    else thread.close();
    this.#running.delete(stop);
    this.#leaving--;
    this.#turns.giveBack();
  }

  /** The thread itself, or its successor if it holds too much of ended guests and has one. */
  #freshened(thread: WorkerThread): WorkerThread | undefined {
    if (thread.retained <= this.#maxRetainedBytes) return thread;
    thread.close();
    const successor = this.#successor ?? this.#startAhead();
    this.#successor = undefined;
    return successor;
  }

  async #allEnded(): Promise<void> {
    this.#turns.refuseAll(new ClosedError("run"));
    await Promise.all(this.#running.values());
    for (const thread of this.#idle) thread.close();
    this.#successor?.close();
  }
}

/** Whether `ended` settles within `ms` milliseconds. */
async function endsWithin(
  ms: number,
  ended: Promise<void>,
): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const inTime = ended.then(() => true);
  try {
    return await Promise.race([inTime, late]);
  } finally {
    clearTimeout(timer);
  }
}
