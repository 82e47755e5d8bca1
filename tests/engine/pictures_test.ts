// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Theora and steadied pictures, compared with native ffmpeg, which has the same
 * libraries.
 *
 * @module
 */
import { assertAlmostEquals, assertEquals, assertGreater } from "@std/assert";
import type { Runtime } from "../../mod.ts";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import { type Files, nativeProbe, runNative } from "../support/native.ts";
import { psnr } from "../support/similarity.ts";

const pictures = "-f lavfi -i testsrc2=size=160x96:rate=10:duration=1";

async function run(
  runtime: Runtime,
  command: string,
  files: Files,
  name: string,
): Promise<Files> {
  const { exitCode, stderr, fs } = await ffmpeg(
    runtime,
    `-v error ${command} ${name}`,
    files,
  );
  assertEquals([exitCode, stderr], [0, ""]);
  return { [name]: fs.readFile(name) };
}

async function runNatively(
  command: string,
  files: Files,
  name: string,
): Promise<Files> {
  return (await runNative("ffmpeg", `${command} ${name}`.split(" "), files))
    .files;
}

Deno.test("Theora in Ogg is as good, and as small, as that of native libtheora", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  for (const options of ["-q:v 4", "-q:v 9 -g 5", "-b:v 300k"]) {
    await t.step(options, async () => {
      const command =
        `${pictures} -pix_fmt yuv420p -c:v libtheora ${options} -f ogg`;
      const own = await run(runtime, command, {}, "out.ogv");
      const native = await runNatively(command, {}, "out.ogv");
      const quality = (made: Files) => psnr(`-i out.ogv ${pictures}`, made);
      assertAlmostEquals(await quality(own), await quality(native), 0.5);
      assertAlmostEquals(
        own["out.ogv"]!.length / native["out.ogv"]!.length,
        1,
        0.02,
      );
      const { streams } = await nativeProbe("out.ogv", own);
      assertEquals(streams[0]?.codec_name, "theora");
      assertEquals(streams[0]?.nb_read_frames, "10");
    });
  }
});

/** A picture that shakes: a part of a larger one, from a place that moves to and fro. */
const shaken = "-f lavfi -i testsrc2=size=320x240:rate=25:duration=1 -vf " +
  "noise=alls=8,crop=240:160:30+12*sin(n):30+9*cos(n*1.7) -c:v ffv1";

Deno.test("two passes steady pictures as native vid.stab does", async (t) => {
  await using runtime = await engineRuntime("gpl");
  const source = await runNatively(shaken, {}, "in.mkv");
  const detect = "-i in.mkv -vf vidstabdetect=shakiness=8:result=";
  const transform = (options: string) =>
    `-i in.mkv -vf vidstabtransform=input=own.trf:${options} -c:v ffv1`;
  const { exitCode, fs } = await ffmpeg(
    runtime,
    `-v error ${detect}own.trf -f null -`,
    source,
  );
  assertEquals(exitCode, 0);
  const moves = { "own.trf": fs.readFile("own.trf") };
  const found = await runNatively(`${detect}native.trf -f null`, source, "-");
  assertEquals(
    new TextDecoder().decode(moves["own.trf"]),
    new TextDecoder().decode(found["native.trf"]),
  );
  for (
    const options of ["smoothing=5", "tripod=1", "zoom=5:interpol=bicubic"]
  ) {
    await t.step(options, async () => {
      const files = { ...source, ...moves };
      const own = await run(runtime, transform(options), files, "own.mkv");
      const native = await runNatively(
        transform(options),
        files,
        "native.mkv",
      );
      assertGreater(
        await psnr("-i own.mkv -i native.mkv", { ...own, ...native }),
        40,
      );
    });
  }
});
