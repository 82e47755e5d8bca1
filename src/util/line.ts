// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Those who wait, in the order in which they have come; any of them can leave, and not
 * come back. To find the first in a `Set`, all that have left since it last grew would
 * have to be passed.
 */
export class Line<T> {
  readonly #waiting = new Set<T>();
  /** Those who waited when this was last empty, the first one last. */
  #next: T[] = [];

  get size(): number {
    return this.#waiting.size;
  }

  /** The first; `undefined` if nobody waits. */
  get head(): T | undefined {
    if (this.size === 0) return undefined;
    for (;;) {
      if (this.#next.length === 0) this.#next = [...this.#waiting].reverse();
      const head = this.#next.at(-1)!;
      if (this.#waiting.has(head)) return head;
      this.#next.pop();
    }
  }

  /** Comes last. */
  add(value: T): void {
    this.#waiting.add(value);
  }

  /** Leaves. Returns whether it has waited. */
  delete(value: T): boolean {
    return this.#waiting.delete(value);
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.#waiting.values();
  }
}
