// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Course } from "./growth.ts";

/** How cost grows with size. */
export interface Fit {
  /**
   * 1 if twice as much costs twice as much, 0 if no size costs anything; `undefined` if
   * too few do to tell.
   */
  readonly exponent: number | undefined;
  /** How many times as much twice the size cost in the end; `undefined` as above. */
  readonly lastFactor: number | undefined;
}

/** Less than this beyond the base cost is noise, in milliseconds. */
const NOISE = 15;

/**
 * The exponent by least squares on logarithms of processor time beyond the base cost,
 * and what the last doubling multiplied that by.
 */
export function fit({ base, points }: Course): Fit {
  const beyond = points
    .map(({ size, cpuMs }) => ({
      size: size - base.size,
      ms: cpuMs - base.cpuMs,
    }))
    .filter(({ size, ms }) => size > 0 && ms > NOISE);
  if (beyond.length === 0) return { exponent: 0, lastFactor: 1 };
  if (beyond.length === 1) {
    return { exponent: undefined, lastFactor: undefined };
  }
  const x = beyond.map(({ size }) => Math.log(size));
  const y = beyond.map(({ ms }) => Math.log(ms));
  const [meanX, meanY] = [mean(x), mean(y)];
  const covariance = mean(
    x.map((value, i) => (value - meanX) * (y[i]! - meanY)),
  );
  const variance = mean(x.map((value) => (value - meanX) ** 2));
  const [before, last] = beyond.slice(-2);
  // As if the size had doubled exactly.
  const steps = Math.log2(last!.size / before!.size);
  return {
    exponent: covariance / variance,
    lastFactor: (last!.ms / before!.ms) ** (1 / steps),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
