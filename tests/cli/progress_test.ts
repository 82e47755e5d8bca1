// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Progress } from "../../src/ffmpeg/progress.ts";
import { ProgressText } from "../../src/cli/progress_text.ts";
import { inFolder, runCli } from "../support/cli.ts";
import { type Files, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";
import { drawn, onTerminal } from "../support/terminal.ts";

let files!: Files;
prepare(async () => {
  ({ files } = await runNative("ffmpeg", [
    ..."-f lavfi -i testsrc2=size=320x180:rate=25:duration=4".split(" "),
    ..."-c:v mpeg4 in.mp4".split(" "),
  ]));
});

const nothing: Progress = {
  ...{ frame: undefined, fps: undefined, bitrate: undefined },
  ...{ outTimeSec: undefined, totalSize: undefined, speed: undefined },
  ...{ dupFrames: undefined, dropFrames: undefined },
  ...{ fraction: undefined, fractionSource: undefined, isEnd: false },
};

Deno.test("ProgressText says nothing until something is known", () => {
  const text = new ProgressText();
  for (const outTimeSec of [undefined, 0, -577_014]) {
    assertEquals(text.of({ ...nothing, outTimeSec, frame: 0 }), "");
  }
  assertEquals(text.of({ ...nothing, frame: 7 }), "7 frames");
  assertEquals(text.of({ ...nothing, outTimeSec: 62 }), "1:02 done");
  assertEquals(text.of({ ...nothing, fraction: 0 }), "0 %");
  const failed = text.of({ ...nothing, fraction: 0.456, isEnd: true }, true);
  assertMatch(failed, /^stopped at 45 %, \d/);
});

for (const columns of [20, 44, 60, 100]) {
  Deno.test(`afmpeg run keeps its progress on one line of ${columns} columns`, async () => {
    await inFolder(files, async (cwd) => {
      const line = "run -- -v error -i in.mp4 -c:v mpeg4 out.mkv";
      const { code, shown } = await onTerminal(line.split(" "), {
        ...{ cwd, columns },
      });
      assertEquals(code, 0, shown);
      const lines = drawn(shown);
      for (const line of lines) assert(line.length < columns, line);
      assertMatch(lines.at(-1)!, /^(\[#+\] )?100 %/);
      // It was never continued on another line.
      assertEquals(shown.split("\n").length, 2, shown);
      for (const line of lines) {
        assert(!/\] 0:00 done|^\[-+\]$/.test(line), line);
      }
    });
  });
}

Deno.test("afmpeg run does not claim 100 % when it fails", async () => {
  await inFolder(files, async (cwd) => {
    const line = "--max-bytes 60KiB -- -i in.mp4 -c:v ffv1 -y out.mkv";
    const args = line.split(" ");
    const bar = await onTerminal(["run", ...args], { cwd, columns: 100 });
    const lines = await runCli(["run", ...args], { cwd });
    for (const text of [bar.shown, lines.stderr]) {
      assertMatch(text, /No space left on device/);
      assert(!/100 %/.test(text), text);
      assertMatch(text.trimEnd().split(/[\r\n]+/).at(-1)!, /stopped at /);
    }
    assert(bar.code !== 0 && lines.code !== 0);
    const json = await runCli(["run", "--json", ...args], { cwd });
    const objects = json.stderr.trimEnd().split("\n").map((line) =>
      JSON.parse(line)
    );
    assert(objects.at(-1).exitCode !== 0);
    const samples = objects.filter(({ type }) => type === "progress");
    assert(samples.every(({ fraction }) => fraction !== 1), json.stderr);
  });
});
