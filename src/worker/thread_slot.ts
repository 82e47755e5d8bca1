// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { putText } from "./put_text.ts";
import { wasiNames } from "../abi/wasi_functions.ts";

/** The words of a slot. */
const slotWord = {
  ...{ state: 0, argument: 1, thread: 2, entrance: 3 },
  ...{ call: 4, operation: 5, count: 6, bigints: 7, result: 8 },
};
const ARGUMENTS_OFFSET = 64;
const ARGUMENTS = 9;
const TEXT_OFFSET = 144;
const TEXT_BYTES = 512;
/** For a profile: the count and the time of each function, then three times. */
const COSTS_OFFSET = TEXT_OFFSET + TEXT_BYTES;
const COSTS = 2 * wasiNames.length + 3;

/** How many bytes of a board a slot takes. */
export const SLOT_BYTES: number = 64 *
  Math.ceil((COSTS_OFFSET + 8 * COSTS) / 64);

/** The state of a slot: the values of its word `state`. */
export const slotState = {
  /** No Worker is at it. */
  vacant: 0,
  /** A Worker waits at it for a thread to run. */
  waiting: 1,
  /** Another thread writes there what to run. */
  claimed: 2,
  /** What to run is there, for the Worker to take. */
  assigned: 3,
  /** The Worker runs a thread. */
  running: 4,
  /** The run is over. */
  dismissed: 5,
} as const;

/** The state of a call: the values of the word `call` of a slot. */
const callState = { none: 0, asked: 1, answered: 2, dropped: 3 } as const;

/** Who comes first to a slot: the values of the word `entrance`. */
const entrance = { open: 0, entered: 1, closed: 2, refused: 3 } as const;

/**
 * How often each side polls before it sleeps: about as long as the other needs for the
 * shortest call. With one processor, polling only delays.
 */
export const LOOKS: number = navigator.hardwareConcurrency > 1 ? 1_000 : 0;

/** What a thread asks of its host beside the functions of WASI. */
export const extraOperation = { trace: -1, realtime: -2, monotonic: -3 };

/** What a thread that asks needs of the board. */
export interface Bell {
  /** Whether the run is stopped. */
  readonly isStopped: boolean;
  /** Whether it has ended. */
  readonly hasEnded: boolean;
  /** Wakes the host. */
  ring(): void;
}

/** The times of a slot in a profile. */
export interface SlotTimes {
  instantiateTime: number;
  /** From the first to the last instruction of its threads, calls included. */
  runTime: number;
  /** How many threads it ran. */
  threads: number;
}

/** A place on a board for one thread of the guest: what it runs, and what it calls. */
export class ThreadSlot {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #numbers: Float64Array<SharedArrayBuffer>;
  readonly #bigints: BigInt64Array<SharedArrayBuffer>;
  readonly #text: Uint8Array<SharedArrayBuffer>;
  readonly #costs: Float64Array<SharedArrayBuffer>;

  constructor(buffer: SharedArrayBuffer, offset: number) {
    this.#words = new Int32Array(buffer, offset, ARGUMENTS_OFFSET / 4);
    const at = offset + ARGUMENTS_OFFSET;
    this.#numbers = new Float64Array(buffer, at, ARGUMENTS);
    this.#bigints = new BigInt64Array(buffer, at, ARGUMENTS);
    this.#text = new Uint8Array(buffer, offset + TEXT_OFFSET, TEXT_BYTES);
    this.#costs = new Float64Array(buffer, offset + COSTS_OFFSET, COSTS);
  }

