// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Run by `retention_test.ts`: 20 runs in two threads, each of which fills all the
 * memory that it may have. Prints by how many bytes the most memory that the process
 * has had exceeds what it had before the runs, and the same for a single run.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { MemoryFs, RuntimePool } from "../../mod.ts";
import { compileGuest } from "../support/c_guest.ts";

/** The most memory that this process has had so far. */
async function mostMemory(): Promise<number> {
  const status = await Deno.readTextFile("/proc/self/status");
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)![1]) * 1024;
}

await using pool = await RuntimePool.create({
  module: { bytes: await compileGuest("behave.c") },
  maxMemoryBytes: 256 * 2 ** 20,
  size: 2,
});
const fs = new MemoryFs();
const before = await mostMemory();
async function runs(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    assertEquals((await pool.run(fs, ["occupy"])).exitCode, 0);
  }
}
await runs(1);
const one = await mostMemory() - before;
await Promise.all([runs(10), runs(10)]);
console.log(JSON.stringify({ one, all: await mostMemory() - before }));
