// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Check, that } from "../../vfs/check.ts";

/**
 * How urgent a run is while it waits for its turn: a higher number goes first.
 * `"interactive"` is 10 and `"batch"`, the default, is 0.
 */
export type Priority = "interactive" | "batch" | number;

const named: Readonly<Record<string, number>> = { interactive: 10, batch: 0 };

/** The priority as a number. */
export function priorityNumber(priority: Priority = "batch"): number {
  return typeof priority === "number" ? priority : named[priority]!;
}

/** A {@linkcode Priority}. */
export const priority: Check = that(
  (value) =>
    typeof value === "string"
      ? Object.hasOwn(named, value)
      : Number.isFinite(value),
  '"interactive", "batch" or a finite number',
);
