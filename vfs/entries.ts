// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable, SyncFs } from "./fs.ts";

/**
 * What is yielded one after another, by `for await`; and if `F` is a
 * {@linkcode SyncFs}, by `for` as well.
 */
export type Entries<F, T> =
  & AsyncIterableIterator<T>
  & ([F] extends [SyncFs] ? Iterable<T> : unknown);

/** A value that steps hand out, among those that they wait for. */
export class Emitted<T> {
  readonly value: T;

  constructor(value: T) {
    this.value = value;
  }
}

/** Steps that yield what they wait for, and what they hand out. */
export type EmittingSteps<T> = Generator<
  Awaitable<unknown> | Emitted<T>,
  void,
  unknown
>;

/** Makes what steps hand out iterable, in both ways. */
export function entriesOf<F, T>(steps: EmittingSteps<T>): Entries<F, T> {
  return new EntriesOf(steps) as unknown as Entries<F, T>;
}

class EntriesOf<T> implements AsyncIterableIterator<T> {
  readonly #steps: EmittingSteps<T>;
  /** The calls of `next` answer in their order. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(steps: EmittingSteps<T>) {
    this.#steps = steps;
  }

  next(): Promise<IteratorResult<T>> {
    const next = this.#last.then(() => pull(this.#steps));
    this.#last = next.catch(() => {});
    return next;
  }

  return(): Promise<IteratorResult<T>> {
    return this.#last.then(() => {
      this.#steps.return();
      return { done: true, value: undefined };
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    try {
      for (;;) {
        const next = pull(this.#steps);
        if (next instanceof Promise) {
          next.catch(() => {});
          throw new TypeError(
            "Cannot iterate: the file system has answered with a promise; " +
              "iterate with `for await`",
          );
        }
        if (next.done) return;
        yield next.value;
      }
    } finally {
      this.#steps.return();
    }
  }
}

/** Runs steps until they hand out a value; synchronously, if they are. */
function pull<T>(
  steps: EmittingSteps<T>,
  value?: unknown,
): Awaitable<IteratorResult<T>> {
  for (let step = steps.next(value);; step = steps.next(step.value)) {
    if (step.done) return { done: true, value: undefined };
    if (step.value instanceof Emitted) {
      return { done: false, value: step.value.value };
    }
    if (step.value instanceof Promise) return pullOn(steps, step.value);
  }
}

async function pullOn<T>(
  steps: EmittingSteps<T>,
  first: Promise<unknown>,
): Promise<IteratorResult<T>> {
  let pending: Awaitable<unknown> = first;
  for (;;) {
    let step: IteratorResult<Awaitable<unknown> | Emitted<T>, void>;
    try {
      const value = await pending;
      step = steps.next(value);
    } catch (error) {
      step = steps.throw(error);
    }
    if (step.done) return { done: true, value: undefined };
    if (step.value instanceof Emitted) {
      return { done: false, value: step.value.value };
    }
    pending = step.value;
  }
}
