// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  ClosedError,
  MemoryFs,
  type Priority,
  RuntimePool,
} from "../../mod.ts";
import { Turns } from "../../src/run/turns.ts";
import { SetSteps } from "../support/set_steps.ts";
import { compileGuest } from "../support/c_guest.ts";
import { engineBytes } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";
import { turn } from "../support/turn.ts";

let module!: { bytes: Uint8Array<ArrayBuffer> };
prepare(async () => {
  module = { bytes: await compileGuest("pipe.c") };
});
const fs = new MemoryFs();

/**
 * Queues runs behind one that occupies the only thread. Returns their numbers in
 * the order in which they ended.
 */
async function orderOf(
  priorities: (Priority | undefined)[],
): Promise<number[]> {
  await using pool = await RuntimePool.create({ module, size: 1 });
  const first = pool.spawn(fs, ["copy"], { stdin: "piped" });
  const order: number[] = [];
  const jobs = priorities.map((priority, i) =>
    pool.run(fs, ["copy"], { priority }).then(() => order.push(i))
  );
  await first.stdin.close();
  await Promise.all(jobs);
  return order;
}

Deno.test("RuntimePool runs what is more urgent first, and equals in their order", async (t) => {
  const cases: Record<string, [(Priority | undefined)[], number[]]> = {
    "no priorities": [[undefined, "batch", 0, undefined], [0, 1, 2, 3]],
    "one is urgent": [["batch", undefined, "interactive"], [2, 0, 1]],
    "numbers": [[-1, 0.5, 3, 0.5, 11], [4, 2, 1, 3, 0]],
    "names among numbers": [["batch", 10, "interactive", 1], [1, 2, 3, 0]],
  };
  for (const [name, [priorities, order]] of Object.entries(cases)) {
    await t.step(name, async () => {
      assertEquals(await orderOf(priorities), order);
    });
  }
});

Deno.test("RuntimePool gives at least every tenth turn to the run that has waited longest", async () => {
  const urgent = Array<Priority>(30).fill("interactive");
  const order = await orderOf(["batch", "batch", ...urgent]);
  assertEquals([order.indexOf(0), order.indexOf(1)], [9, 19]);
  assertEquals(order.length, 32);
});

Deno.test("a run that is started later overtakes, and the helpers have priorities, too", async () => {
  await using pool = await RuntimePool.create({
    module: { bytes: await engineBytes("lgpl") },
    size: 1,
  });
  const fs = new MemoryFs();
  const make = "-f lavfi -i testsrc=d=0.2:s=64x48 -y in.mp4".split(" ");
  assertEquals((await pool.run(fs, make)).exitCode, 0);
  const order: string[] = [];
  const noted = <T>(name: string, ended: Promise<T>) =>
    ended.then(() => order.push(name));
  const priority = "interactive";
  const busy = pool.spawn(fs, "-f s16le -i pipe:0 -f null -".split(" "), {
    stdin: "piped",
  });
  const jobs = [
    noted("run", pool.run(fs, ["-version"])),
    noted("probe", pool.probe(fs, "in.mp4", { priority })),
    noted("thumbnail", pool.thumbnail(fs, "in.mp4", { priority: 5 })),
    noted(
      "frames",
      pool.frames(fs, "in.mp4", { priority: 6, atSec: 0 }).next(),
    ),
  ];
  // Once all of them are queued.
  while (pool.stats.queued < jobs.length) {
    await turn();
  }
  await busy.stdin.close();
  await Promise.all(jobs);
  assertEquals(order, ["probe", "frames", "thumbnail", "run"]);
});

Deno.test("an urgent run that is aborted while it waits gives up its place", async () => {
  await using pool = await RuntimePool.create({ module, size: 1 });
  const first = pool.spawn(fs, ["copy"], { stdin: "piped" });
  const order: string[] = [];
  const later = pool.run(fs, ["copy"]).then(() => order.push("batch"));
  const stop = new AbortController();
  const urgent = pool.run(fs, ["copy"], {
    priority: "interactive",
    signal: stop.signal,
  });
  assertEquals(pool.stats.queued, 2);
  stop.abort(new Error("stop"));
  await assertRejects(() => urgent, Error, "stop");
  assertEquals(pool.stats.queued, 1);
  await first.stdin.close();
  await later;
  assertEquals(order, ["batch"]);
});

Deno.test("RuntimePool.close() refuses what is queued at once, and waits for what runs", async () => {
  const pool = await RuntimePool.create({ module, size: 1 });
  const first = pool.spawn(fs, ["copy"], { stdin: "piped" });
  const queued = pool.run(fs, ["copy"], { priority: 5 });
  const closed = pool.close();
  await assertRejects(() => queued, ClosedError);
  await first.stdin.close();
  assertEquals((await first.status).exitCode, 0);
  await closed;
});

Deno.test("Turns lets nobody wait for ever, however many urgent ones arrive", async () => {
  const turns = new Turns(1);
  const { signal } = new AbortController();
  const order: string[] = [];
  turns.tryTake();
  const patient = ["a", "b", "c"];
  for (const name of patient) {
    turns.take(0, signal).then(() => order.push(name));
  }
  // There is always an urgent one that waits, too.
  for (let i = 0; !patient.every((name) => order.includes(name)); i++) {
    turns.take(1_000_000, signal).then(() => order.push(`urgent`));
    turns.giveBack();
    await turn();
    assertEquals(order.length, i + 1);
  }
  assertEquals(patient.map((name) => order.indexOf(name)), [9, 19, 29]);
});

Deno.test("Turns gives back no more turns than it has", async () => {
  const turns = new Turns(2);
  const stop = new AbortController();
  assertEquals([turns.tryTake(), turns.tryTake(), turns.tryTake()], [
    true,
    true,
    false,
  ]);
  const left = turns.take(0, stop.signal);
  stop.abort("stop");
  assertEquals(await left.catch((reason) => reason), "stop");
  assertEquals(await turns.take(0, stop.signal).catch((why) => why), "stop");
  assertEquals(turns.waiting, 0);
  turns.giveBack();
  await turn();
  assertEquals([turns.tryTake(), turns.tryTake()], [true, false]);
});

Deno.test("Turns goes on to the next without looking at all who wait", async () => {
  using steps = new SetSteps();
  const counted = async (count: number) => {
    const turns = new Turns(1);
    turns.tryTake();
    steps.count = 0;
    const order: number[] = [];
    const all = Array.from({ length: count }, async (_, i) => {
      await turns.take(i % 2, new AbortController().signal);
      order.push(i % 2);
      turns.giveBack();
    });
    turns.giveBack();
    await Promise.all(all);
    // Every tenth goes to the one that has waited longest.
    assertEquals(order.slice(0, 11).join(""), "11111111101");
    return steps.count;
  };
  const [one, two] = [await counted(200), await counted(400)];
  assert(two < 2.2 * one, `${one}, then ${two}`);
});
