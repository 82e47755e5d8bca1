// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Cuts in formats and videos in which seeking is not exact, by native ffmpeg. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { ExitError, type MemoryFs, type Runtime } from "../../mod.ts";
import { MediaError, trim, type TrimOptions } from "../../src/media/mod.ts";
import { engineRuntime } from "../support/engine.ts";
import { fsOf } from "../support/fs_of.ts";
import {
  type Files,
  makeNative,
  nativeFrameHashes,
  runNative,
} from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

const files: Files = {};
let runtime!: Runtime;
prepare(async () => {
  const make = (line: string) => makeNative(files, line);
  const picture = "-f lavfi -i testsrc2=s=96x54:r=25:d=4";
  const sound = "-f lavfi -i sine=d=4:r=48000";
  const x264 = "-c:v libx264 -preset veryfast -bf 3 -g 25";
  await make(`${picture} ${sound} ${x264} -c:a aac in.mp4`);
  await make("-i in.mp4 -c copy in.mkv");
  await make("-i in.mp4 -c copy in.ts");
  // Key frames that do not reset the decoder, as of broadcasts.
  const open = "open-gop=1:scenecut=0:b-adapt=0";
  await make(`${picture} ${x264} -x264-params ${open} open.mp4`);
  await make("-f lavfi -i testsrc=s=32x32 -frames:v 1 cover.png");
  const cover = "-map 0 -map 1 -c copy -disposition:v:1 attached_pic";
  await make(`-i in.mp4 -i cover.png ${cover} cover.mp4`);
  await make("-i in.mp4 -map 0:v -c copy raw.h264");
  files["s.srt"] = new TextEncoder().encode(
    "1\n00:00:00,100 --> 00:00:00,500\nbefore\n\n" +
      "2\n00:00:00,700 --> 00:00:02,000\nover\n\n" +
      "3\n00:00:02,200 --> 00:00:02,700\nwithin\n",
  );
  await make("-i in.mp4 -i s.srt -c copy -c:s srt subtitled.mkv");
  await make("-i in.mp4 -i s.srt -c copy -c:s mov_text subtitled.mp4");
  runtime = await engineRuntime("lgpl");
});
Deno.test.afterAll(() => runtime?.close());

/** Cuts a file; returns the plan and where it is. */
async function cut(name: string, output: string, options: TrimOptions) {
  const fs = fsOf(files);
  return { fs, plan: await trim(runtime, fs, name, output, options) };
}

/** The pictures of a file, as hashes, in order. */
async function hashes(name: string, bytes: Uint8Array): Promise<string[]> {
  const lines = await nativeFrameHashes(
    ["-i", name, "-map", "0:V:0", "-fps_mode", "passthrough"],
    { [name]: bytes },
  );
  return lines.map((line) => line.split(/, */).at(-1)!);
}

/** When the streams of a type begin, and when each frame is shown, natively. */
async function timesOf(fs: MemoryFs, name: string, type: "a" | "V") {
  const args = `-select_streams ${type}:0 -show_entries frame=pts_time`;
  const { stdout } = await runNative(
    "ffprobe",
    [...args.split(" "), "-of", "csv=p=0", name],
    { [name]: fs.readFile(name) },
  );
  return stdout.trim().split("\n").map((line) => parseFloat(line));
}

Deno.test("trim begins at the key frame that it names, in every format", async () => {
  const source = await hashes("in.mp4", files["in.mp4"]!);
  for (const name of ["in.mp4", "in.mkv", "in.ts"]) {
    for (const output of ["out.mp4", "out.mkv"]) {
      const { fs, plan } = await cut(name, output, {
        startSec: 1.5,
        endSec: 3,
      });
      assertAlmostEquals(plan.startSec, 1, 0.03);
      const own = await hashes(output, fs.readFile(output));
      assertEquals(own.slice(0, 50), source.slice(25, 75), `${name} ${output}`);
      const [[video], [sound]] = [
        await timesOf(fs, output, "V"),
        await timesOf(fs, output, "a"),
      ];
      assertAlmostEquals(sound!, video!, 0.025, `${name} ${output}`);
    }
  }
});

