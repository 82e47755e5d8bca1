import { Ring, RING_BYTES } from "./ring.ts";

/** Whose turn it is, as the state word of a {@linkcode Channel} says. */
export const turn = {
  /** The guest runs; the caller waits for a request. */
  guest: 0,
  /** The guest waits; the caller serves the request. */
  caller: 1,
  /** The caller has stopped the run: the guest must unwind. */
  stopped: 2,
  /** The guest has ended; its outcome lies in the data area. */
  ended: 3,
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
};
const HEADER_BYTES = 64;
const POSITION_OFFSET = 32;

/**
 * Large enough for most frames that are not compressed: in pieces, each would find
 * the caller asleep. More gains little, because the copies leave the cache.
 */
const DATA_BYTES = 1024 * 1024;

/**
 * How often each side looks for its turn before it sleeps: to be woken costs ten
 * times what a call does. A guest has nothing else to do, and looks for the 50 µs
 * in which a sleeping caller responds; a caller may, and looks for the 5 µs in
 * which a guest asks again. Where there is one processor, looking only delays.
 */
const looks = navigator.hardwareConcurrency > 1
  ? { guest: 10_000, caller: 1_000 }
  : { guest: 0, caller: 0 };

/**
 * The shared memory through which the thread of the guest calls the thread of
 * the caller: one request at a time, the guest blocked until the response is there.
 *
 * A request is an operation, a handle (of an open file, or of the file system
 * that a path is looked up in), a position, a length and `data`; a response is a
 * number and `data`. Only the side whose turn it is touches any of it, so
 * nothing but the turn and the interrupt word needs an atomic access.
 *
 * Beside that lies what the guest has said and does not wait for.
 */
export class Channel {
  /** What is posted to the other thread, to make its end of the channel. */
  readonly buffer: SharedArrayBuffer;
  /** Arguments and results that are not a single number. */
  readonly data: Uint8Array<SharedArrayBuffer>;
  /**
   * The interrupt word: positive once the caller has stopped the run, and -n while
   * the signal n waits to be handled.
   */
  readonly interrupt: Int32Array<SharedArrayBuffer>;
  /** What the guest has said that nobody has heard yet. */
  readonly posted: Ring;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #position: Float64Array<SharedArrayBuffer>;

  /** Makes a channel, or the other end of the one that `buffer` belongs to. */
  constructor(
    buffer: SharedArrayBuffer = new SharedArrayBuffer(
      HEADER_BYTES + DATA_BYTES + RING_BYTES,
    ),
  ) {
    this.buffer = buffer;
    this.data = new Uint8Array(buffer, HEADER_BYTES, DATA_BYTES);
    this.posted = new Ring(buffer, HEADER_BYTES + DATA_BYTES);
    this.#words = new Int32Array(buffer, 0, POSITION_OFFSET / 4);
    this.#position = new Float64Array(buffer, POSITION_OFFSET, 1);
    this.interrupt = this.#words.subarray(word.interrupt, word.interrupt + 1);
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

  /** Whether the turn is, within so many looks, not `now`. */
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
   * @returns Whether that took so long that other tasks had a turn.
   */
  async changed(now: Turn): Promise<boolean> {
    if (this.#look(looks.caller, now) || !this.posted.isEmpty) return false;
    const wait = Atomics.waitAsync(this.#words, word.turn, now);
    // Looked at once more: only what is posted from here on wakes the wait.
    if (!wait.async || !this.posted.isEmpty) return false;
    await wait.value;
    return true;
  }

  /**
   * Leaves something for the caller to hear, whoever has the turn. Returns whether
   * there was room for it.
   */
  post(data: Uint8Array): boolean {
    const waiting = this.posted.put(data);
    if (waiting === 0) Atomics.notify(this.#words, word.turn);
    return waiting !== undefined;
  }

  /**
   * Has the guest handle a signal at its next call, or now if it sleeps. While one
   * waits to be handled, further ones are lost.
   */
  signal(number: number): void {
    Atomics.compareExchange(this.interrupt, 0, 0, -number);
    Atomics.notify(this.interrupt, 0);
  }

  /**
   * Sets the interrupt word and wakes the guest from wherever it waits. A guest
   * that runs will see the word; one that has ended meanwhile stays ended.
   */
  stop(): void {
    Atomics.store(this.interrupt, 0, 1);
    Atomics.notify(this.interrupt, 0);
    Atomics.compareExchange(this.#words, word.turn, turn.caller, turn.stopped);
    Atomics.notify(this.#words, word.turn);
  }
}
