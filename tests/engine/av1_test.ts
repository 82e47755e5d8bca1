// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * AV1 as dav1d decodes it: every frame is that of native dav1d, whatever its depth, its
 * chroma, its size and its grain. The streams are of two native encoders.
 *
 * @module
 */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { MemoryFs, type Runtime } from "../../mod.ts";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import { nativeFrameHashes, runNative } from "../support/native.ts";

const noise = "noise=alls=20:allf=t+u";

/** How native libaom is asked for a stream: its picture, then more options. */
const streams: Readonly<Record<string, readonly [string, string]>> = {
  "8 bits": ["format=yuv420p", ""],
  "8 bits, 4:2:2": ["format=yuv422p", ""],
  "8 bits, 4:4:4": ["format=yuv444p", ""],
  "8 bits, RGB": ["format=gbrp", ""],
  "8 bits, grey": ["format=gray", ""],
  "10 bits": ["format=yuv420p10le", ""],
  "10 bits, 4:2:2": ["format=yuv422p10le", ""],
  "10 bits, 4:4:4": ["format=yuv444p10le", ""],
  "10 bits, grey": ["format=gray10le", ""],
  "12 bits": ["format=yuv420p12le", ""],
  "12 bits, 4:4:4": ["format=yuv444p12le", ""],
  "an odd size": ["scale=63:47,format=yuv420p", ""],
  "an odd size, 10 bits, 4:2:2": ["scale=131:33,format=yuv422p10le", ""],
  "a narrow picture": ["scale=16:200,format=yuv420p", ""],
  "film grain": ["format=yuv420p", " -aom-params film-grain-test=2"],
  "film grain, odd size": [
    "scale=97:65,format=yuv420p",
    " -aom-params film-grain-test=8",
  ],
  "film grain, 10 bits, 4:4:4": [
    "format=yuv444p10le",
    " -aom-params film-grain-test=5",
  ],
  "film grain, 10 bits, odd size": [
    "scale=97:65,format=yuv420p10le",
    " -aom-params film-grain-test=8",
  ],
  "film grain, 12 bits, 4:2:2": [
    "format=yuv422p12le",
    " -aom-params film-grain-test=3",
  ],
  "turns and mixes, 10 bits": [
    "scale=322:242,rotate=t,format=yuv420p10le",
    " -cpu-used 4",
  ],
  "all transforms": [
    "scale=322:242,rotate=t,format=yuv420p",
    " -cpu-used 2 -crf 12",
  ],
  "all transforms, 12 bits": [
    "scale=322:242,rotate=t,format=yuv420p12le",
    " -cpu-used 2 -crf 12",
  ],
  "sharp edges, 10 bits": [
    "scale=200:120,negate,format=yuv420p10le",
    " -crf 55 -cpu-used 5",
  ],
  "turns and mixes": [
    "scale=322:242,rotate=t,format=yuv420p",
    " -cpu-used 4",
  ],
  "sharp edges": [
    "scale=200:120,negate,format=yuv420p",
    " -crf 55 -cpu-used 5",
  ],
  "tiles": [
    "scale=320:192,format=yuv420p",
    " -tiles 2x2 -cpu-used 5",
  ],
  "without loss": ["format=yuv420p", " -aom-params lossless=1"],
};

const encodings: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(streams).map(([name, [picture, options]]) => [
      name,
      `-vf ${noise},${picture} -c:v libaom-av1 -cpu-used 8 -crf 30${options}`,
    ]),
  ),
  "another encoder": "-vf format=yuv420p10le -c:v libsvtav1 -preset 10",
};

async function encodeNatively(options: string): Promise<Uint8Array> {
  const source = "-f lavfi -i testsrc2=size=96x64:rate=10:duration=0.5";
  const command = `${source} ${options} out.mkv`;
  const { files } = await runNative("ffmpeg", command.split(" "));
  return files["out.mkv"]!;
}

/** The hash of each frame, as a version that writes other headers has it as well. */
function hashes(lines: readonly string[]): string[] {
  return lines.filter((line) => /^\d/.test(line))
    .map((line) => line.split(",").at(-1)!.trim());
}

