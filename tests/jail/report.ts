// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What the attacked program reports at the end. */
export interface AttackReport {
  /** How files were reached. */
  readonly access: string;
  /** How many times each operation was tried. */
  readonly tries: Record<string, number>;
  /** How many times each succeeded. */
  readonly done: Record<string, number>;
  /** How many operations failed, by code. */
  readonly errors: Record<string, number>;
  /** What was seen of the outside. */
  readonly leaks: string[];
}

/** The sum of some counts. */
export function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
