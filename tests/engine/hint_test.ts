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

/** What `lgpl` lacks, and a variant that has it. */
const lacks: readonly (readonly [string, string, string])[] = [
  [`${SOURCE} -c:v libx264 a.mp4`, "encoder libx264", "gpl"],
  [`${SOURCE} -f obu a.bin`, "encoder av1", "full"],
  [`${SOURCE} -vf hqdn3d -c:v ffv1 a.mkv`, "filter hqdn3d", "gpl"],
];

Deno.test("a run that fails for want of a codec or a filter tells which variant has it", async (t) => {
  for (const [command, what, variant] of lacks) {
    await t.step(command, async () => {
      const result = await runtime.run(new MemoryFs(), command.split(" "));
      assert(!result.success);
      const hint = result.hint ?? result.stderr;
      assertStringIncludes(hint, `has no ${what}: ${variant}`);
      assertStringIncludes(hint, `\`afmpeg engine build ${variant}\``);
    });
  }
});

Deno.test("a run that succeeds, or fails for another reason, has no hint", async () => {
  for (const command of [`${SOURCE} -c:v ffv1 a.mkv`, "-i none.mp4 a.mkv"]) {
    const result = await runtime.run(new MemoryFs(), command.split(" "));
    assertEquals(result.hint, undefined, result.stderr);
  }
});
