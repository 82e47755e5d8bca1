// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { Semaphore } from "@std/async/unstable-semaphore";

let made = 0;

/** A lock that can be taken together with others. */
export class Lock {
  /** Its place in the order in which several locks are acquired. */
  readonly order: number = ++made;
  readonly #semaphore = new Semaphore(1);

  /** Waits for the lock; disposing of the result releases it. */
  acquire(): Promise<Disposable> {
    return this.#semaphore.acquire();
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
export async function acquireAll(
  locks: readonly Lock[],
): Promise<Disposable | undefined> {
  if (locks.length < 2) return await locks[0]?.acquire();
  const taken: Disposable[] = [];
  for (const lock of locks) taken.push(await lock.acquire());
  return {
    [Symbol.dispose]() {
      while (taken.length > 0) taken.pop()![Symbol.dispose]();
    },
  };
}
