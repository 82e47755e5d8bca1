// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { wasiModules, wasiNames } from "../abi/wasi_functions.ts";
import type { Channel } from "../bridge/channel.ts";
import { turn } from "../../vfs/turn.ts";
import type { WasiClock } from "../wasi/context.ts";
import type { WasiFunction } from "../wasi/functions.ts";
import type { Wasi, WasiOptions } from "../wasi/wasi.ts";
import { isInterruptible } from "../wasm/mod.ts";
import type {
  GuestMessage,
  GuestOutcome,
  RunRequest,
  ThreadWork,
} from "./messages.ts";
import type { Profile, ThreadProfile } from "./profile.ts";
import { ThreadBoard } from "./thread_board.ts";
import { extraOperation, slotState, type ThreadSlot } from "./thread_slot.ts";

/**
 * How long the threads of a guest may take to stop: less than its own thread may, so that
 * this one ends in any case. A guest without checks has only those that it makes itself.
 */
const GRACE_MS = { interruptible: 1500, other: 100 };

/** How long the host waits at a time while messages are to be sent. */
const SENDING_MS = 1;

/** What the host of threads needs of the run. */
export interface ThreadHostOptions {
  /** Makes what serves the calls of the threads. */
  readonly wasi: (
    options: Pick<WasiOptions, "memory" | "interrupt" | "trace">,
  ) => Wasi;
  /** The clock, if it is not that of each thread. */
  readonly clock: WasiClock | undefined;
  /** Receives a line of the trace. */
  readonly trace: ((line: string) => void) | undefined;
  readonly post: (message: GuestMessage, handedOver?: Transferable[]) => void;
}

/**
 * The host of a guest whose threads run in Workers of their own: makes the memory that
 * they share, and serves what they ask, one call after another. So there is one table of
 * descriptors, and nothing in it can change during a call.
 *
 * The memory is as large as it may get: one that grows is not the same for all threads.
 * Its pages cost nothing until they are touched.
 */
export class ThreadHost {
  /** The memory of the guest. */
  readonly memory: WebAssembly.Memory;
  readonly #request: RunRequest & Required<Pick<RunRequest, "threads">>;
  readonly #channel: Channel;
  readonly #options: ThreadHostOptions;
  readonly #interrupt: WebAssembly.Memory;
  readonly #board: ThreadBoard;
  readonly #slots: ThreadSlot[];
  /** Whether a Worker was called to each slot. */
  readonly #called: boolean[] = [];
  readonly #wasi: Wasi;
  readonly #functions: readonly (WasiFunction | undefined)[];
  /** The thread whose call is being served. */
  #caller = 0;
  #haveLeft: boolean | undefined;

