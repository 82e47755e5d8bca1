// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { received } from "./received.ts";

/** What a number has to be: see {@linkcode checkNumber}. */
export interface NumberBounds {
  /** The default is 0. */
  least?: number;
  /** By default there is none. */
  most?: number;
  isWhole?: boolean;
  /** Whether it may be `Infinity`, which bounds nothing. */
  isLimit?: boolean;
}

/**
 * Checks a number that the caller has given.
 *
 * @throws {TypeError} unless it is within its bounds, and whole where it has to be.
 */
export function checkNumber(
  name: string,
  value: unknown,
  { least = 0, most = Infinity, isWhole = false, isLimit = false }:
    NumberBounds = {},
): void {
  const fits = isWhole ? Number.isInteger(value) : Number.isFinite(value);
  const isNumber = fits || isLimit && value === Infinity;
  if (isNumber && value as number >= least && value as number <= most) return;
  throw new TypeError(
    `Cannot use \`${name}\`: received ${received(value)}; give a ${
      isWhole ? "whole " : ""
    }number of at least ${least}${
      most < Infinity ? ` and at most ${most}` : ""
    }${isLimit ? ", or Infinity" : ""}`,
  );
}
