// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * libvpx with kernels for SIMD128 makes the streams that it makes natively: Debian's has the
 * same version, with assembly.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import { type Files, runNative } from "../support/native.ts";

const sources = {
  noisy: "testsrc2=s=182x146:r=25,noise=alls=25:allf=t,fade=out:0:12",
  fractal: "mandelbrot=s=322x98:r=25",
  random: "nullsrc=s=80x64:r=25,geq=random(1)*255:128+random(2)*90:128",
  turning: "testsrc2=s=176x144:r=25,rotate=t",
};

/** Options of the encoders, which between them take all kernels. */
const encodings: readonly (readonly [
  source: keyof typeof sources,
  options: string,
  format?: string,
])[] = [
  ...(["noisy", "fractal", "random"] as const).flatMap((source) =>
    [
      "libvpx -deadline good -cpu-used 0 -b:v 400k -arnr-maxframes 7 -auto-alt-ref 1 -lag-in-frames 8",
      // Speeds above 0 would depend on how fast it is.
      "libvpx -deadline realtime -cpu-used -8 -b:v 100k -lag-in-frames 0",
      "libvpx-vp9 -deadline good -cpu-used 1 -b:v 300k -lag-in-frames 8",
      "libvpx-vp9 -deadline good -cpu-used 4 -crf 20 -b:v 0",
      "libvpx-vp9 -deadline realtime -cpu-used 7 -b:v 200k -lag-in-frames 0",
    ].map((options) => [source, options] as const)
  ),
  ["noisy", "libvpx -deadline realtime -cpu-used -14 -profile:v 3 -b:v 200k"],
  ["noisy", "libvpx-vp9 -lossless 1 -cpu-used 5"],
  ["turning", "libvpx-vp9 -cpu-used 4 -crf 30 -b:v 0", "yuv444p"],
  ["noisy", "libvpx-vp9 -cpu-used 4 -crf 30 -b:v 0", "yuv420p10le"],
];

/** Pictures, as both are given them. */
async function pictures(
  source: keyof typeof sources,
  format: string,
): Promise<Files> {
  const { files } = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i", sources[source], "-frames:v", "10"],
    ...["-pix_fmt", format, "-c:v", "rawvideo", "in.nut"],
  ]);
  return files;
}

Deno.test("libvpx makes the streams of native libvpx", async (t) => {
  await using runtime = await engineRuntime("gpl");
  for (const [source, options, format = "yuv420p"] of encodings) {
    await t.step(`${source}, ${format}: ${options}`, async () => {
      const files = await pictures(source, format);
      const command =
        `-i in.nut -c:v ${options} -threads 1 -f rawvideo out.raw`;
      const expected = await runNative("ffmpeg", command.split(" "), files);
      const { exitCode, stderr, fs } = await ffmpeg(
        runtime,
        `-v error -nostdin ${command}`,
        files,
      );
      assertEquals(exitCode, 0, stderr);
      const stream = fs.readFile("out.raw");
      assert(stream.length > 500);
      assertEquals(stream.toHex(), expected.files["out.raw"]!.toHex());
    });
  }
});

Deno.test("libvpx decodes as native libvpx does", async (t) => {
  await using runtime = await engineRuntime("gpl");
  for (const source of ["noisy", "fractal", "random"] as const) {
    for (const codec of ["libvpx", "libvpx-vp9"]) {
      await t.step(`${source}: ${codec}`, async () => {
        const files = await pictures(source, "yuv420p");
        const encoding = `-i in.nut -c:v ${codec} -crf 20 -b:v 1M in.mkv`;
        const made = await runNative("ffmpeg", encoding.split(" "), files);
        const command = `-c:v ${codec} -i in.mkv -f framemd5 out.md5`;
        const expected = await runNative(
          "ffmpeg",
          `-bitexact ${command}`.split(" "),
          made.files,
        );
        const { exitCode, stderr, fs } = await ffmpeg(
          runtime,
          `-v error -nostdin -bitexact ${command}`,
          made.files,
        );
        assertEquals(exitCode, 0, stderr);
        const frames = (bytes: Uint8Array) =>
          new TextDecoder().decode(bytes).match(/^[^#].*$/gm);
        const own = frames(fs.readFile("out.md5"));
        assertEquals(own?.length, 10);
        assertEquals(own, frames(expected.files["out.md5"]!));
      });
    }
  }
});
