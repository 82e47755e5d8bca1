// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A rate, a ratio or a unit of time, exact and as a number. */
export interface Rational {
  /** The numerator. */
  readonly num: number;
  /** The denominator: never 0. */
  readonly den: number;
  /** `num / den`. */
  readonly value: number;
}

/** Makes a {@linkcode Rational}; `undefined` if it would be 0 or not finite. */
export function rational(num: number, den: number): Rational | undefined {
  const value = num / den;
  if (!Number.isFinite(value) || value === 0) return undefined;
  return { num, den, value };
}

/** Reads `"30000/1001"` or `"16:9"`; `undefined` for an unknown value such as `"0/0"`. */
export function parseRational(text: string | undefined): Rational | undefined {
  const parts = /^(-?\d+)[/:](-?\d+)$/.exec(text ?? "");
  return parts ? rational(Number(parts[1]), Number(parts[2])) : undefined;
}