async function decode(
  runtime: Runtime,
  stream: Uint8Array,
  options = "",
): Promise<string[]> {
  const command = `-v error ${options} -i in.mkv -f framemd5 -`.trim()
    .replace("  ", " ");
  const { exitCode, stdout, stderr } = await ffmpeg(runtime, command, {
    "in.mkv": stream,
  });
  assertEquals([exitCode, stderr], [0, ""]);
  return hashes(stdout.split("\n"));
}

Deno.test("AV1 decodes to the frames of native dav1d", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  for (const [name, options] of Object.entries(encodings)) {
    await t.step(name, async () => {
      const stream = await encodeNatively(options);
      const expected = hashes(
        await nativeFrameHashes(["-c:v", "libdav1d", "-i", "in.mkv"], {
          "in.mkv": stream,
        }),
      );
      assertEquals(expected.length, 5);
      assertEquals(await decode(runtime, stream), expected);
    });
  }
});

Deno.test("AV1 decodes with threads that take turns to the same frames", async () => {
  await using runtime = await engineRuntime("lgpl");
  const stream = await encodeNatively(encodings["tiles"]!);
  const expected = await decode(runtime, stream);
  for (const threads of [2, 5]) {
    assertEquals(
      await decode(runtime, stream, `-threads ${threads}`),
      expected,
    );
  }
});

Deno.test("a damaged AV1 stream ends a run without a trap", async () => {
  await using runtime = await engineRuntime("lgpl");
  const stream = await encodeNatively(encodings["8 bits"]!);
  for (let at = 700; at < stream.length; at += 97) {
    const damaged = stream.slice();
    damaged[at]! ^= 0x55;
    const command = "-v quiet -i in.mkv -f null -";
    const { exitCode } = await ffmpeg(runtime, command, { "in.mkv": damaged });
    assertEquals(exitCode === 0 || exitCode < 256, true);
  }
});

Deno.test("a run that decodes AV1 without end is stopped, with threads and without", async () => {
  await using runtime = await engineRuntime("lgpl");
  const stream = await encodeNatively(encodings["tiles"]!);
  for (const threads of ["1", "4"]) {
    const fs = new MemoryFs();
    fs.writeFile("in.mkv", stream);
    const controller = new AbortController();
    const running = runtime.run(fs, [
      ...["-threads", threads, "-stream_loop", "-1", "-i", "in.mkv"],
      ...["-f", "null", "-"],
    ], {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    });
    await assertRejects(() => running, Error, "enough");
  }
  assertEquals((await decode(runtime, stream)).length, 5);
});

Deno.test("AVIF decodes to the picture that native ffmpeg put in", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  for (const format of ["yuv420p", "yuv444p", "yuv420p10le"]) {
    await t.step(format, async () => {
      const encode = "-f lavfi -i testsrc2=size=90x60:duration=0.04 " +
        `-pix_fmt ${format} -c:v libaom-av1 -cpu-used 8 -crf 20 -still-picture 1`;
      const { files } = await runNative(
        "ffmpeg",
        `${encode} in.avif ${encode.replace(/.*0.04 /, "")} in.mkv`.split(" "),
      );
      const { exitCode, stdout, stderr } = await ffmpeg(
        runtime,
        "-v error -i in.avif -f framemd5 -",
        files,
      );
      assertEquals([exitCode, stderr], [0, ""]);
      // Native ffmpeg 5.1 reads no AVIF, so what it decodes has another container.
      assertEquals(
        hashes(stdout.split("\n")),
        hashes(
          await nativeFrameHashes(["-c:v", "libdav1d", "-i", "in.mkv"], files),
        ),
      );
    });
  }
});

Deno.test("a run says which decoder of AV1 it takes, and no more", async () => {
  await using runtime = await engineRuntime("lgpl");
  const { stderr } = await ffmpeg(runtime, "-i in.mkv -f null -", {
    "in.mkv": await encodeNatively(encodings["8 bits"]!),
  });
  assertStringIncludes(stderr, "av1 (libdav1d) -> wrapped_avframe");
  assertEquals(stderr.match(/^\[libdav1d @ .*$/gm), null);
});
