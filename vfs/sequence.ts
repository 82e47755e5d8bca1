import type { Awaitable } from "./fs.ts";

/** Does one thing after another, and at once as long as nothing is on its way. */
export class Sequence {
  #last: Promise<void> | undefined;

  /** Does `action` when what came before has settled, however it did. */
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
