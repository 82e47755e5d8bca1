// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A counting semaphore that serves its waiters in order of arrival. */
export class Semaphore {
  #permits: number;
  #waiting: ((permit: Disposable) => void)[] = [];

  constructor(max: number = 1) {
    if (max < 1) {
      throw new TypeError(`Cannot create semaphore: received ${max} permits`);
    }
    this.#permits = max;
  }

  acquire(): Promise<Disposable> {
    const permit = this.tryAcquire();
    if (permit) return Promise.resolve(permit);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  tryAcquire(): Disposable | undefined {
    if (this.#permits === 0) return undefined;
    this.#permits--;
    return this.#permit();
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next) next(this.#permit());
    else this.#permits++;
  }

  #permit(): Disposable {
    return { [Symbol.dispose]: () => this.release() };
  }
}
