// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The commands that look at media, and make pictures of it. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { inFolder, namesIn, runCli } from "../support/cli.ts";
import { type Files, nativeProbe, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

let files!: Files;
prepare(async () => {
  ({ files } = await runNative("ffmpeg", [
    ..."-f lavfi -i testsrc2=s=160x90:r=10:d=3,format=yuv420p".split(" "),
    ..."-f lavfi -i sine=d=3:r=8000 -map 0 -map 1 -c:v mpeg4 -c:a aac in.mp4"
      .split(" "),
    ..."-map 1 -c:a pcm_s16le a.wav".split(" "),
  ]));
});

Deno.test("the commands that measure print lines, and JSON", async () => {
  await inFolder(files, async (cwd) => {
    const all = await runCli(["analyze", "in.mp4"], { cwd });
    assertEquals(all.code, 0, all.stderr);
    assertMatch(
      all.stdout,
      /^loudness +-\d+\.\d LUFS, .*\nsilence +none\nblack +none\n/,
    );
    assertStringIncludes(all.stderr, "100 %");
    const some = await runCli(
      ["analyze", "--json", "--levels", "--min-sec", "1", "--black", "in.mp4"],
      { cwd },
    );
    const { levels, ...rest } = JSON.parse(some.stdout);
    assertEquals([levels.frames, rest], [30, { black: [] }]);
    const events = some.stderr.trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    assertEquals(events.at(-1), { type: "result", exitCode: 0 });
    assertEquals(events.at(-2).fraction, 1);

    const loud = await runCli(["loudness", "-"], {
      cwd,
      input: files["a.wav"]!,
    });
    assertMatch(loud.stdout, /^-\d+\.\d LUFS, range \d+\.\d LU, peak /);

    const same = await runCli([
      "compare",
      "--json",
      "--ssim",
      "in.mp4",
      "in.mp4",
    ], {
      cwd,
    });
    assertEquals(JSON.parse(same.stdout).ssim.average, 1);
    const lines = await runCli(["compare", "in.mp4", "in.mp4"], { cwd });
    assertStringIncludes(
      lines.stdout,
      "frames  30\npsnr    Infinity (y Infinity",
    );
  });
});

Deno.test("the commands that make files write what their names say", async () => {
  await inFolder(files, async (cwd) => {
    const calls = [
      "waveform --width 64 --height 32 a.wav w.png",
      "waveform a.wav w.svg",
      "waveform --bits 8 --samples-per-pixel 1000 a.wav w.json",
      "waveform --split-channels in.mp4 w.dat",
      "spectrogram --width 64 --height 32 a.wav s.png",
      "sprite --count 3 --width 32 in.mp4 v.vtt",
      "sheet --columns 2 --rows 1 --width 32 in.mp4 c.jpg",
      "preview --clips 1 --width 32 --budget 20KiB in.mp4 p.gif",
    ];
    for (const call of calls) {
      const { code, stdout, stderr } = await runCli(call.split(" "), { cwd });
      assertEquals([code, stdout], [0, ""], `${call}: ${stderr}`);
      // The size of what was decoded is not that of the file.
      assert(!/\d (B|KiB|MiB)\b/.test(stderr), stderr);
    }
    assertEquals(await namesIn(cwd), [
      ...["a.wav", "c.jpg", "in.mp4", "p.gif", "s.png", "v-0.jpg", "v.vtt"],
      ...["w.dat", "w.json", "w.png", "w.svg"],
    ]);
    const codecs = [["w.png", "png"], ["s.png", "png"], ["c.jpg", "mjpeg"]];
    for (const [name, codec] of [...codecs, ["p.gif", "gif"]]) {
      const bytes = await Deno.readFile(`${cwd}/${name}`);
      const { streams } = await nativeProbe(name!, { [name!]: bytes });
      assertEquals(streams[0]!.codec_name, codec);
    }
    const json = JSON.parse(await Deno.readTextFile(`${cwd}/w.json`));
    assertEquals([json.bits, json.samples_per_pixel, json.length], [
      8,
      1000,
      24,
    ]);
    assertStringIncludes(
      await Deno.readTextFile(`${cwd}/v.vtt`),
      "00:00:01.000 --> 00:00:02.000\nv-0.jpg#xywh=32,0,32,18\n",
    );
    // What exists is not replaced unasked.
    const again = await runCli(["sheet", "in.mp4", "c.jpg"], { cwd });
    assertEquals(again.code, 2);
    assertStringIncludes(again.stderr, "--overwrite");
    const sprites = await runCli(["sprite", "in.mp4", "v.vtt"], { cwd });
    assertStringIncludes(sprites.stderr, '"v.vtt" and 1 more');
  });
});

Deno.test("--explain prints the command line, and runs nothing", async () => {
  await inFolder(files, async (cwd) => {
    const calls: [string, RegExp][] = [
      ["analyze --scenes in.mp4", /^ffmpeg .*scdet/],
      ["waveform a.wav w.png", /^ffmpeg .*s16le/],
      ["sprite in.mp4 v.vtt", /^ffmpeg .*rawvideo/],
      ["preview in.mp4 p.gif", /^ffmpeg .*palettegen/],
    ];
    for (const [call, expected] of calls) {
      const args = call.split(" ").toSpliced(1, 0, "--explain");
      const { code, stdout, stderr } = await runCli(args, { cwd });
      assertEquals(code, 0, stderr);
      assertMatch(stdout, expected);
    }
    assertEquals(await namesIn(cwd), ["a.wav", "in.mp4"]);
    const json = await runCli(["loudness", "--explain", "--json", "a.wav"], {
      cwd,
    });
    assertEquals(JSON.parse(json.stdout).argv[0], "ffmpeg");
  });
});

Deno.test("the commands of helpers report what is wrong", async () => {
  await inFolder(files, async (cwd) => {
    const calls: [string, number, string][] = [
      ["analyze --scenes a.wav", 125, "received a file without video"],
      ["analyze", 2, "received 0 operands; name a file"],
      ["compare in.mp4", 2, "name a file and a reference"],
      ["compare - -", 2, 'received "-" twice'],
      ["waveform a.wav w.bmp", 2, "ends in .png, .svg, .json or .dat"],
      ["waveform a.wav none/w.png", 2, "no directory"],
      ["spectrogram a.wav s.jpg", 2, "ends in .png"],
      ["sprite in.mp4 v.txt", 2, "ends in .vtt"],
      ["sprite --count 1 --every 1 in.mp4 v.vtt", 2, "give one of them"],
      ["sheet a.wav c.png", 125, "no picture"],
      ["preview in.mp4 p.mp4", 2, "ends in .webp or .gif"],
      ["preview --budget 10 in.mp4 p.gif", 125, "raise --budget-bytes"],
      ["check in.mp4", 2, "after `--`"],
    ];
    for (const [call, exitCode, text] of calls) {
      const { code, stdout, stderr } = await runCli(call.split(" "), { cwd });
      assertEquals([code, stdout], [exitCode, ""], `${call}: ${stderr}`);
      assertStringIncludes(stderr, text);
      assert(!/\bat .*:\d+:\d+/.test(stderr), stderr);
    }
    assertEquals(await namesIn(cwd), ["a.wav", "in.mp4"]);
  });
});

Deno.test("afmpeg sprite refuses an input that a later sheet would replace", async () => {
  await inFolder({ "v-1.jpg": files["in.mp4"]! }, async (cwd) => {
    const line = "sprite -y --columns 1 --rows 1 v-1.jpg v.vtt";
    const { code, stderr } = await runCli(line.split(" "), { cwd });
    assertEquals([code, await namesIn(cwd)], [2, ["v-1.jpg"]]);
    assertStringIncludes(stderr, '"v-1.jpg", which is the input');
  });
});

Deno.test("afmpeg check explains a command line, and what is wrong with it", async () => {
  await inFolder(files, async (cwd) => {
    const right = await runCli("check -- -ss 1 -i in.mp4 o.mkv".split(" "), {
      cwd,
    });
    assertEquals([right.code, right.stderr], [0, ""]);
    assertEquals(
      right.stdout,
      "-ss 1      start transcoding at specified time\n" +
        "-i in.mp4  input\no.mkv      output\n",
    );
    const wrong = await runCli(
      "check --json -- -i none.mp4 -crff 2 in.mp4".split(" "),
      { cwd },
    );
    assertEquals(wrong.code, 1);
    const { problems } = JSON.parse(wrong.stdout);
    assertEquals(problems.map(({ name }: { name: string }) => name), [
      ...["none.mp4", "crff", "in.mp4"],
    ]);
  });
});
