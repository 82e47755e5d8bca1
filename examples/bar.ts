// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { clock } from "../src/cli/progress_text.ts";

/** How many characters the bar has. */
const WIDTH = 24;

/**
 * One bar over all steps of a program: redrawn in a terminal; elsewhere, a line for
 * each tenth.
 */
export class Bar {
  readonly #steps: ReadonlyMap<string, number>;
  readonly #total: number;
  readonly #start = performance.now();
  #fraction = 0;
  #tenth = -1;

  /** @param steps How long each step takes, roughly, in seconds. */
  constructor(steps: Readonly<Record<string, number>>) {
    this.#steps = new Map(Object.entries(steps));
    this.#total = Object.values(steps).reduce((sum, each) => sum + each, 0);
  }

  /**
   * Shows how much of a step is done, from 0 to 1; all steps before it are.
   *
   * @param what What it does at the moment.
   */
  show(step: string, fraction: number, what: string = step): void {
    let before = 0;
    for (const [name, seconds] of this.#steps) {
      if (name === step) break;
      before += seconds;
    }
    const done = before + fraction * (this.#steps.get(step) ?? 0);
    // What was shown as done is not taken back.
    this.#fraction = Math.max(this.#fraction, done / this.#total);
    this.#print(what);
  }

  /** Shows that all is done. */
  end(): void {
    this.#fraction = 1;
    this.#tenth = -1;
    this.#print(`done in ${clock(this.#elapsed)}`);
    if (Deno.stderr.isTerminal()) console.error();
  }

  get #elapsed(): number {
    return (performance.now() - this.#start) / 1000;
  }

  #print(what: string): void {
    const full = Math.floor(WIDTH * this.#fraction);
    const percent = `${Math.floor(100 * this.#fraction)}`.padStart(3);
    const bar = "#".repeat(full) + "-".repeat(WIDTH - full);
    const line = `[${bar}] ${percent} %  ${what}${this.#left}`;
    if (Deno.stderr.isTerminal()) {
      // Back at its beginning, so that messages of others replace it.
      Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${line}\r`));
      return;
    }
    const tenth = Math.floor(10 * this.#fraction);
    if (tenth <= this.#tenth) return;
    this.#tenth = tenth;
    console.error(line);
  }

  /** How long it will still take: by the durations, and by what has been seen so far. */
  get #left(): string {
    const fraction = this.#fraction;
    if (fraction === 1) return "";
    const planned = this.#total * (1 - fraction);
    const seen = this.#elapsed * (1 - fraction) / (fraction || 1);
    const left = planned * (1 - fraction) + seen * fraction;
    return `, about ${clock(left)} left`;
  }
}