  /** @throws {RangeError} when there is no room for the memory. */
  constructor(
    request: RunRequest & Required<Pick<RunRequest, "threads">>,
    channel: Channel,
    options: ThreadHostOptions,
  ) {
    const { pages, most } = request.threads;
    closePorts();
    this.#request = request;
    this.#channel = channel;
    this.#options = options;
    this.memory = sharedMemory(pages);
    this.#interrupt = sharedMemory(1);
    const interrupt = this.#interrupt.buffer as SharedArrayBuffer;
    this.#board = new ThreadBoard(most, interrupt);
    this.#slots = Array.from({ length: most }, (_, i) => this.#board.slot(i));
    this.#wasi = options.wasi({
      memory: this.memory,
      interrupt: this.#board.interrupt.subarray(0, 1),
      ...(options.trace && { trace: (line) => this.#trace(line) }),
    });
    const imports = this.#wasi.imports;
    this.#functions = wasiModules.flatMap((from) =>
      wasiNames.map((name) => imports[from]?.[name])
    );
  }

  /**
   * Runs the guest to its end: no thread of it reaches anything but its memory any more.
   * Throws the error of a broken file system.
   *
   * @returns How it ended.
   */
  async run(): Promise<GuestOutcome> {
    const { interrupt, buffer, slots } = this.#board;
    this.#options.post({
      type: "started",
      interrupt: interrupt.buffer,
      board: { buffer, slots },
    });
    // It closes what the guest has left open.
    await this.#wasi.startAsync(
      { exports: {} },
      async () => {
        try {
          await this.#serve();
        } finally {
          // If it is still running, the error of a file system ends it.
          this.#board.dismiss();
          // Wakes the first thread, which waits for signals.
          this.#channel.end();
        }
      },
      () => this.#board.outcome.type === "exit",
    );
    return this.#board.outcome;
  }

  async #serve(): Promise<void> {
    const board = this.#board;
    this.#slots[0]!.change(slotState.vacant, slotState.claimed);
    this.#slots[0]!.assign(0, 0);
    while (!board.hasEnded) {
      const seen = board.rings;
      let isIdle = true;
      for (let i = 0; i < this.#slots.length; i++) {
        const slot = this.#slots[i]!;
        if (!this.#called[i]) {
          // They are taken in their order, and none becomes vacant again.
          if (slot.state === slotState.vacant) break;
          this.#call(i);
        }
        if (!slot.isAsking || board.hasEnded) continue;
        isIdle = false;
        try {
          this.#answer(slot);
        } catch (error) {
          // What another thread has ended meanwhile, no call can.
          if (!board.hasEnded) throw error;
        }
      }
      if (board.isStopped && !board.hasEnded) {
        board.end({ type: "stopped" });
      } else if (isIdle) await this.#waitForRing(seen);
    }
  }

  /**
   * Waits for the next call. While Workers are on their way, it lets other tasks have a
   * turn: Firefox sends what was put into a port only then.
   */
  async #waitForRing(seen: number): Promise<void> {
    if (ports.length > 0) closePorts();
    if (ports.length === 0) return this.#board.waitForRing(seen);
    this.#board.waitForRing(seen, SENDING_MS);
    await turn();
  }

  #answer(slot: ThreadSlot): void {
    const { operation, arguments: args } = slot;
    this.#caller = slot.thread;
    slot.answer(
      operation < 0
        ? this.#answerExtra(slot, operation, args)
        : this.#functions[operation]!(...args),
    );
  }

  #answerExtra(
    slot: ThreadSlot,
    operation: number,
    args: readonly (number | bigint)[],
  ): number {
    const { clock } = this.#options;
    switch (operation) {
      case extraOperation.trace:
        this.#trace(slot.textOf(Number(args[0])));
        break;
      case extraOperation.realtime:
        slot.wide = clock!.realtime();
        break;
      case extraOperation.monotonic:
        slot.wide = clock!.monotonic();
        break;
    }
    return 0;
  }

  #trace(line: string): void {
    this.#options.trace?.(`[${this.#caller}] ${line}`);
  }

  /**
   * Has the caller bring a Worker to a slot. It gets what it needs through a port, so
   * that the caller never holds the memory.
   */
  #call(slot: number): void {
    this.#called[slot] = true;
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(this.#work(slot));
    ports.push({ port: port1, slot: this.#slots[slot]! });
    this.#options.post({ type: "thread", port: port2 }, [port2]);
  }

  #work(slot: number): ThreadWork {
    const { module, channel, clock, randomSeed, trace, profile } = this
      .#request;
    return {
      ...{ module, channel, slot },
      memory: this.memory,
      interrupt: this.#interrupt,
      board: this.#board.buffer,
      slots: this.#slots.length,
      hasClock: clock !== undefined,
      hasSeed: randomSeed !== undefined,
      trace: trace ?? false,
      profile: profile ?? false,
    };
  }

  /**
   * Waits until the threads of a guest that has ended have left its memory.
   *
   * @returns Whether all have: one that computes without checks may not.
   */
  waitForLeaving(): boolean {
    const { interruptible, other } = GRACE_MS;
    this.#haveLeft ??= this.#board.waitForLeaving(
      isInterruptible(this.#request.module) ? interruptible : other,
    );
    closePorts();
    return this.#haveLeft;
  }

  /** How the run spent its time: in all threads, and in each slot. */
  profile(waitTime: number): Profile {
    const used = this.#slots.filter(({ times }) => times.threads > 0);
    const costs = wasiNames.map((name, i) => {
      const all = used.map((slot) => slot.cost(i));
      return [name, {
        count: all.reduce((sum, { count }) => sum + count, 0),
        time: all.reduce((sum, { time }) => sum + time, 0),
      }] as const;
    }).filter(([, { count }]) => count > 0)
      .sort(([, a], [, b]) => b.time - a.time);
    const threads = used.map(profileOf);
    const sum = (name: "instantiateTime" | "wasmTime" | "hostTime") =>
      threads.reduce((total, each) => total + each[name], 0);
    return {
      instantiateTime: sum("instantiateTime"),
      wasmTime: sum("wasmTime"),
      hostTime: Math.max(0, sum("hostTime") - waitTime),
      waitTime,
      calls: Object.fromEntries(costs),
      threads,
    };
  }

  /**
   * About how many bytes of the memory were touched: those of each part of a megabyte in
   * which something can be found at a glance.
   */
  get touchedBytes(): number {
    const words = new Int32Array(this.memory.buffer);
    let touched = 0;
    let untouched = 0;
    // Memory is taken from the bottom up.
    for (let at = 0; at < words.length && untouched < FAR; at += GLANCE) {
      if (GLANCES.some((offset) => words[at + offset])) {
        touched += 4 * GLANCE;
        untouched = 0;
      } else untouched++;
    }
    return touched;
  }
}

/** A megabyte, in words. */
const GLANCE = 2 ** 18;

/** After so many megabytes in which there is nothing, nothing is expected. */
const FAR = 64;

/** Where to look in each: at words of a few pages that are not all alike. */
const GLANCES: readonly number[] = [3, 2 ** 16 + 5, 2 ** 17 + 2 ** 15 + 9]
  .flatMap((at) => [at, at + 1, at + 2, at + 3]);

/**
 * The ports through which Workers are called: each must stay open until its message has
 * arrived, which for one that is late is after the end of the run.
 */
let ports: { readonly port: MessagePort; readonly slot: ThreadSlot }[] = [];

/** Closes those that have served their purpose. */
function closePorts(): void {
  const [arrived = [], open = []] = [true, false].map((wanted) =>
    ports.filter(({ slot }) => slot.hasArrived === wanted)
  );
  for (const { port } of arrived) port.close();
  ports = open;
}

function profileOf(slot: ThreadSlot): ThreadProfile {
  const { instantiateTime, runTime, threads } = slot.times;
  const hostTime = wasiNames.reduce((sum, _, i) => sum + slot.cost(i).time, 0);
  return { threads, instantiateTime, wasmTime: runTime - hostTime, hostTime };
}

function sharedMemory(pages: number): WebAssembly.Memory {
  return new WebAssembly.Memory({
    initial: pages,
    maximum: pages,
    shared: true,
  });
}
