// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { spawnImport, threadStartExport } from "../abi/real_threads.ts";
import {
  isWasiName,
  wasiModules,
  type WasiName,
  wasiNames,
} from "../abi/wasi_functions.ts";
import { Channel } from "../bridge/channel.ts";
import { Env } from "../env/env.ts";
import type { WasiClock } from "../wasi/context.ts";
import { type Dialect, preview1, unstable } from "../wasi/dialect.ts";
import { errno } from "../wasi/errno.ts";
import type { WasiFunction } from "../wasi/functions.ts";
import { trap } from "../wasi/trap.ts";
import { Wasi } from "../wasi/wasi.ts";
import { interruptImport, startExport } from "../wasm/mod.ts";
import type { ThreadWork } from "./messages.ts";
import { outcomeOf } from "./outcome.ts";
import { ThreadBoard } from "./thread_board.ts";
import { extraOperation, slotState, type ThreadSlot } from "./thread_slot.ts";

/**
 * How long a thread waits for another to end when as many run as may: one that was just
 * joined is about to, as soon as it gets a processor.
 */
const FREE_MS = 1000;

/** How long the host of a run that has ended may take to see that. */
const PATIENCE_MS = 20;

/** The functions that need nothing of the host, unless what they answer is to repeat. */
const own: ReadonlySet<WasiName> = new Set([
  ...["clock_res_get", "clock_time_get", "random_get"] as const,
  ...["proc_exit", "proc_raise", "sched_yield"] as const,
]);

const dialects: Readonly<Record<string, Dialect>> = {
  wasi_snapshot_preview1: preview1,
  wasi_unstable: unstable,
};

/**
 * Runs threads of a guest one after another, until the run is over.
 *
 * @param tell Tells the caller that a thread has ended the run while the host waits for
 * an answer of the caller.
 */
export function runThreads(work: ThreadWork, tell: () => void): void {
  const interrupt = work.interrupt.buffer as SharedArrayBuffer;
  const board = new ThreadBoard(work.slots, interrupt, work.board);
  const slot = board.slot(work.slot);
  if (!board.enter(slot)) return;
  try {
    const worker = new ThreadRunner(work, board, slot);
    for (;;) {
      const now = slot.state;
      if (now === slotState.dismissed) break;
      if (now !== slotState.assigned) slot.waitWhile(now);
      else if (slot.change(slotState.assigned, slotState.running)) {
        if (worker.run()) {
          // Again and again: the host may just have begun to wait.
          while (!slot.waitWhile(slotState.running, PATIENCE_MS)) tell();
        }
        if (slot.change(slotState.running, slotState.waiting)) board.free();
      }
    }
  } finally {
    board.leave();
  }
}

class ThreadRunner {
  readonly #work: ThreadWork;
  readonly #board: ThreadBoard;
  readonly #slot: ThreadSlot;
  /** The word that ends a sleep. Of the first thread, it also carries signals. */
  readonly #interrupt: Int32Array<SharedArrayBuffer>;
  readonly #wasi: Wasi;
  readonly #slots: ThreadSlot[] = [];

  constructor(work: ThreadWork, board: ThreadBoard, slot: ThreadSlot) {
    this.#work = work;
    this.#board = board;
    this.#slot = slot;
    this.#interrupt = work.slot === 0
      ? new Channel(work.channel).interrupt
      : board.interrupt.subarray(0, 1);
    const { memory, hasClock, trace } = work;
    this.#wasi = new Wasi({
      memory,
      interrupt: this.#interrupt,
      ...(hasClock && { clock: this.#hostsClock() }),
      ...(trace && { trace: (line) => this.#trace(line) }),
    });
  }

  /**
   * Runs the thread that is assigned, in an instance of its own.
   *
   * @returns Whether it has ended the run.
   */
  run(): boolean {
    const { module, memory } = this.#work;
    const board = this.#board;
    const start = performance.now();
    let instantiated = start;
    const env = new Env(module, {
      interrupt: board.interrupt.subarray(0, 1),
      memory,
    });
    try {
      const imports = this.#imports(env);
      const instance = new WebAssembly.Instance(module, imports);
      instantiated = performance.now();
      env.attach(instance);
      const exitCode = this.#work.slot === 0
        ? this.#runFirst(instance)
        : this.#runFurther(instance);
      return exitCode !== undefined && board.end({ type: "exit", exitCode });
    } catch (error) {
      // Most end since another has ended the run: nobody asks why.
      return !board.hasEnded && board.end(outcomeOf(env.explain(error)));
    } finally {
      this.#slot.addTimes({
        instantiateTime: instantiated - start,
        runTime: performance.now() - instantiated,
        threads: 1,
      });
    }
  }

