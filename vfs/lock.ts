// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { Semaphore } from "@std/async/unstable-semaphore";
import { type Steps, wait } from "./drive.ts";
import type { Awaitable } from "./fs.ts";

let made = 0;

/** A lock that can be taken together with others. */
export class Lock {
  /** Its place in the order in which several locks are acquired. */
  readonly order: number = ++made;
  readonly #semaphore = new Semaphore(1);

  /**
   * Takes the lock, at once if it is free; disposing of the result releases it.
   */
  acquire(): Awaitable<Disposable> {
    return this.#semaphore.tryAcquire() ?? this.#semaphore.acquire();
  }
}

/**
 * Each of the locks once, in the global order of acquisition, which prevents
 * deadlock.
 */
export function inOrder(locks: readonly Lock[]): readonly Lock[] {
  return [...new Set(locks)].sort((a, b) => a.order - b.order);
}

/** Acquires locks that are {@linkcode inOrder}. */
export function* acquireAll(
  locks: readonly Lock[],
): Steps<Disposable | undefined> {
  const [first] = locks;
  if (locks.length < 2) return first && (yield* wait(first.acquire()));
  const taken: Disposable[] = [];
  for (const lock of locks) taken.push(yield* wait(lock.acquire()));
  return {
    [Symbol.dispose]() {
      while (taken.length > 0) taken.pop()![Symbol.dispose]();
    },
  };
}
