// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Run by `endurance_test.ts`: prints the footprint after 30 and after 300 mixed
 * runs, and after 20 and 200 aborts. Memory of ended instances is released only from
 * time to time: so the maximum of the first ones and the minimum of the last ones.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { MemoryFs } from "../../mod.ts";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import { type Footprint, footprint } from "../support/footprint.ts";

const commands = [
  "-f lavfi -i testsrc2=size=160x90:duration=0.4 -c:v mpeg4 out.mp4",
  "-f lavfi -i testsrc2=size=160x90:duration=0.4 -c:v libx264 -preset ultrafast out.mp4",
  "-f lavfi -i sine=duration=1 -c:a aac out.m4a",
  "-f lavfi -i testsrc2=size=320x180:duration=0.2 frame%02d.png",
  "-f lavfi -i sine=duration=1 -f null -",
  "-i missing.mp4 out.mp4",
  "-version",
];
const endless = "-f lavfi -i testsrc2=size=320x180 -c:v libx264 a.mkv".split(
  " ",
);

await using runtime = await engineRuntime("gpl");

/** The exit code of ffmpeg: the lowest byte of `-ENOENT`, which is 2 on Linux. */
const NO_ENTRY = 256 - 2;

/** Memory is released in waves, some as long as this. */
const WINDOW = 100;

/** Repeats an action. Returns the largest or smallest footprint of the last times. */
async function repeat(
  count: number,
  which: "most" | "least",
  action: (i: number) => Promise<void>,
): Promise<Footprint> {
  let found: Footprint | undefined;
  for (let i = 0; i < count; i++) {
    await action(i);
    if (i < count - WINDOW) continue;
    const now = await footprint();
    const isLess = found !== undefined && now.rss < found.rss;
    if (!found || isLess === (which === "least")) found = now;
  }
  return found!;
}

const runs = (count: number, which: "most" | "least") =>
  repeat(count, which, async (i) => {
    const command = commands[i % commands.length]!;
    const { exitCode, stderr } = await ffmpeg(runtime, command);
    assertEquals(exitCode, command.includes("missing") ? NO_ENTRY : 0, stderr);
  });

const aborts = (count: number, which: "most" | "least") =>
  repeat(count, which, async (i) => {
    const controller = new AbortController();
    const running = runtime.run(new MemoryFs(), endless, controller);
    if (i % 2) await new Promise((resolve) => setTimeout(resolve, i % 20));
    controller.abort(new Error("stop"));
    await assertRejects(() => running, Error, "stop");
  });

console.log(JSON.stringify({
  runs: [await runs(30, "most"), await runs(270, "least")],
  aborts: [await aborts(20, "most"), await aborts(180, "least")],
}));
assertEquals((await runtime.run(new MemoryFs(), ["-version"])).exitCode, 0);
