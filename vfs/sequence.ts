// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable } from "./fs.ts";

/** Runs actions in the order of the calls; synchronously, if none is pending. */
export class Sequence {
  /** Settles after the last action that others wait for. */
  #last: Promise<void> | undefined;
  /** Settles after all actions that have shared their turn since. */
  #shared: Promise<void> | undefined;

  /** Runs `action` once all earlier ones have settled. */
  run<T>(action: () => Awaitable<T>): Awaitable<T> {
    const before = this.#shared ?? this.#last;
    this.#shared = undefined;
    const value = before ? before.then(action) : action();
    if (value instanceof Promise) {
      const settled = afterAll(value, () => {
        if (this.#last === settled) this.#last = undefined;
      });
      this.#last = settled;
    }
    return value;
  }

  /** The same, except that actions which share a turn do not wait for each other. */
  share<T>(action: () => Awaitable<T>): Awaitable<T> {
    const value = this.#last ? this.#last.then(action) : action();
    if (value instanceof Promise) {
      const others = this.#shared;
      const both = others ? Promise.allSettled([others, value]) : value;
      const settled = afterAll(both, () => {
        if (this.#shared === settled) this.#shared = undefined;
      });
      this.#shared = settled;
    }
    return value;
  }
}

/** Calls `next` when the promise has settled, however that ends. */
function afterAll(
  promise: Promise<unknown>,
  next: () => void,
): Promise<void> {
  return promise.then(() => {}, () => {}).then(next);
}
