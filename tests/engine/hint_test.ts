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

/** What FFmpeg has dropped, what to write for it, and a command line that proves it. */
const removed: readonly (readonly [string, string, string])[] = [
  ["-vsync 0", "use -fps_mode passthrough", "-fps_mode passthrough"],
  [
    "-filter_complex_script graph.txt",
    "use -/filter_complex FILE",
    "-/filter_complex graph.txt",
  ],
  ["-filter_script:v chain.txt", "-/filter:v FILE", "-/filter:v chain.txt"],
  ["-vbsf null", "use -bsf:v", "-bsf:v null"],
  ["-top 1", "use the filter -vf setfield=tff", "-vf setfield=tff"],
  ["-psnr", "use -flags +psnr", "-flags +psnr"],
  ["-vf pp", "use -vf deblock", "-vf deblock"],
];

Deno.test("a run that fails for an option or a filter of former versions tells what does the same", async (t) => {
  for (const [option, hint, instead] of removed) {
    await t.step(option, async () => {
      const run = async (options: string) => {
        const fs = new MemoryFs();
        fs.writeFile("graph.txt", new TextEncoder().encode("[0:v]hflip"));
        fs.writeFile("chain.txt", new TextEncoder().encode("hflip"));
        const command = `${SOURCE} ${options} -c:v ffv1 a.mkv`;
        return await runtime.run(fs, command.split(" "));
      };
      const result = await run(option);
      assert(!result.success);
      assertStringIncludes(result.hint ?? result.stderr, hint);
      const other = await run(instead);
      assert(other.success, other.stderr);
    });
  }
});

Deno.test("a run that succeeds, or fails for another reason, has no hint", async () => {
  for (const command of [`${SOURCE} -c:v ffv1 a.mkv`, "-i none.mp4 a.mkv"]) {
    const result = await runtime.run(new MemoryFs(), command.split(" "));
    assertEquals(result.hint, undefined, result.stderr);
  }
});
