// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { putText } from "./put_text.ts";
import type { GuestOutcome } from "./messages.ts";
import { LOOKS, SLOT_BYTES, ThreadSlot } from "./thread_slot.ts";

/** The words at the head of a board. */
const word = {
  ...{ state: 0, outcome: 1, lastThread: 2 },
  ...{ entered: 3, left: 4, freed: 5 },
};
const HEADER_BYTES = 64;

/** How a run stands: the values of the word `state`. */
const state = { running: 0, ending: 1, ended: 2 } as const;

/** How long the outcome of a run may be: see `outcomeOf`. */
const OUTCOME_BYTES = 128 * 1024;

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
    interrupt: SharedArrayBuffer,
    buffer: SharedArrayBuffer = new SharedArrayBuffer(
      HEADER_BYTES + slots * SLOT_BYTES + OUTCOME_BYTES,
    ),
  ) {
    this.slots = slots;
    this.buffer = buffer;
    this.interrupt = new Int32Array(interrupt, 0, 2);
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

  /**
   * Blocks the host until the bell is rung more often than `seen`, or for `ms`
   * milliseconds.
   */
  waitForRing(seen: number, ms: number = Infinity): void {
    for (let i = 0; i < LOOKS; i++) if (this.rings !== seen) return;
    Atomics.wait(this.interrupt, 1, seen, ms);
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

  /** Stops all threads, if the run has not ended, and answers them no more. */
  dismiss(): void {
    this.end({ type: "stopped" });
    this.stop();
    for (let i = 0; i < this.slots; i++) this.slot(i).dismiss();
  }

  /** The number of a new thread: positive, and less than 2 ** 29. */
  nextThread(): number {
    return Atomics.add(this.#words, word.lastThread, 1) % (2 ** 29 - 1) + 1;
  }

  /**
   * Ends the run as `outcome` says, unless it has ended: then that stands. Only what the
   * first thread to end it says counts.
   *
   * @returns Whether this has ended it.
   */
  end(outcome: GuestOutcome): boolean {
    const { running, ending, ended } = state;
    const words = this.#words;
    const before = Atomics.compareExchange(words, word.state, running, ending);
    if (before !== running) return false;
    const text = JSON.stringify(outcome);
    words[word.outcome] = putText(text, this.#outcome);
    Atomics.store(words, word.state, ended);
    this.stop();
    this.ring();
    return true;
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
