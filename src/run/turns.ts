// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { Semaphore } from "@std/async/unstable-semaphore";
import { Line } from "../util/line.ts";

/**
 * How many turns in a row may go to others than the one that has waited longest.
 * With no such bound, urgent ones could keep the others waiting for ever.
 */
const MAX_PASSES = 9;

/** Somebody who waits for a turn. */
interface Waiting {
  readonly priority: number;
  /** When it has arrived, compared with others. */
  readonly arrival: number;
  readonly begin: () => void;
  readonly refuse: (reason: unknown) => void;
}

/**
 * A number of turns that can be had at the same time. Those with a higher priority
 * go first, equals in their order; every tenth turn at the latest goes to the one
 * that has waited longest.
 */
export class Turns {
  readonly #permits: Semaphore;
  /** Those who wait, by priority. */
  readonly #lines = new Map<number, Line<Waiting>>();
  #waiting = 0;
  #arrivals = 0;
  /** How many permits have been asked for and not arrived. */
  #asked = 0;
  #passes = 0;

  /** @param count How many can have a turn at the same time. */
  constructor(count: number) {
    this.#permits = new Semaphore(count);
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Takes a turn if one is free: then nobody waits. */
  tryTake(): boolean {
    return this.#permits.tryAcquire() !== undefined;
  }

  /**
   * Waits for a turn and takes it. When `signal` aborts, it rejects with the reason,
   * and the place in the queue is given up.
   */
  async take(priority: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const arrival = ++this.#arrivals;
    const waiting = { priority, arrival, begin: resolve, refuse: reject };
    const leave = () => {
      this.#leave(waiting);
      reject(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
    const line = this.#lines.get(priority) ?? new Line();
    line.add(waiting);
    this.#lines.set(priority, line);
    this.#waiting++;
    this.#ask();
    try {
      await promise;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  /** Gives a turn back: to the next one who waits. */
  giveBack(): void {
    this.#permits.release();
  }

  /** Sends everybody away who waits. */
  refuseAll(reason: unknown): void {
    for (const line of this.#lines.values()) {
      for (const { refuse } of line) refuse(reason);
    }
    this.#lines.clear();
    this.#waiting = 0;
  }

  #leave(waiting: Waiting): void {
    const { priority } = waiting;
    const line = this.#lines.get(priority);
    if (!line?.delete(waiting)) return;
    this.#waiting--;
    if (line.size === 0) this.#lines.delete(priority);
  }

  /**
   * Asks for a permit for everybody who waits. A permit is nobody's own: whoever is
   * next when it arrives has it, so one that was asked for by who has left is used.
   */
  #ask(): void {
    if (this.#asked >= this.#waiting) return;
    this.#asked++;
    this.#permits.acquire().then(() => {
      this.#asked--;
      const next = this.#next();
      if (!next) return this.#permits.release();
      this.#leave(next);
      next.begin();
    });
  }

  #next(): Waiting | undefined {
    let first: Waiting | undefined;
    let oldest: Waiting | undefined;
    for (const { head } of this.#lines.values()) {
      if (!oldest || head!.arrival < oldest.arrival) oldest = head;
      if (!first || head!.priority > first.priority) first = head;
    }
    if (first === oldest || this.#passes === MAX_PASSES) {
      this.#passes = 0;
      return oldest;
    }
    this.#passes++;
    return first;
  }
}
