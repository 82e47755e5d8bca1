// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * A video of ten minutes, split over three workers of which one is killed: it must have
 * the frames, the sound and the quality of one run. Prints the figures, and exits with 1 if
 * that does not hold.
 *
 * Usage: deno run -A tests/queue/split_soak.ts [SECONDS [SIZE]]
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { buildEngine } from "../../engine/build.ts";
import { decibels } from "../support/frame_likeness.ts";
import { playSplit } from "./split_scene.ts";

const seconds = Number(Deno.args[0] ?? 600);
const size = Deno.args[1] ?? "160x90";
const { path: engine } = await buildEngine("lgpl");
const store = await Deno.makeTempDir();
const parts = 12;
try {
  const outcome = await playSplit(
    { engine, seconds, size, parts },
    store,
  );
  const { oneRun, split, hashes: [disturbed, calm], started } = outcome;
  const worst = (errors: readonly number[]) => decibels([Math.max(...errors)]);
  console.log(JSON.stringify({
    seconds,
    frames: [split.times.v.length, oneRun.times.v.length],
    packetsOfSound: [split.times.a.length, oneRun.times.a.length],
    psnr: [decibels(split.errors), decibels(oneRun.errors)],
    worstFrame: [worst(split.errors), worst(oneRun.errors)],
    begunTwice: started.length - new Set(started).size,
  }));
  assertEquals(split.times, oneRun.times);
  assertEquals(split.sound, oneRun.sound);
  assertEquals(disturbed, calm);
  assertEquals(disturbed!.length, split.times.v.length);
  assert(decibels(oneRun.errors) - decibels(split.errors) < 0.1);
  assertEquals(started.length - new Set(started).size, 1);
} finally {
  await Deno.remove(store, { recursive: true });
}
