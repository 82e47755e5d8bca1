// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { MemoryFs, type Runtime } from "../../mod.ts";
import { engineRuntime } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";

let runtime!: Runtime;
prepare(async () => {
  runtime = await engineRuntime("lgpl");
});

const SOURCE = "-f lavfi -i testsrc2=size=32x32:duration=0.1";

/** What `lgpl` lacks and `gpl` has. */
const lacks: Readonly<Record<string, string>> = {
  [`${SOURCE} -c:v libx264 a.mp4`]: "has no encoder libx264: gpl",
  [`${SOURCE} -f h264 a.bin`]: "has no encoder h264: gpl",
  [`${SOURCE} -vf hqdn3d -c:v ffv1 a.mkv`]: "has no filter hqdn3d: gpl",
};

Deno.test("a run that fails for want of a codec or a filter tells which variant has it", async (t) => {
  for (const [command, hint] of Object.entries(lacks)) {
    await t.step(command, async () => {
      const result = await runtime.run(new MemoryFs(), command.split(" "));
      assert(!result.success);
      assertStringIncludes(result.hint ?? result.stderr, hint);
      assertStringIncludes(result.hint!, "`afmpeg engine build gpl`");
    });
  }
});

Deno.test("a run that succeeds, or fails for another reason, has no hint", async () => {
  for (const command of [`${SOURCE} -c:v ffv1 a.mkv`, "-i none.mp4 a.mkv"]) {
    const result = await runtime.run(new MemoryFs(), command.split(" "));
    assertEquals(result.hint, undefined, result.stderr);
  }
});
