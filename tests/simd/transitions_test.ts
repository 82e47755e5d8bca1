// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Transitions of `xfade`, whose loops the compiler vectorises, give the pictures of native
 * ffmpeg.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { engineRuntime, ffmpeg, testedVersions } from "../support/engine.ts";
import { type Files, runNative } from "../support/native.ts";

/** Those that mix every pixel with the one in its place, and some that do not. */
const transitions = [
  ...["fade", "fadeblack", "fadewhite", "fadefast", "fadeslow"],
  ...["wipeleft", "smoothleft", "hblur", "zoomin", "circleopen"],
];

const sources = {
  "noisy.raw": "testsrc2=s=98x50:r=25,noise=alls=30:allf=t",
  "fractal.raw": "mandelbrot=s=98x50:r=25",
};

const frames = (bytes: Uint8Array) =>
  new TextDecoder().decode(bytes).match(/^\d.*$/gm);

for (const version of testedVersions("9.0")) {
  Deno.test(`xfade of FFmpeg ${version} gives the pictures of native ffmpeg`, async (t) => {
    await using runtime = await engineRuntime("gpl", { version });
    for (const format of ["yuv444p", "gbrp10le"]) {
      const files: Files = {};
      for (const [name, source] of Object.entries(sources)) {
        const made = await runNative("ffmpeg", [
          ...["-f", "lavfi", "-i", source, "-frames:v", "8"],
          ...["-pix_fmt", format, "-f", "rawvideo", name],
        ]);
        Object.assign(files, made.files);
      }
      const inputs = Object.keys(sources).map((name) =>
        `-f rawvideo -s 98x50 -pix_fmt ${format} -i ${name}`
      ).join(" ");
      for (const transition of transitions) {
        await t.step(`${transition}, ${format}`, async () => {
          const command = `${inputs} -filter_complex ` +
            `[0:v][1:v]xfade=transition=${transition}:duration=0.5:offset=0 ` +
            "-flags bitexact -f framemd5 out";
          const expected = await runNative("ffmpeg", command.split(" "), files);
          const { exitCode, stderr, fs } = await ffmpeg(
            runtime,
            `-v error -nostdin ${command}`,
            files,
          );
          assertEquals(exitCode, 0, stderr);
          const pictures = frames(fs.readFile("out"));
          assertEquals(pictures?.length, 8);
          assertEquals(pictures, frames(expected.files.out!));
        });
      }
    }
  });
}
