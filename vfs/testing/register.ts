// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Registers a test with a runner: `Deno.test`, or `test` of `node:test` or `bun:test`. */
export type Register = (name: string, test: () => Promise<void>) => unknown;

/**
 * Deno's function that registers a test.
 *
 * @throws {TypeError} on another host.
 */
export function denoTest(): Register {
  const { Deno: deno } = globalThis as { Deno?: { test?: Register } };
  if (deno?.test) return deno.test;
  throw new TypeError(
    "Cannot register a test: received no `register`, and this is not Deno; give " +
      "the `test` of your runner",
  );
}
