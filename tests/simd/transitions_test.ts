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
import { runNative } from "../support/native.ts";

/** Those that mix every pixel with the one in its place, and some that do not. */
const transitions = [
  ...["fade", "fadeblack", "fadewhite", "fadegrays", "wipeleft", "dissolve"],
  ...["smoothleft", "hblur", "zoomin", "circleopen"],
];

const frames = (bytes: Uint8Array) =>
  new TextDecoder().decode(bytes).match(/^\d.*$/gm);

for (const version of testedVersions("9.0")) {
  Deno.test(`xfade of FFmpeg ${version} gives the pictures of native ffmpeg`, async (t) => {
    await using runtime = await engineRuntime("gpl", { version });
    for (const format of ["yuv420p", "gbrp10le"]) {
      const { files } = await runNative("ffmpeg", [
        ...["-f", "lavfi", "-i", "testsrc2=s=98x50:r=25,noise=alls=30:allf=t"],
        ...[
          "-f",
          "lavfi",
          "-i",
          "mandelbrot=s=98x50:r=25",
          "-map",
          "0",
          "-map",
        ],
        ...["1", "-frames:v", "8", "-pix_fmt", format, "-c:v", "rawvideo"],
        ...["in.nut"],
      ]);
      for (const transition of transitions) {
        await t.step(`${transition}, ${format}`, async () => {
          const command = "-i in.nut -filter_complex " +
            `[0:0][0:1]xfade=transition=${transition}:duration=0.3:offset=0 ` +
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