  /** Its state: one of {@linkcode slotState}. */
  get state(): number {
    return Atomics.load(this.#words, slotWord.state);
  }

  /** Changes the state from `from`, if it is that. Returns whether it was. */
  change(from: number, to: number): boolean {
    const words = this.#words;
    const before = Atomics.compareExchange(words, slotWord.state, from, to);
    if (before === from) Atomics.notify(words, slotWord.state);
    return before === from;
  }

  /**
   * Blocks until the state is not `now`, or for `ms` milliseconds.
   *
   * @returns Whether it is not `now`.
   */
  waitWhile(now: number, ms: number = Infinity): boolean {
    Atomics.wait(this.#words, slotWord.state, now, ms);
    return this.state !== now;
  }

  /** The number of the thread; 0 for the first one. */
  get thread(): number {
    return this.#words[slotWord.thread]!;
  }

  /** What the guest passes to the thread. */
  get argument(): number {
    return this.#words[slotWord.argument]!;
  }

  /** Says which thread the Worker is to run: the slot is claimed. */
  assign(thread: number, argument: number): void {
    this.#words[slotWord.thread] = thread;
    this.#words[slotWord.argument] = argument;
    // Unless the run has ended meanwhile.
    this.change(slotState.claimed, slotState.assigned);
  }

  /** A Worker comes. Returns false if the run ended before. */
  enter(): boolean {
    const { open, entered, refused } = entrance;
    const words = this.#words;
    const at = slotWord.entrance;
    if (Atomics.compareExchange(words, at, open, entered) === open) return true;
    Atomics.store(words, at, refused);
    return false;
  }

  /** Whether a Worker has come, in time or too late. */
  get hasArrived(): boolean {
    const now = Atomics.load(this.#words, slotWord.entrance);
    return now === entrance.entered || now === entrance.refused;
  }

  /** Ends the wait of the Worker, whatever it waits for; lets in none that is late. */
  dismiss(): void {
    const words = this.#words;
    const { open, closed } = entrance;
    Atomics.compareExchange(words, slotWord.entrance, open, closed);
    Atomics.store(words, slotWord.state, slotState.dismissed);
    Atomics.notify(words, slotWord.state);
    const { asked, dropped } = callState;
    Atomics.compareExchange(words, slotWord.call, asked, dropped);
    Atomics.notify(words, slotWord.call);
  }

  /**
   * Asks the host for something, and blocks until there is an answer.
   *
   * @returns The answer; `undefined` if the run is over.
   */
  ask(
    board: Bell,
    operation: number,
    args: readonly (number | bigint)[],
  ): number | undefined {
    const words = this.#words;
    let bigints = 0;
    for (let i = 0; i < args.length; i++) {
      const arg = args[i]!;
      if (typeof arg === "bigint") {
        bigints |= 1 << i;
        this.#bigints[i] = arg;
      } else this.#numbers[i] = arg;
    }
    words[slotWord.operation] = operation;
    words[slotWord.count] = args.length;
    words[slotWord.bigints] = bigints;
    const { asked, answered } = callState;
    Atomics.store(words, slotWord.call, asked);
    board.ring();
    for (let i = 0; i < LOOKS; i++) {
      if (Atomics.load(words, slotWord.call) !== asked) break;
    }
    while (Atomics.load(words, slotWord.call) === asked) {
      // The host drops what was asked before it looks; what is asked later sees this.
      if (board.isStopped && board.hasEnded) return undefined;
      Atomics.wait(words, slotWord.call, asked);
    }
    return Atomics.load(words, slotWord.call) === answered
      ? words[slotWord.result]
      : undefined;
  }

  /** Whether something is asked. */
  get isAsking(): boolean {
    return Atomics.load(this.#words, slotWord.call) === callState.asked;
  }

  /** What is asked. */
  get operation(): number {
    return this.#words[slotWord.operation]!;
  }

  /** With which arguments. */
  get arguments(): (number | bigint)[] {
    const bigints = this.#words[slotWord.bigints]!;
    return Array.from(
      { length: Math.min(this.#words[slotWord.count]!, ARGUMENTS) },
      (_, i) => bigints & 1 << i ? this.#bigints[i]! : this.#numbers[i]!,
    );
  }

  /** Answers, and wakes the thread. */
  answer(result: number): void {
    const words = this.#words;
    const { asked, answered } = callState;
    words[slotWord.result] = result;
    Atomics.compareExchange(words, slotWord.call, asked, answered);
    Atomics.notify(words, slotWord.call);
  }

  /** An answer of 64 bits. */
  get wide(): bigint {
    return this.#bigints[0]!;
  }
  set wide(value: bigint) {
    this.#bigints[0] = value;
  }

  /** Writes the text. Returns its length in bytes. */
  putText(text: string): number {
    return putText(text, this.#text);
  }

  /** The text, of `length` bytes. */
  textOf(length: number): string {
    const bytes = this.#text.slice(0, Math.min(length, TEXT_BYTES));
    return new TextDecoder().decode(bytes);
  }

  /** Adds to the cost of a function of WASI. */
  addCost(operation: number, time: number): void {
    this.#costs[2 * operation]! += 1;
    this.#costs[2 * operation + 1]! += time;
  }

  /** How often a function was called, and how long that took. */
  cost(operation: number): { count: number; time: number } {
    return {
      count: this.#costs[2 * operation]!,
      time: this.#costs[2 * operation + 1]!,
    };
  }

  /** Adds the times of a thread that has ended. */
  addTimes({ instantiateTime, runTime, threads }: SlotTimes): void {
    const at = 2 * wasiNames.length;
    this.#costs[at]! += instantiateTime;
    this.#costs[at + 1]! += runTime;
    this.#costs[at + 2]! += threads;
  }

  /** The times of its threads so far. */
  get times(): SlotTimes {
    const at = 2 * wasiNames.length;
    return {
      instantiateTime: this.#costs[at]!,
      runTime: this.#costs[at + 1]!,
      threads: this.#costs[at + 2]!,
    };
  }
}
