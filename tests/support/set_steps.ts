// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Counts the steps of all iterations over a `Set`, until it is disposed of. */
export class SetSteps implements Disposable {
  count = 0;
  readonly #values = Set.prototype.values;

  constructor() {
    const [values, step] = [this.#values, () => void this.count++];
    Set.prototype[Symbol.iterator] = function (this: Set<unknown>) {
      const inner = values.call(this);
      return Iterator.from({
        next() {
          step();
          return inner.next();
        },
      }) as SetIterator<unknown>;
    };
  }

  [Symbol.dispose](): void {
    Set.prototype[Symbol.iterator] = this.#values;
  }
}
