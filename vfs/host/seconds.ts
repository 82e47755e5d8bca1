// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The host takes seconds, and stores milliseconds. */
export function toSeconds(ns: bigint): number {
  return Number(ns / 1_000_000n) / 1000;
}
