// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Calls functions of the caller during a run. They may be async: the guest then waits
 * for them, and what they reject with fails the run, as what they throw does.
 */
export class CallerCalls {
  readonly #onError: (error: unknown) => void;
  #pending: Promise<void> | undefined;
  #hasFailed = false;

  /** @param onError Is called with what a function throws, or rejects with. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Calls a function; if earlier ones are pending, after them. */
  call<T>(callback: (value: T) => unknown, value: T): void {
    if (this.#pending) {
      this.#follow(
        this.#pending.then(() => this.#hasFailed ? undefined : callback(value)),
      );
      return;
    }
    if (this.#hasFailed) return;
    let answer: unknown;
    try {
      answer = callback(value);
    } catch (error) {
      return this.#fail(error);
    }
    if (typeof (Object(answer) as { then?: unknown }).then === "function") {
      this.#follow(Promise.resolve(answer));
    }
  }

  /** Returns `value` once all calls have ended: at once, if they have. */
  after<T>(value: T): T | Promise<T> {
    return this.#pending ? this.#pending.then(() => value) : value;
  }

  #fail(error: unknown): void {
    this.#hasFailed = true;
    this.#onError(error);
  }

  #follow(answer: Promise<unknown>): void {
    const ended: Promise<void> = answer
      .then(() => {}, (error) => this.#fail(error))
      .then(() => {
        if (this.#pending === ended) this.#pending = undefined;
      });
    this.#pending = ended;
  }
}
