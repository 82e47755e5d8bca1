// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Answer, Awaitable } from "./fs.ts";

/** Steps that yield what they wait for, and finally return a `T`. */
export type Steps<T> = Generator<Awaitable<unknown>, T, unknown>;

/**
 * Runs steps: synchronously until one yields a promise, so that the same code
 * serves both kinds of file systems.
 */
export function drive<T>(steps: Steps<T>): Awaitable<T> {
  let step = steps.next();
  while (!step.done) {
    if (step.value instanceof Promise) return driveOn(steps, step.value);
    step = steps.next(step.value);
  }
  return step.value;
}

/** The step that waits for a value: `yield* wait(value)` has the value's type. */
export function* wait<T>(value: Awaitable<T>): Steps<T> {
  return value instanceof Promise ? (yield value) as T : value;
}

async function driveOn<T>(
  steps: Steps<T>,
  first: Promise<unknown>,
): Promise<T> {
  let pending: Awaitable<unknown> = first;
  for (;;) {
    let step: IteratorResult<Awaitable<unknown>, T>;
    try {
      const value = await pending;
      step = steps.next(value);
    } catch (error) {
      step = steps.throw(error);
    }
    if (step.done) return step.value;
    pending = step.value;
  }
}

/**
 * The value of steps that call an `F`, which knows whether they were synchronous.
 * The one place where that is taken on trust: a `SyncFs` never returns a promise.
 */
export function answer<F, T>(value: Awaitable<T>): Answer<F, T> {
  return value as Answer<F, T>;
}
