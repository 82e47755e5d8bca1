// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import process from "node:process";

/**
 * Times several ways of doing the same in turn, and prints the median of each and its
 * ratio to the first. Side by side in one run, because the machine's speed drifts.
 *
 * @param divisor What the time is divided by, for a time per unit.
 * @param clock The clock to measure with, in milliseconds.
 * @returns The ratios to the first.
 */
export async function compare(
  title: string,
  rounds: number,
  ways: Record<string, () => unknown>,
  divisor = 1,
  clock: () => number = () => performance.now(),
): Promise<Record<string, number>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round <= rounds; round++) {
    for (const [name, work] of Object.entries(ways)) {
      const start = clock();
      await work();
      // The first round warms up.
      if (round > 0) (times[name] ??= []).push(clock() - start);
    }
  }
  console.log(`\n${title}`);
  const ratios: Record<string, number> = {};
  const [first] = Object.values(times);
  for (const [name, values] of Object.entries(times)) {
    ratios[name] = median(values.map((value, i) => value / first![i]!));
    const ms = (median(values) / divisor).toFixed(1);
    const spread = values.map((value) => value / divisor);
    console.log(
      `  ${name.padEnd(24)} ${ms.padStart(9)} ms  ${
        ratios[name]!.toFixed(2)
      }×` +
        `  (${Math.min(...spread).toFixed(1)} to ${
          Math.max(...spread).toFixed(1)
        })`,
    );
  }
  return ratios;
}

/** The median. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** The processor time of this process, in milliseconds: less affected by others. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
