// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkOptions, number } from "../../vfs/check.ts";
import { checkStart } from "../util/check_start.ts";
import type { WasiClock } from "./context.ts";

/** Options of {@linkcode steppingClock}. */
export interface SteppingClockOptions {
  /**
   * The time at the beginning, in milliseconds since 1970, up to the year 2554: a
   * guest gets 64 bits of nanoseconds.
   */
  start: number;
  /**
   * How far each reading advances the clock, in nanoseconds.
   *
   * @default {1000}
   */
  stepNs?: number | undefined;
}

/**
 * A clock that advances only when it is read, so that a program does the same in
 * every run.
 *
 * @example
 * ```ts
 * import { steppingClock } from "@afmpeg/afmpeg/wasi";
 * import { assertEquals } from "@std/assert";
 *
 * const clock = steppingClock({ start: 1, stepNs: 5 });
 * assertEquals([clock.realtime(), clock.monotonic()], [1_000_005n, 10n]);
 * ```
 *
 * @throws {TypeError} when an option is invalid.
 */
export function steppingClock(options: SteppingClockOptions): WasiClock {
  checkOptions("steppingClock", options, {
    start: checkStart,
    stepNs: number({ isWhole: true }),
  });
  const { start, stepNs = 1000 } = options;
  checkStart("start", start);
  const startNs = BigInt(Math.round(start * 1000)) * 1000n;
  const step = BigInt(stepNs);
  let elapsed = 0n;
  return {
    realtime: () => startNs + (elapsed += step),
    monotonic: () => elapsed += step,
  };
}
