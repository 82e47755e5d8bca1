// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { refusal } from "../../vfs/check.ts";
import { checkNumber } from "../../vfs/check_number.ts";

/** The last millisecond that fits into 64 bits of nanoseconds. */
const LAST_MS = Math.floor(2 ** 64 / 1e6) - 1;

/**
 * Checks the start of a clock, in milliseconds since 1970.
 *
 * @throws {TypeError}
 */
export function checkStart(name: string, start: unknown): void {
  checkNumber(name, start);
  if (start as number <= LAST_MS) return;
  throw refusal(`\`${name}\``, start, `at most ${LAST_MS}, in the year 2554`);
}
