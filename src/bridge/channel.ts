// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { Ring, RING_BYTES } from "./ring.ts";

/** Whose turn it is: the values of the state word of a {@linkcode Channel}. */
export const turn = {
  /** The guest runs; the caller waits for a request. */
  guest: 0,
  /** The guest waits; the caller serves the request. */
  caller: 1,
  /** The caller has stopped the run: the guest must unwind. */
  stopped: 2,
  /** The guest has ended; its outcome is in the data area. */
  ended: 3,
} as const;

/** The values of the interrupt word of a {@linkcode Channel} that are no signals. */
export const interruption = {
  none: 0,
  /** The caller has stopped the run: nothing is requested any more. */
  stopped: 1,
  /** The run has ended, whose files are yet to be closed. */
  ended: 2,
} as const;

/** One of the values of {@linkcode turn}. */
export type Turn = (typeof turn)[keyof typeof turn];

/** The 32-bit words at the head of a channel. */
const word = {
  turn: 0,
  interrupt: 1,
  operation: 2,
  handle: 3,
  length: 4,
  result: 5,
  isAside: 6,
};
const HEADER_BYTES = 64;
const POSITION_OFFSET = 32;
const RETAINED_OFFSET = 40;

/**
 * Large enough for most uncompressed frames: in pieces, each would have to wake the
 * caller. More gains little, because the copies then exceed the cache.
 */
const DATA_BYTES = 1024 * 1024;

/** What an outcome takes at most once a request was abandoned, and more. */
const SPARE_BYTES = 256 * 1024;

/**
 * How often each side polls for its turn before it sleeps: waking up costs ten times
 * as much as a call. A guest has nothing else to do, and polls for the 50 µs in
 * which a sleeping caller responds; a caller may have, and polls for the 5 µs in
 * which a guest makes its next request. With one processor, polling only delays.
 */
const looks = navigator.hardwareConcurrency > 1
  ? { guest: 10_000, caller: 1_000 }
  : { guest: 0, caller: 0 };

/**
 * The shared memory through which the thread of the guest calls the thread of
 * the caller: one request at a time, the guest blocked until the response is there.
 *
 * A request is an operation, a handle (of an open file, or of the file system in
 * which a path is resolved), a position, a length and `data`; a response is a
 * number and `data`. Only the side whose turn it is accesses them, so only the turn
 * and the interrupt word need atomic access.
 *
 * Besides, there is a ring for what the guest posts without waiting.
 */
export class Channel {
  /** The memory to send to the other thread, which creates its end from it. */
  readonly buffer: SharedArrayBuffer;
  /** Arguments and results that are not a single number. */
  readonly data: Uint8Array<SharedArrayBuffer>;
  /**
   * The data area of a guest that was told to stop while it waited: a file system may
   * still read or write what the request had, for as long as it likes.
   */
  readonly spare: Uint8Array<SharedArrayBuffer>;
  /**
   * The interrupt word: one of the values of {@linkcode interruption}, or -n while the
   * signal n is pending.
   */
  readonly interrupt: Int32Array<SharedArrayBuffer>;
  /** What the guest has posted and the caller has not taken yet. */
  readonly posted: Ring;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #position: Float64Array<SharedArrayBuffer>;
  readonly #retained: Float64Array<SharedArrayBuffer>;

  /** Creates a channel, or the other end of the one that `buffer` belongs to. */
  constructor(
    buffer: SharedArrayBuffer = new SharedArrayBuffer(
      HEADER_BYTES + DATA_BYTES + SPARE_BYTES + RING_BYTES,
    ),
  ) {
    this.buffer = buffer;
    this.data = new Uint8Array(buffer, HEADER_BYTES, DATA_BYTES);
    const end = HEADER_BYTES + DATA_BYTES;
    this.spare = new Uint8Array(buffer, end, SPARE_BYTES);
    this.posted = new Ring(buffer, end + SPARE_BYTES);
    this.#words = new Int32Array(buffer, 0, POSITION_OFFSET / 4);
    this.#position = new Float64Array(buffer, POSITION_OFFSET, 1);
    this.#retained = new Float64Array(buffer, RETAINED_OFFSET, 1);
    this.interrupt = this.#words.subarray(word.interrupt, word.interrupt + 1);
  }

