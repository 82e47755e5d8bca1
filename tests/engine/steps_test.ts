// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import { type BuildProgress, Steps } from "../../engine/step.ts";
import { inFolder } from "../support/cli.ts";

Deno.test("a build reports how much is done, by how long its steps take", async () => {
  await inFolder({}, async (cwd) => {
    const reports: BuildProgress[] = [];
    const steps = new Steps(cwd, "test", ["tools", "x264", "FFmpeg", "link"], {
      onProgress: (progress) => reports.push(progress),
    });
    steps.begin("tools")[Symbol.dispose]();
    const tools = reports.at(-1)!.fraction;
    {
      using library = steps.begin("x264");
      using ffmpeg = steps.begin("FFmpeg");
      assertEquals(reports.at(-1)!.steps, ["x264", "FFmpeg"]);
      const compile = "for i in 1 2 3 4; do printf 'CC\\t%s\\n' $i; done";
      for (const step of [library, ffmpeg]) {
        await step.run("sh", ["-c", compile], { cwd, total: 5 });
      }
      // It runs make twice: what was done stays so.
      await ffmpeg.run("sh", ["-c", compile], { cwd, total: 50 });
    }
    steps.begin("link")[Symbol.dispose]();
    const fractions = reports.map(({ fraction }) => fraction);
    assertEquals(fractions, fractions.toSorted((a, b) => a - b));
    assertEquals(fractions.at(-1), 1);
    // Most of the time is FFmpeg's.
    const [before, after] = [0.4, 0.9];
    assert(tools < before && fractions.at(-3)! > after, `${fractions}`);
  });
});

Deno.test("a step that goes on later is counted once", async () => {
  await inFolder({}, async (cwd) => {
    const url = new URL("../../engine/step.ts", import.meta.url);
    const code = `import { Steps } from ${JSON.stringify(url.href)};
      const steps = new Steps(Deno.args[0], "test", ["libc", "link"]);
      for (const name of ["libc", "libc", "link"]) {
        steps.begin(name)[Symbol.dispose]();
      }`;
    const { stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", code, cwd],
    }).output();
    const lines = new TextDecoder().decode(stderr).trim().split("\n");
    assertEquals(
      lines.map((line) => line.replace(/ \(.*/, "")),
      ["[1/2] libc", "[1/2] libc", "[2/2] link"],
    );
  });
});
