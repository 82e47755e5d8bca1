// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Pictures made of frames, compared with what native ffmpeg makes of the same frames. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { LimitError, MemoryFs, ProbeError, type Runtime } from "../../mod.ts";
import { contactSheet, preview, sprites } from "../../src/media/mod.ts";
import { engineRuntime } from "../support/engine.ts";
import { fsOf } from "../support/fs_of.ts";
import { type Files, nativeProbe, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";
import { psnr } from "../support/similarity.ts";

let files!: Files;
let runtime!: Runtime;
prepare(async () => {
  ({ files } = await runNative("ffmpeg", [
    ..."-f lavfi -i testsrc2=s=192x108:r=10:d=8".split(" "),
    ..."-f lavfi -i sine=d=1 -f lavfi -i color=red:s=64x64:d=0.3:r=10".split(
      " ",
    ),
    ..."-map 0 -c:v ffv1 -g 5 in.mkv -map 1 a.wav".split(" "),
    ..."-map 1 -map 2 -frames:v 1 -c:v:0 png -disposition:v attached_pic".split(
      " ",
    ),
    ..."cover.mp3 -map 2 -c:v ffv1 short.mkv".split(" "),
    ..."-map 0 -t 30 -c:v ffv1 -filter:v loop=-1:80,setpts=N/10/TB long.mkv"
      .split(" "),
  ]));
  runtime = await engineRuntime("gpl");
});
Deno.test.afterAll(() => runtime?.close());

Deno.test("sprites are the frames that native ffmpeg selects and tiles", async () => {
  const { sheets, cues, vtt } = await sprites(runtime, fsOf(files), "in.mkv", {
    ...{ everySec: 0.5, columns: 3, rows: 4, width: 96, format: "png" },
    urlOf: (sheet) => `s${sheet}.png`,
  });
  const { files: native } = await runNative("ffmpeg", [
    ...["-i", "in.mkv", "-vf", "select=not(mod(n\\,5)),scale=96:54,tile=3x4"],
    ...["-fps_mode", "passthrough", "n%d.png"],
  ], files);
  assertEquals(sheets.length, 2);
  for (const [i, own] of sheets.entries()) {
    // The last sheet has no empty rows.
    const crop = i === 1 ? "[1:v]crop=288:108:0:0,format=rgb24" : "";
    const { files: { "c.png": tiled } } = crop
      ? await runNative("ffmpeg", [
        ..."-i n2.png -vf crop=288:108:0:0 c.png".split(" "),
      ], native)
      : { files: { "c.png": native["n1.png"]! } };
    const alike = await psnr("-i own.png -i n.png", {
      ...{ "own.png": own, "n.png": tiled! },
    });
    assert(alike > 38, `${alike}`);
  }
  assertEquals(cues.length, 16);
  assertEquals(cues[13], {
    ...{
      startSec: 6.5,
      endSec: 7,
      sheet: 1,
      x: 96,
      y: 0,
      width: 96,
      height: 54,
    },
  });
  assertEquals(vtt.split("\n\n").length, 17);
  assertEquals(
    vtt.split("\n\n")[14],
    [
      "00:00:06.500 --> 00:00:07.000",
      "s1.png#xywh=96,0,96,54",
    ].join("\n"),
  );
});

Deno.test("sprites cover the whole of the time, near or far apart", async () => {
  const lines: string[] = [];
  for (const [name, count] of [["in.mkv", 7], ["long.mkv", 3]] as const) {
    const { cues } = await sprites(runtime, fsOf(files), name, {
      ...{ count, width: 32 },
      explain: (argv) => lines.push(argv.join(" ")),
    });
    assertEquals(cues.length, count);
    const seconds = name === "in.mkv" ? 8 : 30;
    assertEquals([cues[0]!.startSec, cues.at(-1)!.endSec], [0, seconds]);
    for (const [i, cue] of cues.entries()) {
      if (i > 0) assertEquals(cue.startSec, cues[i - 1]!.endSec);
    }
  }
  // One run for what is near, one for each of what is far; and one for each sheet.
  assertEquals(lines.filter((line) => line.includes("showinfo")).length, 4);
  assertEquals(lines.filter((line) => line.includes("mjpeg")).length, 2);
});

Deno.test("a contact sheet has the frames of the middle of each part", async () => {
  const sheet = await contactSheet(runtime, fsOf(files), "in.mkv", {
    ...{ columns: 2, rows: 2, width: 96, gap: 5, background: "#3060c0" },
    format: "png",
  });
  const { files: native } = await runNative("ffmpeg", [
    ...["-i", "in.mkv", "-vf"],
    "select=eq(n\\,10)+eq(n\\,30)+eq(n\\,50)+eq(n\\,70),scale=96:54,format=rgb24," +
    "tile=2x2:margin=5:padding=5:color=0x3060c0",
    "n.png",
  ], files);
  const alike = await psnr("-i own.png -i n.png", {
    ...{ "own.png": sheet, "n.png": native["n.png"]! },
  });
  assert(alike > 38, `${alike}`);
});

Deno.test("sheets have as many pictures as there are frames", async () => {
  const fs = fsOf(files);
  const { cues } = await sprites(runtime, fs, "short.mkv", { count: 50 });
  assertEquals(cues.length, 3);
  const sheet = await contactSheet(runtime, fs, "short.mkv", {
    width: 64,
    gap: 0,
  });
  const { streams: [stream] } = await nativeProbe("s.jpg", { "s.jpg": sheet });
  assertEquals([stream?.codec_name, stream?.width, stream?.height], [
    ...["mjpeg", 256, 64],
  ]);
  const cover = await sprites(runtime, fs, "cover.mp3");
  assertEquals(cover.cues.length, 1);
});

Deno.test("a preview meets its budget, as GIF and as WebP", async () => {
  for (const format of ["gif", "webp"] as const) {
    const sizes: number[] = [];
    for (const budgetBytes of [Infinity, 30_000]) {
      const found = await preview(runtime, fsOf(files), "in.mkv", {
        ...{ format, clips: 2, clipSec: 0.5, width: 160, fps: 10 },
        ...(budgetBytes < Infinity && { budgetBytes }),
      });
      const { data, width, attempts } = found;
      assert(data.length <= budgetBytes);
      sizes.push(data.length);
      assertEquals(attempts === 1, budgetBytes === Infinity || width === 160);
      // Native ffmpeg reads no moving WebP; the engine does.
      const fs = new MemoryFs();
      fs.writeFile("own", data);
      const about = format === "gif"
        ? (await nativeProbe("own.gif", { "own.gif": data })).streams[0]!
        : undefined;
      if (!about) {
        assertEquals(new TextDecoder().decode(data.subarray(8, 12)), "WEBP");
        // The header of a file that moves: VP8X, with the flag for it.
        assertEquals(new TextDecoder().decode(data.subarray(12, 16)), "VP8X");
        assertEquals(data[20]! & 2, 2);
        const size = data[24]! + data[25]! * 256 + 1;
        assertEquals(size, width);
        continue;
      }
      assertEquals([about.codec_name, about.width], ["gif", width]);
      const frames = Number(about.nb_read_frames);
      assert(Math.abs(frames - found.fps) <= 2, `${frames}`);
    }
  }
});

Deno.test("a preview fails if the budget is too small for anything", async () => {
  const call = () =>
    preview(runtime, fsOf(files), "in.mkv", {
      budgetBytes: 50,
      clips: 1,
      fps: 4,
    });
  const { option, limit } = await assertRejects(
    call,
    LimitError,
    "lower `clips` or `clipSec`",
  );
  assertEquals([option, limit], ["budgetBytes", 50]);
});

Deno.test("sheets and previews say what a file lacks, and refuse wrong options", async () => {
  const fs = fsOf(files);
  fs.writeFile("empty.mkv", "");
  fs.writeFile("head.mkv", files["in.mkv"]!.subarray(0, 900));
  for (const make of [sprites, contactSheet, preview]) {
    const call = (name: string, options: object = {}) => () =>
      make(runtime, fs, name, options as never);
    const { name } = await assertRejects(call("a.wav"), Error);
    assertEquals(
      name,
      make === preview ? "MissingStreamError" : "ExitError",
    );
    await assertRejects(call("head.mkv"), Error);
    await assertRejects(call("empty.mkv"), ProbeError);
    const wrong = [
      ...[null, { width: 0 }, { width: NaN }, { columns: 1.5, clips: 0 }],
      ...[{ format: "bmp" }, { gap: -1, count: 0, fps: 0 }, {
        everySec: 0,
        x: 1,
      }],
    ];
    for (const options of wrong) {
      await assertRejects(call("in.mkv", options as object), TypeError);
    }
  }
  const odd = await sprites(runtime, fs, "in.mkv", { count: 1 });
  assertEquals(odd.sheets.length, 1);
  const bad = { count: 1, urlOf: () => "a\nb" };
  await assertRejects(() => sprites(runtime, fs, "in.mkv", bad), TypeError);
  const huge = { columns: 100, width: 4096 };
  await assertRejects(() => sprites(runtime, fs, "in.mkv", huge), TypeError);
  const both = { count: 1, everySec: 1 };
  await assertRejects(() => sprites(runtime, fs, "in.mkv", both), TypeError);
});