  /**
   * A new channel in the memory of one that nobody uses any more. To allocate and clear
   * that much takes a tenth of a short run, and V8, which does not count shared memory,
   * would free a gigabyte of it at a time.
   */
  static again(buffer: SharedArrayBuffer): Channel {
    new Uint8Array(buffer, 0, HEADER_BYTES).fill(0);
    const channel = new Channel(buffer);
    channel.posted.clear();
    return channel;
  }

  get operation(): number {
    return this.#words[word.operation]!;
  }
  set operation(value: number) {
    this.#words[word.operation] = value;
  }

  get handle(): number {
    return this.#words[word.handle]!;
  }
  set handle(value: number) {
    this.#words[word.handle] = value;
  }

  get length(): number {
    return this.#words[word.length]!;
  }
  set length(value: number) {
    this.#words[word.length] = value;
  }

  get position(): number {
    return this.#position[0]!;
  }
  set position(value: number) {
    this.#position[0] = value;
  }

  get result(): number {
    return this.#words[word.result]!;
  }
  set result(value: number) {
    this.#words[word.result] = value;
  }

  /** Whether the guest uses the spare data area. */
  get isAside(): boolean {
    return this.#words[word.isAside] !== 0;
  }
  set isAside(value: boolean) {
    this.#words[word.isAside] = Number(value);
  }

  /** How many bytes of ended guests the guest's thread still holds, once it has ended. */
  get retained(): number {
    return this.#retained[0]!;
  }
  set retained(value: number) {
    this.#retained[0] = value;
  }

  /** Passes the turn to the other side and wakes it. */
  pass(to: Turn): void {
    Atomics.store(this.#words, word.turn, to);
    Atomics.notify(this.#words, word.turn);
  }

  /** Blocks the guest's thread for as long as it is the caller's turn. */
  waitForGuestTurn(): Turn {
    this.#look(looks.guest, turn.caller);
    for (;;) {
      const now = this.turn;
      if (now !== turn.caller) return now;
      Atomics.wait(this.#words, word.turn, turn.caller);
    }
  }

  /** Polls up to `times` times. Returns whether the turn is no longer `now`. */
  #look(times: number, now: Turn): boolean {
    for (let i = 0; i < times; i++) if (this.turn !== now) return true;
    return false;
  }

  /** Whose turn it is. */
  get turn(): Turn {
    return Atomics.load(this.#words, word.turn) as Turn;
  }

  /**
   * Waits, without blocking the caller's thread, until the turn is not `now` or
   * something was posted.
   *
   * @returns Whether it took so long that other tasks had a turn.
   */
  async changed(now: Turn): Promise<boolean> {
    if (this.#look(looks.caller, now) || !this.posted.isEmpty) return false;
    const wait = Atomics.waitAsync(this.#words, word.turn, now);
    // Checked again: only what is posted from here on wakes the wait.
    if (!wait.async || !this.posted.isEmpty) return false;
    await wait.value;
    return true;
  }

  /**
   * Posts something for the caller, whoever has the turn. Returns whether there was
   * room for it.
   */
  post(data: Uint8Array): boolean {
    const waiting = this.posted.put(data);
    if (waiting === 0) Atomics.notify(this.#words, word.turn);
    return waiting !== undefined;
  }

  /**
   * Makes the guest handle a signal at its next call, or at once if it sleeps. While
   * one is pending, further ones are lost.
   */
  signal(number: number): void {
    Atomics.compareExchange(this.interrupt, 0, interruption.none, -number);
    Atomics.notify(this.interrupt, 0);
  }

  /** Whether the caller has stopped the run. */
  get isStopped(): boolean {
    return Atomics.load(this.interrupt, 0) === interruption.stopped;
  }

  /**
   * Sets the interrupt word and wakes who sleeps on it, whatever signal is pending; the
   * guest's own thread can go on to make requests. Has no effect on a stopped run.
   */
  end(): void {
    const { stopped, ended } = interruption;
    let now: number = interruption.none;
    for (;;) {
      const before = Atomics.compareExchange(this.interrupt, 0, now, ended);
      if (before === now || before === stopped) break;
      now = before;
    }
    Atomics.notify(this.interrupt, 0);
  }

  /**
   * Sets the interrupt word and wakes the guest wherever it waits. A running guest
   * will see the word; one that has ended meanwhile stays ended.
   */
  stop(): void {
    Atomics.store(this.interrupt, 0, interruption.stopped);
    Atomics.notify(this.interrupt, 0);
    Atomics.compareExchange(this.#words, word.turn, turn.caller, turn.stopped);
    Atomics.notify(this.#words, word.turn);
  }
}
