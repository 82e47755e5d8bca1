// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Progress } from "./progress.ts";

/** A reader that lags further behind than this loses the oldest samples. */
const SAMPLES = 1024;

/** The samples of a run, for readers at their own pace. */
export class ProgressFeed implements AsyncIterable<Progress> {
  #samples: Progress[] = [];
  /** How many samples were dropped before the first one kept. */
  #dropped = 0;
  #end: { error?: unknown } | undefined;
  #changed = Promise.withResolvers<void>();

  /** Adds a sample. */
  push(sample: Progress): void {
    this.#samples.push(sample);
    if (this.#samples.length > SAMPLES) {
      this.#samples.shift();
      this.#dropped++;
    }
    this.#wake();
  }

  /** Ends the feed, with an error if there is one. */
  end(error?: unknown): void {
    this.#end ??= error === undefined ? {} : { error };
    this.#wake();
  }

  /** Reads all samples kept so far, then new ones. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Progress> {
    for (let next = 0;;) {
      next = Math.max(next, this.#dropped);
      const sample = this.#samples[next - this.#dropped];
      if (sample) {
        next++;
        yield sample;
      } else if (this.#end) {
        if ("error" in this.#end) throw this.#end.error;
        return;
      } else await this.#changed.promise;
    }
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
