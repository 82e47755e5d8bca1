// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { LimitError, type Result, type Runner } from "../../mod.ts";
import type { Fs } from "../../vfs/mod.ts";

/** So long no job of a fuzzer takes, on any machine, in milliseconds. */
export const HANG_MS = 120_000;

/** How a job ended: with a result, or, against the rules, otherwise. */
export type Outcome =
  | { readonly result: Result }
  /** A limit that a job may well reach. */
  | { readonly limit: LimitError }
  | { readonly fault: string };

/**
 * Runs a job that may fail in every documented way: with an exit code and a reason.
 * A trap, a hang and an error of our own are faults.
 */
export async function outcomeOf(
  runner: Runner,
  fs: Fs,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  try {
    const result = await runner.run(fs, [...args], {
      env,
      timeout: HANG_MS,
      maxBytes: 64 * 2 ** 20,
    });
    const { exitCode, stderr } = result;
    if (!Number.isInteger(exitCode) || exitCode < 0 || exitCode > 255) {
      return { fault: `the exit code ${exitCode}` };
    }
    if (exitCode !== 0 && stderr.trim() === "") {
      return { fault: `the exit code ${exitCode} without a reason` };
    }
    return { result };
  } catch (error) {
    if (error instanceof LimitError) return { limit: error };
    return { fault: `${error}` };
  }
}
