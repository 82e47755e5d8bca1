// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The variable that gives another seed to the tests, to repeat what they found. */
const VARIABLE = "AFMPEG_FUZZ_SEED";

/** The seed of the fuzzing tests: the same in every run, unless a variable gives one. */
export function fuzzSeed(): number {
  const seed = Number(Deno.env.get(VARIABLE) ?? 1);
  if (Number.isSafeInteger(seed)) return seed;
  throw new TypeError(
    `Cannot use ${VARIABLE}: received "${
      Deno.env.get(VARIABLE)
    }"; give a whole number`,
  );
}

/** How to repeat what failed: for messages. */
export function repeatWith(seed: number): string {
  return `seed ${seed}; to repeat it, set ${VARIABLE}=${seed}`;
}
