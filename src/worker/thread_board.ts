// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { wasiNames } from "../abi/wasi_functions.ts";
import type { GuestOutcome } from "./messages.ts";

/** The words at the head of a board. */
const word = {
  ...{ state: 0, outcome: 1, lastThread: 2 },
  ...{ entered: 3, left: 4, freed: 5 },
};
const HEADER_BYTES = 64;

/** How a run stands: the values of the word `state`. */
const state = { running: 0, ending: 1, ended: 2 } as const;

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
const SLOT_BYTES = 64 * Math.ceil((COSTS_OFFSET + 8 * COSTS) / 64);

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

/** How long the outcome of a run may be: that of a trap has a stack. */
const OUTCOME_BYTES = 64 * 1024;

/**
 * How often each side polls before it sleeps: about as long as the other needs for the
 * shortest call. With one processor, polling only delays.
 */
const LOOKS = navigator.hardwareConcurrency > 1 ? 1_000 : 0;

/** What a thread asks of its host beside the functions of WASI. */
export const extraOperation = { trace: -1, realtime: -2, monotonic: -3 };

/** The times of a slot in a profile. */
export interface SlotTimes {
  instantiateTime: number;
  /** From the first to the last instruction of its threads, calls included. */
  runTime: number;
  /** How many threads it ran. */
  threads: number;
}

/**
 * The shared memory through which the threads of one guest and the host of their run
 * deal with each other: a slot for each thread that can run at the same time.
 *
 * Who wants something of the host writes it into a slot and rings the bell, which is
 * the second word of the interrupt memory: so whoever stops the run can ring it, too.
 */
export class ThreadBoard {
  /** The memory to send to other threads, which make their own board from it. */
  readonly buffer: SharedArrayBuffer;
  /** How many threads can run at the same time. */
  readonly slots: number;
  /** The interrupt word of the run, and the bell. */
  readonly interrupt: Int32Array<SharedArrayBuffer>;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #outcome: Uint8Array<SharedArrayBuffer>;

  /**
   * Creates a board, or another view of the one that `buffer` belongs to.
   *
   * @param interrupt The interrupt memory of the run.
   */
  constructor(
    slots: number,
    interrupt: WebAssembly.Memory,
    buffer: SharedArrayBuffer = new SharedArrayBuffer(
      HEADER_BYTES + slots * SLOT_BYTES + OUTCOME_BYTES,
    ),
  ) {
    this.slots = slots;
    this.buffer = buffer;
    this.interrupt = new Int32Array(
      interrupt.buffer as unknown as SharedArrayBuffer,
      0,
      2,
    );
    this.#words = new Int32Array(buffer, 0, HEADER_BYTES / 4);
    this.#outcome = new Uint8Array(
      buffer,
      HEADER_BYTES + slots * SLOT_BYTES,
      OUTCOME_BYTES,
    );
  }

  /** A slot by its number. */
  slot(number: number): ThreadSlot {
    return new ThreadSlot(this.buffer, HEADER_BYTES + number * SLOT_BYTES);
  }

  /** Wakes the host. */
  ring(): void {
    Atomics.add(this.interrupt, 1, 1);
    Atomics.notify(this.interrupt, 1);
  }

  /** How often the bell was rung. */
  get rings(): number {
    return Atomics.load(this.interrupt, 1);
  }

  /** Blocks the host until the bell is rung more often than `seen`. */
  waitForRing(seen: number): void {
    for (let i = 0; i < LOOKS; i++) if (this.rings !== seen) return;
    Atomics.wait(this.interrupt, 1, seen);
  }

  /** Whether the run is stopped: its threads trap. */
  get isStopped(): boolean {
    return Atomics.load(this.interrupt, 0) !== 0;
  }

  /** Stops all threads, wherever they compute or sleep. */
  stop(): void {
    Atomics.store(this.interrupt, 0, 1);
    Atomics.notify(this.interrupt, 0);
  }

  /** The number of a new thread: positive, and less than 2 ** 29. */
  nextThread(): number {
    return Atomics.add(this.#words, word.lastThread, 1) % (2 ** 29 - 1) + 1;
  }

  /**
   * Ends the run as `outcome` says, unless it has ended: then that stands. Only what the
   * first thread to end it says counts.
   */
  end(outcome: GuestOutcome): void {
    const { running, ending, ended } = state;
    const words = this.#words;
    const before = Atomics.compareExchange(words, word.state, running, ending);
    if (before !== running) return;
    const { written } = new TextEncoder()
      .encodeInto(JSON.stringify(shortened(outcome)), this.#outcome);
    words[word.outcome] = written;
    Atomics.store(words, word.state, ended);
    this.stop();
    this.ring();
  }

  /** Whether the run has ended, and its outcome can be read. */
  get hasEnded(): boolean {
    return Atomics.load(this.#words, word.state) === state.ended;
  }

  /** How the run has ended. */
  get outcome(): GuestOutcome {
    const length = this.#words[word.outcome]!;
    return JSON.parse(
      new TextDecoder().decode(this.#outcome.slice(0, length)),
    ) as GuestOutcome;
  }

  /** How often a thread has ended and left its slot to another. */
  get freed(): number {
    return Atomics.load(this.#words, word.freed);
  }

  /** Tells that a slot is free again. */
  free(): void {
    Atomics.add(this.#words, word.freed, 1);
    Atomics.notify(this.#words, word.freed);
  }

  /** Waits until more than `seen` were freed, for at most `ms` milliseconds. */
  waitForFreed(seen: number, ms: number): void {
    Atomics.wait(this.#words, word.freed, seen, ms);
  }

  /** A Worker comes to a slot. Returns whether it may. */
  enter(slot: ThreadSlot): boolean {
    if (!slot.enter()) return false;
    Atomics.add(this.#words, word.entered, 1);
    return true;
  }

  /** A Worker that has entered goes, and touches nothing of the run any more. */
  leave(): void {
    Atomics.add(this.#words, word.left, 1);
    Atomics.notify(this.#words, word.left);
  }

  /**
   * Waits until all Workers that have entered have left.
   *
   * @returns Whether they did so within `ms` milliseconds.
   */
  waitForLeaving(ms: number): boolean {
    const end = performance.now() + ms;
    for (;;) {
      const left = Atomics.load(this.#words, word.left);
      if (left >= Atomics.load(this.#words, word.entered)) return true;
      const rest = end - performance.now();
      if (rest <= 0) return false;
      Atomics.wait(this.#words, word.left, left, rest);
    }
  }
}

/** What is left of an outcome that is too long: a stack can be. */
function shortened(outcome: GuestOutcome): GuestOutcome {
  if (outcome.type !== "trap") return outcome;
  // A character takes at most six bytes.
  const most = OUTCOME_BYTES / 6 / 3;
  return {
    ...outcome,
    description: outcome.description.slice(0, most),
    wasmStack: outcome.wasmStack.slice(0, most),
  };
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

  /** Blocks until the state is not `now`. */
  waitWhile(now: number): void {
    while (this.state === now) {
      Atomics.wait(this.#words, slotWord.state, now);
    }
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
    board: ThreadBoard,
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
    return new TextEncoder().encodeInto(text, this.#text).written;
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
