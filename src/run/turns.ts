// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * How many turns in a row may go to others than the one that has waited longest.
 * With no such bound, urgent ones could keep the others waiting for ever.
 */
const MAX_PASSES = 9;

/** Somebody who waits for a turn. */
interface Waiting {
  readonly priority: number;
  readonly begin: () => void;
  readonly refuse: (reason: unknown) => void;
}

/**
 * A number of turns that can be had at the same time. Those with a higher priority
 * go first, equals in their order; every tenth turn at the latest goes to the one
 * that has waited longest.
 */
export class Turns {
  #free: number;
  /** In the order of their arrival. */
  readonly #waiting = new Set<Waiting>();
  #passes = 0;

  /** @param count How many can have a turn at the same time. */
  constructor(count: number) {
    this.#free = count;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Takes a turn if one is free: then nobody waits. */
  tryTake(): boolean {
    if (this.#free === 0) return false;
    this.#free--;
    return true;
  }

  /**
   * Waits for a turn and takes it. When `signal` aborts, it rejects with the reason,
   * and the place in the queue is given up.
   */
  async take(priority: number, signal: AbortSignal): Promise<void> {
    if (this.tryTake()) return;
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = { priority, begin: resolve, refuse: reject };
    const leave = () => {
      this.#waiting.delete(waiting);
      reject(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
    this.#waiting.add(waiting);
    try {
      await promise;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  /** Gives a turn back: to the next one who waits. */
  giveBack(): void {
    const next = this.#next();
    if (!next) this.#free++;
    else {
      this.#waiting.delete(next);
      next.begin();
    }
  }

  /** Sends everybody away who waits. */
  refuseAll(reason: unknown): void {
    for (const { refuse } of this.#waiting) refuse(reason);
    this.#waiting.clear();
  }

  #next(): Waiting | undefined {
    const [oldest] = this.#waiting;
    let first = oldest;
    for (const waiting of this.#waiting) {
      if (waiting.priority > first!.priority) first = waiting;
    }
    if (first === oldest || this.#passes === MAX_PASSES) {
      this.#passes = 0;
      return oldest;
    }
    this.#passes++;
    return first;
  }
}