Deno.test("trim cuts exactly, in every format, and at any kind of key frame", async () => {
  for (const name of ["in.mp4", "in.mkv", "in.ts", "open.mp4"]) {
    for (const mode of ["smart", "exact"] as const) {
      const options = { startSec: 0.54, endSec: 3.2, mode };
      const { fs, plan } = await cut(name, "out.mp4", options);
      const what = `${name} ${mode}`;
      const times = await timesOf(fs, "out.mp4", "V");
      const frames = (3.2 - plan.startSec) * 25;
      assertAlmostEquals(times.length, frames, 1, what);
      for (const [i, time] of times.entries()) {
        assertAlmostEquals(time - times[0]!, i * 0.04, 1e-3, what);
      }
      // No errors.
      await hashes("out.mp4", fs.readFile("out.mp4"));
    }
  }
});

Deno.test("trim keeps a cover a cover, and begins at once", async () => {
  for (const output of ["out.mp4", "out.mkv"]) {
    const { fs, plan } = await cut("cover.mp4", output, { startSec: 2 });
    const { streams } = await runtime.probe(fs, output);
    assertEquals(
      streams.map(({ codec, disposition }) => [codec, disposition.attachedPic]),
      [["h264", false], ["aac", false], ["png", true]],
    );
    assertEquals(plan.dropped, []);
    const [first] = await timesOf(fs, output, "V");
    assert(first! < 0.1, `${first}`);
  }
});

Deno.test("trim encodes all of a video that is to be smaller", async () => {
  const { fs } = await cut("in.mp4", "out.mp4", {
    ...{ startSec: 0.5, endSec: 3, mode: "smart", maxWidth: 49 },
  });
  const [video] = (await runtime.probe(fs, "out.mp4")).streams;
  assert(video?.type === "video");
  assertEquals([video.width, video.height], [48, 28]);
});

Deno.test("trim refuses what it cannot make, and never makes an empty file", async () => {
  const smart = { startSec: 0.5, endSec: 3, mode: "smart" } as const;
  await assertRejects(
    () => cut("in.mp4", "out.webm", smart),
    MediaError,
    "video in H.264, which webm cannot hold",
  );
  await assertRejects(
    () => cut("in.mp4", "out.mp4", { ...smart, codec: "hevc" }),
    TypeError,
    '"hevc" for the mode "smart"',
  );
  // Its packets have no times.
  const fs = fsOf(files);
  await assertRejects(
    () => trim(runtime, fs, "raw.h264", "out.mp4", { startSec: 1 }),
    ExitError,
    "received nothing to write",
  );
  assertEquals(fs.exists("out.mp4"), false);
});

Deno.test("trim cuts subtitles where the pictures begin, and delays nothing for them", async () => {
  for (const name of ["subtitled.mkv", "subtitled.mp4"]) {
    for (const output of ["out.mkv", "out.mp4"]) {
      const { fs } = await cut(name, output, { startSec: 1.5 });
      const what = `${name} ${output}`;
      const [first] = await timesOf(fs, output, "V");
      assert(first! < 0.1, what);
      const args = `-i ${output} -map 0:s -f srt -`.split(" ");
      const own = { [output]: fs.readFile(output) };
      const { stdout } = await runNative("ffmpeg", args, own);
      const texts = stdout.split("\n").filter((line) => /^[a-z]/.test(line));
      assertEquals(texts, ["over", "within"], what);
      const [start, end] = Array.from(
        stdout.matchAll(/00:00:(\d\d),(\d{3})/g),
        ([, sec, ms]) => Number(sec) + Number(ms) / 1000,
      );
      assertAlmostEquals(start!, 0, 0.1, what);
      assertAlmostEquals(end! - start!, 1, 0.1, what);
    }
  }
});
