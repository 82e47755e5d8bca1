// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * FFmpeg 9.0, which has threads, compared with 5.1, which has none; and what a switch
 * from one thread to another costs: `deno run -A bench/threads_bench.ts`
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { MemoryFs, Runtime } from "../mod.ts";
import { compileThreadedGuest } from "../tests/support/c_guest.ts";
import { engineBytes } from "../tests/support/engine.ts";
import { compare, cpuTime } from "./compare.ts";

const fs = new MemoryFs();
const run = async (runtime: Runtime, command: string) => {
  const { exitCode, stderr } = await runtime.run(fs, command.split(" "));
  assertEquals(exitCode, 0, stderr);
};

const SWITCHES = 2_000_000;
{
  const bytes = await compileThreadedGuest("threads.c");
  await using guest = await Runtime.create({ module: { bytes } });
  await compare(
    "to switch a million times",
    5,
    { "switch": () => run(guest, `switch ${SWITCHES}`) },
    // All three threads have a turn each time.
    3 * SWITCHES / 1e6,
  );
}

const bytesOf = (version: "5.1" | "9.0") => engineBytes("gpl", { version });
await using old = await Runtime.create({
  module: { bytes: await bytesOf("5.1") },
});
await using current = await Runtime.create({
  module: { bytes: await bytesOf("9.0") },
});
const video = "-f lavfi -i testsrc2=size=640x360:rate=25";
const audio = "-f lavfi -i sine";
await run(
  old,
  `${video} ${audio} -t 20 -c:v libx264 -preset veryfast -c:a aac in.mp4`,
);
const jobs = {
  "-version": "-version",
  "x264 encode": "-i in.mp4 -t 3 -an -c:v libx264 -preset veryfast -y out.mp4",
  "mpeg4 encode": "-i in.mp4 -t 10 -an -c:v mpeg4 -y out.mp4",
  "h264 decode": "-i in.mp4 -an -f null -",
  "aac decode, flac encode": "-i in.mp4 -vn -c:a flac -y out.flac",
  "copy": "-i in.mp4 -c copy -y out.mkv",
};
for (const [name, command] of Object.entries(jobs)) {
  await compare(
    `${name}: CPU time`,
    11,
    {
      "FFmpeg 5.1": () => run(old, command),
      "FFmpeg 9.0": () => run(current, command),
    },
    1,
    cpuTime,
  );
}
