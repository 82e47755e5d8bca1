// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The variable that has tests use engines with real threads, on so many processors. */
const VARIABLE = "AFMPEG_TEST_THREADS";

/**
 * How many processors the tests' engines have, if those are ones with real threads.
 *
 * @throws {TypeError} if the variable has no such number.
 */
export function testedThreads(): number | undefined {
  const value = Deno.env.get(VARIABLE);
  if (value === undefined) return undefined;
  if (/^[1-9][0-9]?$/.test(value)) return Number(value);
  throw new TypeError(
    `Cannot use ${VARIABLE}: received "${value}"; give a number from 1 to 99`,
  );
}
