// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * ffmpeg finds devices and directories as it does on Linux.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import { runNative } from "../support/native.ts";

const quiet = "-v error -nostdin -y";

Deno.test("ffmpeg muxes to /dev/null, whatever it seeks for", async (t) => {
  await using runtime = await engineRuntime("gpl");
  const { files } = await runNative("ffmpeg", [
    ..."-f lavfi -i testsrc2=size=96x64:rate=10:duration=0.5".split(" "),
    ..."-f lavfi -i sine=duration=0.5 in.mp4".split(" "),
  ]);
  for (
    const options of [
      "-c copy -f mp4",
      "-c copy -f mp4 -movflags +faststart",
      "-c copy -f matroska",
      "-c copy -f avi",
      "-f wav",
      "-an -c:v libx264 -b:v 100k -pass 1 -f mp4",
    ]
  ) {
    await t.step(options, async () => {
      const line = `${quiet} -i in.mp4 ${options} /dev/null`;
      const { exitCode, stderr } = await ffmpeg(runtime, line, files);
      assertEquals([exitCode, stderr], [0, ""]);
    });
  }
});

Deno.test("ffmpeg encodes in two passes, the first to /dev/null", async () => {
  await using runtime = await engineRuntime("gpl");
  const source = "-f lavfi -i testsrc2=size=96x64:rate=10:duration=1";
  const pass = (n: number) => `${quiet} ${source} -b:v 90k -pass ${n}`;
  const { fs, exitCode } = await ffmpeg(
    runtime,
    `${pass(1)} -f mp4 /dev/null`,
  );
  assertEquals(exitCode, 0);
  const result = await runtime.run(fs, `${pass(2)} out.mp4`.split(" "));
  assertEquals([result.exitCode, result.stderr], [0, ""]);
});

Deno.test("ffmpeg says of a directory what it says on Linux", async (t) => {
  await using runtime = await engineRuntime("gpl");
  const native = async (line: string) => {
    const { stderr } = await new Deno.Command("ffmpeg", {
      args: line.split(" "),
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    return new TextDecoder().decode(stderr);
  };
  for (
    const line of [
      `${quiet} -i . -f null -`,
      `${quiet} -i /dev -f null -`,
      `${quiet} -f lavfi -i sine=duration=0.1 -f wav .`,
    ]
  ) {
    await t.step(line, async () => {
      assertStringIncludes(await native(line), "Is a directory");
      const { exitCode, stderr } = await ffmpeg(runtime, line);
      assertEquals(exitCode === 0, false);
      assertStringIncludes(stderr, "Is a directory");
    });
  }
});
