// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { MemoryFs, Runtime } from "../../mod.ts";
import { assertOnlyInserts } from "../support/assert_only_inserts.ts";
import { engineBytes } from "../support/engine.ts";

Deno.test("rewrite() leaves every other byte of the engine unchanged", async () => {
  assertOnlyInserts(await engineBytes("gpl", { interruptible: false }));
});

Deno.test("rewrite() does not change the engine's output", async () => {
  const bytes = await engineBytes("gpl", { interruptible: false });
  const outputs: Uint8Array[][] = [];
  for (const interruptible of [true, false]) {
    await using runtime = await Runtime.create({
      module: { bytes },
      interruptible,
    });
    const fs = new MemoryFs();
    const source =
      "-f lavfi -i testsrc2=size=160x90:duration=1 -f lavfi -i sine=duration=1";
    for (
      const command of [
        `${source} -c:v libx264 -c:a aac a.mp4`,
        "-i a.mp4 -c:v mpeg4 -c:a pcm_s16le b.avi",
        "-i a.mp4 -f framemd5 c.txt",
        "-i a.mp4 -frames:v 1 d.png",
      ]
    ) {
      const result = await runtime.run(
        fs,
        ["-bitexact", ...command.split(" ")].slice(1),
      );
      assertEquals(result.exitCode, 0, result.stderr);
    }
    outputs.push(
      ["a.mp4", "b.avi", "c.txt", "d.png"].map((path) => fs.readFile(path)),
    );
  }
  assertEquals(outputs[0], outputs[1]);
});
