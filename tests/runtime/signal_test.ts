// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { MemoryFs, Runtime } from "../../mod.ts";
import { ObserveFs } from "../../vfs/mod.ts";
import { engineBytes } from "../support/engine.ts";
import { nativeProbe } from "../support/native.ts";

/** Resolves when the file system has received a number of writes. */
function written(count: number) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const memory = new MemoryFs();
  const fs = new ObserveFs(memory, ({ operation }) => {
    if (operation === "writeAt" && --count === 0) resolve();
  });
  return { memory, fs, promise };
}

Deno.test("Job.kill() lets FFmpeg finish its file", async (t) => {
  const bytes = await engineBytes("gpl");
  await using runtime = await Runtime.create({ module: { bytes } });
  const source = "lavfi -i testsrc2=size=160x90:rate=25";
  for (
    const [what, command] of [
      ["that computes", `-f ${source} -c:v mpeg4 -flush_packets 1`],
      ["that sleeps", `-re -f ${source} -c:v mpeg4 -flush_packets 1`],
    ]
  ) {
    await t.step(what!, async () => {
      const { memory, fs, promise } = written(10);
      const args = [...command!.split(" "), "out.mkv"];
      const job = runtime.spawn(fs, args);
      await promise;
      job.kill("SIGINT");
      const { exitCode, stderr } = await job.status;
      assertEquals(exitCode, 255);
      assertStringIncludes(stderr, "Exiting normally, received signal 2");
      const made = { "out.mkv": memory.readFile("out.mkv") };
      const { format, streams } = await nativeProbe("out.mkv", made);
      assert(Number(streams[0]!.nb_read_frames) > 0);
      // Only a finished file contains its duration.
      assert(Number(format.duration) > 0);
    });
  }
  await t.step("also after SIGTERM", async () => {
    const { fs, promise } = written(2);
    const args = [..."-f lavfi -i testsrc2 -c:v mpeg4".split(" "), "out.mkv"];
    const job = runtime.spawn(fs, args);
    await promise;
    job.kill("SIGTERM");
    assertEquals((await job.status).exitCode, 255);
    assertEquals((await runtime.run(fs, ["-version"])).exitCode, 0);
  });
});
