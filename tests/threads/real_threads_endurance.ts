// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Run by `real_threads_endurance_test.ts`: prints the footprint after a few and after
 * many runs, aborts and large runs of a guest with up to 17 threads, and the number of
 * threads before the runtime was created and after it was closed.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { MemoryFs, Runtime } from "../../mod.ts";
import { compileBareThreads } from "../support/c_guest.ts";
import { type Footprint, footprint } from "../support/footprint.ts";
import { turn } from "../support/turn.ts";

const module = { bytes: await compileBareThreads("bare_threads.c") };
const open = () =>
  Runtime.create({ module, maxMemoryBytes: 128 * 2 ** 20, threads: 2 });

/** One of each kind: its threads end, or are ended while they compute, sleep and wait. */
const ways = ["count", "exit", "return", "files", "jumps"];

/** The largest footprint during the last of `count` times. */
async function repeat(
  count: number,
  action: (i: number) => Promise<void>,
): Promise<Footprint> {
  let most: Footprint = { rss: 0, threads: 0 };
  for (let i = 0; i < count; i++) {
    await action(i);
    if (i < count - ways.length) continue;
    const now = await footprint();
    most = {
      rss: Math.max(most.rss, now.rss),
      threads: Math.max(most.threads, now.threads),
    };
  }
  return most;
}

const before = (await footprint()).threads;
const runtime = await open();
const runs = (count: number) =>
  repeat(count, async (i) => {
    const way = ways[i % ways.length]!;
    const { exitCode } = await runtime.run(new MemoryFs(), [way]);
    assertEquals(exitCode, way === "exit" ? 40 : 0);
  });
const aborts = (count: number) =>
  repeat(count, async (i) => {
    const job = runtime.spawn(new MemoryFs(), ["stay"], { stdout: "piped" });
    // At first it has not started yet, or its threads are about to.
    if (i % 3 > 0) await job.stdout.getReader().read();
    job.abort(new Error("stop"));
    await assertRejects(() => job.status, Error, "stop");
  });
const large = (count: number) =>
  repeat(count, async () => {
    const { exitCode } = await runtime.run(new MemoryFs(), ["touch"]);
    assertEquals(exitCode, 0);
  });
const results = {
  runs: [await runs(15), await runs(40)],
  aborts: [await aborts(10), await aborts(25)],
  large: [await large(5), await large(10)],
};
await runtime.close();
// Worker.terminate() does not wait for the end.
let after = Infinity;
for (let i = 0; i < 1000 && after > before; i++) {
  await turn();
  after = (await footprint()).threads;
}
console.log(JSON.stringify({ ...results, threads: [before, after] }));
