// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Run by `retention_test.ts`: prints whether an idle runtime still holds the file system of
 * the run that has ended, without threads and with some.
 *
 * @module
 */
import { MemoryFs, Runtime } from "../../mod.ts";
import { compileBareThreads, compileGuest } from "../support/c_guest.ts";

const { gc } = globalThis as unknown as { gc(): void };

/** Runs a command, and returns what only the runtime could still hold. */
async function used(
  runtime: Runtime,
  args: string[],
): Promise<WeakRef<MemoryFs>> {
  const fs = new MemoryFs();
  await runtime.run(fs, args);
  return new WeakRef(fs);
}

const guests: [Uint8Array<ArrayBuffer>, string[]][] = [
  [await compileGuest("behave.c"), ["exit", "0"]],
  [await compileBareThreads("bare_threads.c"), ["environ"]],
];
const held: boolean[] = [];
for (const [bytes, args] of guests) {
  await using runtime = await Runtime.create({
    module: { bytes },
    maxMemoryBytes: 64 * 2 ** 20,
  });
  const fs = await used(runtime, args);
  // That the threads have left is told a little later, and garbage is collected in steps.
  for (let i = 0; i < 100 && fs.deref(); i++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    gc();
  }
  held.push(fs.deref() !== undefined);
}
console.log(JSON.stringify(held));
