// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The words that the threads share. */
const word = { stop: 0, stopped: 1, started: 2 } as const;

/** How long threads took to see that they are to stop, in milliseconds. */
export interface StopTimes {
  readonly first: number;
  readonly last: number;
}

/**
 * Threads that do nothing but poll a word, or sleep until it changes: whatever stops
 * threads takes at least as long as these.
 */
export class Pollers implements Disposable {
  readonly #words = new Int32Array(new SharedArrayBuffer(12));
  readonly #workers: readonly Worker[];
  readonly #polling: number;

  private constructor(polling: number, sleeping: number) {
    const script = `onmessage = ({ data: [words, polls] }) => {
      Atomics.add(words, ${word.started}, 1);
      Atomics.notify(words, ${word.started});
      if (polls) while (Atomics.load(words, ${word.stop}) === 0);
      else Atomics.wait(words, ${word.stop}, 0);
      Atomics.add(words, ${word.stopped}, 1);
      Atomics.notify(words, ${word.stopped});
    };`;
    const url = URL.createObjectURL(new Blob([script]));
    this.#workers = Array.from(
      { length: polling + sleeping },
      () => new Worker(url, { type: "module" }),
    );
    this.#polling = polling;
  }

  /** Starts threads, of which some poll and some sleep. */
  static async start(
    { polling, sleeping }: { polling: number; sleeping: number },
  ): Promise<Pollers> {
    const pollers = new Pollers(polling, sleeping);
    // The first time, what it takes to start them counts.
    await pollers.stop();
    return pollers;
  }

  /** Has all of them begin, and then stop. */
  async stop(): Promise<StopTimes> {
    const count = this.#workers.length;
    this.#words.fill(0);
    for (const [i, worker] of this.#workers.entries()) {
      worker.postMessage([this.#words, i < this.#polling]);
    }
    await this.#until(word.started, count);
    const start = performance.now();
    Atomics.store(this.#words, word.stop, 1);
    Atomics.notify(this.#words, word.stop);
    await this.#until(word.stopped, 1);
    const first = performance.now() - start;
    await this.#until(word.stopped, count);
    return { first, last: performance.now() - start };
  }

  /** Waits until a word has that value, or a greater one. */
  async #until(at: number, value: number): Promise<void> {
    for (;;) {
      const now = Atomics.load(this.#words, at);
      if (now >= value) return;
      const wait = Atomics.waitAsync(this.#words, at, now);
      if (wait.async) await wait.value;
    }
  }

  [Symbol.dispose](): void {
    for (const worker of this.#workers) worker.terminate();
  }
}