  /** Runs the program. Its end is that of the run, whatever other threads do. */
  #runFirst(instance: WebAssembly.Instance): number {
    const start = instance.exports[startExport];
    return this.#wasi.start(instance, () => {
      // It initialises the memory, so it is called once.
      if (typeof start === "function") start();
    });
  }

  /** Returns the exit code, if the thread ended the run. */
  #runFurther(instance: WebAssembly.Instance): number | undefined {
    const begin = instance.exports[threadStartExport] as (
      thread: number,
      argument: number,
    ) => void;
    const { thread, argument } = this.#slot;
    return this.#wasi.enter(instance, () => begin(thread, argument));
  }

  #imports(env: Env): WebAssembly.Imports {
    const { module, memory, interrupt } = this.#work;
    const provided: Record<string, WebAssembly.ModuleImports> = {
      ...env.imports as Record<string, WebAssembly.ModuleImports>,
    };
    const provide = (
      from: string,
      name: string,
      value: WebAssembly.ImportValue,
    ) => provided[from] = { ...provided[from], [name]: value };
    for (const wanted of WebAssembly.Module.imports(module)) {
      const { module: from, name, kind } = wanted;
      if (kind === "memory") {
        const isInterrupt = from === interruptImport.module &&
          name === interruptImport.name;
        provide(from, name, isInterrupt ? interrupt : memory);
      } else if (wasiModules.includes(from) && isWasiName(name)) {
        provide(from, name, this.#function(from, name));
      }
    }
    provide(
      spawnImport.module,
      spawnImport.name,
      (argument: number) => this.#spawnTraced(argument),
    );
    return provided;
  }

  #function(from: string, name: WasiName): WasiFunction {
    const { hasSeed, profile } = this.#work;
    const ofWasi = this.#wasi.imports[from]![name]!;
    const isOwn = own.has(name) && !(hasSeed && name === "random_get");
    let call = isOwn ? ofWasi : this.#remote(from, name);
    if (name === "poll_oneoff") {
      call = this.#poll(dialects[from]!, ofWasi, call);
    }
    return profile ? this.#measured(name, call) : call;
  }

  /** A function that the host calls. */
  #remote(from: string, name: WasiName): WasiFunction {
    const operation = wasiModules.indexOf(from) * wasiNames.length +
      wasiNames.indexOf(name);
    return (...args) => {
      this.#wasi.checkpoint();
      return this.#ask(operation, args);
    };
  }

  /** Sleeps here, where nobody else has to wait; only the host knows descriptors. */
  #poll(
    { subscription }: Dialect,
    ofWasi: WasiFunction,
    remote: WasiFunction,
  ): WasiFunction {
    const bytes = new Uint8Array(this.#work.memory.buffer);
    return (subscriptions, events, count, result) => {
      const first = (subscriptions >>> 0) + 8;
      const end = first + (count >>> 0) * subscription.bytes;
      for (let at = first; at < end; at += subscription.bytes) {
        const type = bytes[at];
        if (type === undefined) break;
        if (type !== 0) return remote(subscriptions, events, count, result);
      }
      return ofWasi(subscriptions, events, count, result);
    };
  }

  #measured(name: WasiName, call: WasiFunction): WasiFunction {
    const slot = this.#slot;
    const operation = wasiNames.indexOf(name);
    return (...args) => {
      const start = performance.now();
      try {
        return call(...args);
      } finally {
        slot.addCost(operation, performance.now() - start);
      }
    };
  }

  /** The clock of the host, which is one for all threads. */
  #hostsClock(): WasiClock {
    const ask = (name: keyof WasiClock) => () => {
      this.#ask(extraOperation[name], []);
      return this.#slot.wide;
    };
    return { realtime: ask("realtime"), monotonic: ask("monotonic") };
  }

  #trace(line: string): void {
    this.#ask(extraOperation.trace, [this.#slot.putText(line)]);
  }

  /** What the host answers; traps if the run is over. */
  #ask(operation: number, args: readonly (number | bigint)[]): number {
    return this.#slot.ask(this.#board, operation, args) ?? trap();
  }

  #spawnTraced(argument: number): number {
    const thread = this.#spawn(argument);
    if (this.#work.trace) {
      const ending = thread < 0 ? "EAGAIN" : `SUCCESS ${thread}`;
      const passed = (argument >>> 0).toString(16);
      this.#trace(`${spawnImport.name}(0x${passed}) = ${ending}`);
    }
    return thread;
  }

  /**
   * `thread-spawn`: starts a thread at a slot where a Worker waits, otherwise at one to
   * which the host then calls another.
   *
   * @returns Its number, or -EAGAIN when as many run as may.
   */
  #spawn(argument: number): number {
    const board = this.#board;
    const { waiting, vacant, claimed } = slotState;
    const end = performance.now() + FREE_MS;
    for (;;) {
      if (board.isStopped) return trap();
      const freed = board.freed;
      for (const state of [waiting, vacant]) {
        for (let i = 1; i < board.slots; i++) {
          const slot = this.#slots[i] ??= board.slot(i);
          if (slot.state !== state || !slot.change(state, claimed)) continue;
          const thread = board.nextThread();
          slot.assign(thread, argument);
          if (state === vacant) board.ring();
          return thread;
        }
      }
      const rest = end - performance.now();
      if (rest <= 0) return -errno.EAGAIN;
      board.waitForFreed(freed, rest);
    }
  }
}
