// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import {
  ClosedError,
  MemoryFs,
  QueueFullError,
  RuntimePool,
} from "../../mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { type Footprint, inProcessOfItsOwn } from "../support/footprint.ts";
import { prepare } from "../support/prepare.ts";

let module!: { bytes: Uint8Array<ArrayBuffer> };
prepare(async () => {
  module = { bytes: await compileGuest("pipe.c") };
});
const fs = new MemoryFs();

Deno.test("RuntimePool runs guests at the same time", async () => {
  await using pool = await RuntimePool.create({ module, size: 2 });
  // Each continues only while the other does.
  const source = pool.spawn(fs, ["pour", "100"], { stdout: "piped" });
  const sink = pool.spawn(fs, ["copy"], { stdin: source.stdout });
  assertEquals((await source.status).exitCode, 0);
  assertEquals((await sink.status).stdout.length, 100 * 65_536);
});

Deno.test("RuntimePool has no more guests than its size, and serves in order", async () => {
  await using pool = await RuntimePool.create({ module, size: 2 });
  const order: string[] = [];
  const [first, second] = ["a", "b"].map(() =>
    pool.spawn(fs, ["copy"], { stdin: "piped" })
  );
  const waiting = ["c", "d", "e"].map((name) =>
    pool.run(fs, ["copy"]).then(() => order.push(name))
  );
  assertEquals(pool.stats, {
    ...{ size: 2, running: 2, queued: 3, completed: 0, failed: 0 },
  });
  assertEquals(order, []);
  // One guest serves them all: of two, either might end first.
  await first!.stdin.close();
  await Promise.all(waiting);
  assertEquals(order, ["c", "d", "e"]);
  await second!.stdin.close();
  await pool.drain();
  assertEquals(pool.stats, {
    ...{ size: 2, running: 0, queued: 0, completed: 5, failed: 0 },
  });
});

Deno.test("RuntimePool removes aborted runs from the queue", async () => {
  await using pool = await RuntimePool.create({ module, size: 1 });
  const first = pool.spawn(fs, ["pour"]);
  const stop = new AbortController();
  const queued = pool.run(fs, ["copy"], stop);
  const last = pool.run(fs, ["copy"]);
  stop.abort(new Error("stop"));
  await assertRejects(() => queued, Error, "stop");
  first.abort();
  assertEquals((await last).exitCode, 0);
  assertEquals([pool.stats.completed, pool.stats.failed], [1, 2]);
});

Deno.test("RuntimePool refuses a run when the queue is full", async () => {
  await using pool = await RuntimePool.create({ module, size: 1, maxQueue: 1 });
  const first = pool.spawn(fs, ["pour"]);
  const second = pool.run(fs, ["copy"]);
  const error = await assertRejects(
    () => pool.run(fs, ["copy"]),
    QueueFullError,
  );
  assertEquals(error.maxQueue, 1);
  first.abort();
  assertEquals((await second).exitCode, 0);
  assertEquals((await pool.run(fs, ["copy"])).exitCode, 0);
});

Deno.test("RuntimePool.drain() waits for running and queued runs", async () => {
  await using pool = await RuntimePool.create({ module, size: 1 });
  const ended: number[] = [];
  const jobs = [1, 2, 3].map((i) =>
    pool.run(fs, ["pour", "20"]).then(() => ended.push(i))
  );
  await pool.drain();
  assertEquals(pool.stats.completed, 3);
  await Promise.all(jobs);
  await pool.drain();
  assertEquals(ended, [1, 2, 3]);
});

Deno.test("RuntimePool.close() aborts all runs with the option abort", async () => {
  const pool = await RuntimePool.create({ module, size: 2 });
  const jobs = [1, 2, 3].map(() => pool.run(fs, ["pour"]));
  const closed = [pool.close({ abort: true }), pool.close()];
  for (const job of jobs) await assertRejects(() => job, ClosedError);
  await Promise.all(closed);
  await assertRejects(() => pool.run(fs, ["copy"]), ClosedError);
});

Deno.test("RuntimePool loses no job and does not grow over 1000 with random aborts", async () => {
  const script = new URL("./pool_endurance.ts", import.meta.url);
  const { early, late, lost, ended } = await inProcessOfItsOwn<
    { early: Footprint; late: Footprint; lost: number; ended: number }
  >(script);
  assertEquals([lost, ended], [0, 1000]);
  assertLess(late.rss, early.rss * 1.2);
  assert(late.threads <= early.threads + 4);
});

Deno.test("RuntimePool.create() refuses invalid sizes", async () => {
  for (const size of [NaN, 0, -1, 1.5, Infinity]) {
    await assertRejects(
      () => RuntimePool.create({ module, size }),
      TypeError,
      `Cannot use \`size\`: received ${size}; give a whole number of at least 1`,
    );
  }
  for (const maxQueue of [NaN, -1]) {
    await assertRejects(
      () => RuntimePool.create({ module, maxQueue }),
      TypeError,
      "Cannot use `maxQueue`",
    );
  }
});
