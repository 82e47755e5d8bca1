// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Progress } from "../../ffmpeg/progress.ts";
import type { PlanStep } from "./plan.ts";

/** The largest fraction before the end. */
const ALMOST = 0.999;

/** Makes one progress of that of several steps. */
export class PlanProgress {
  readonly #fractions: number[];
  readonly #shares: readonly number[];
  readonly #receive: (progress: Progress) => unknown;
  #last: Progress | undefined;
  #fraction = 0;

  constructor(
    steps: readonly PlanStep[],
    receive: (progress: Progress) => unknown,
  ) {
    const weights = steps.map(({ weight = 1 }) => weight);
    const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
    this.#shares = weights.map((weight) => weight / total);
    this.#fractions = steps.map(() => 0);
    this.#receive = receive;
  }

  /** Reports a sample of one step; returns what the caller's function does. */
  report(index: number, sample: Progress): unknown {
    const own = sample.isEnd ? 1 : sample.fraction ?? 0;
    const before = this.#fractions[index]!;
    this.#fractions[index] = Math.min(1, Math.max(before, own));
    const done = this.#fractions
      .reduce((sum, part, i) => sum + part * this.#shares[i]!, 0);
    this.#fraction = Math.min(ALMOST, Math.max(this.#fraction, done));
    this.#last = {
      ...sample,
      fraction: this.#fraction,
      fractionSource: "steps",
      isEnd: false,
    };
    return this.#receive(this.#last);
  }

  /** Reports the end; returns what the caller's function does. */
  end(): unknown {
    if (this.#last === undefined) return;
    return this.#receive({
      ...this.#last,
      fraction: 1,
      fractionSource: "end",
      isEnd: true,
    });
  }
}
