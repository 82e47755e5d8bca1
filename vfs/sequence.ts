// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable } from "./fs.ts";

/** Runs actions one after another; synchronously, if none is pending. */
export class Sequence {
  #last: Promise<void> | undefined;

  /** Runs `action` once all earlier ones have settled. */
  run<T>(action: () => Awaitable<T>): Awaitable<T> {
    const value = this.#last ? this.#last.then(action) : action();
    if (value instanceof Promise) {
      const settled: Promise<void> = value.then(() => {}, () => {}).then(() => {
        if (this.#last === settled) this.#last = undefined;
      });
      this.#last = settled;
    }
    return value;
  }
}
