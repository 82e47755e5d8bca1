// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Run by `pool_test.ts`: 1,000 mixed jobs through a pool of two, some of them
 * aborted at a random moment. Prints the largest footprint of the first half, the
 * smallest of the last quarter, and how many jobs ended and how many were lost.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { MemoryFs, RuntimePool } from "../../mod.ts";
import { engineBytes } from "../support/engine.ts";
import { type Footprint, footprint } from "../support/footprint.ts";

const JOBS = 1000;
const commands = [
  "-f lavfi -i testsrc2=size=96x64:duration=0.2 -c:v mpeg4 out.mp4",
  "-f lavfi -i sine=duration=0.5 out.wav",
  "-f lavfi -i sine=duration=0.5 -c:a aac out.m4a",
  "-f lavfi -i testsrc2=size=96x64:duration=0.1 frame%02d.png",
  "-i missing.mp4 out.mp4",
  "-version",
];

/** The same random numbers in every run of the test. */
let seed = 1;
function random(): number {
  seed = Math.imul(seed, 1_664_525) + 1_013_904_223 | 0;
  return (seed >>> 0) / 2 ** 32;
}

await using pool = await RuntimePool.create({
  module: { bytes: await engineBytes("lgpl") },
  size: 2,
});
const stop = new Error("stop");
const [first, last]: Footprint[][] = [[], []];
let ended = 0;

async function work(i: number): Promise<void> {
  const command = commands[i % commands.length]!;
  const controller = new AbortController();
  const isAborted = random() < 0.2;
  const timer = isAborted
    ? setTimeout(() => controller.abort(stop), random() * 60)
    : undefined;
  try {
    const fs = new MemoryFs();
    const { exitCode } = await pool.run(fs, command.split(" "), controller);
    assertEquals(exitCode === 0, !command.includes("missing"), command);
  } catch (error) {
    assertEquals(error, stop);
  } finally {
    clearTimeout(timer);
  }
  ended++;
  const now = await footprint();
  if (ended < JOBS / 2) first!.push(now);
  if (ended > JOBS * 3 / 4) last!.push(now);
}

let next = 0;
/** Always four at a time: two running and two queued. */
await Promise.all([1, 2, 3, 4].map(async () => {
  while (next < JOBS) await work(next++);
}));
const { completed, failed } = pool.stats;
const byMemory = (a: Footprint, b: Footprint) => a.rss - b.rss;
console.log(JSON.stringify({
  early: first!.sort(byMemory).at(-1),
  late: last!.sort(byMemory)[0],
  lost: JOBS - completed - failed,
  ended,
}));
