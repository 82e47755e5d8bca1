// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Vorbis of libvorbis, and resampling by soxr, compared with native ffmpeg, which has the
 * same libraries.
 *
 * @module
 */
import { assertAlmostEquals, assertEquals, assertGreater } from "@std/assert";
import type { Runtime } from "../../mod.ts";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import { type Files, nativeProbe, runNative } from "../support/native.ts";
import { samplesOf, signalToNoise } from "../support/sound.ts";

const sound = "-f lavfi -i " +
  "aevalsrc=0.4*sin(440*2*PI*t)+0.2*sin(2000*t*t)|0.3*sin(700*2*PI*t):d=2";

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

async function source(): Promise<Files> {
  return (await runNative(
    "ffmpeg",
    `${sound} -c:a pcm_f32le in.wav`.split(" "),
  )).files;
}

Deno.test("Vorbis in Ogg is as good, and as small, as that of native libvorbis", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  const files = await source();
  const original = await samplesOf("in.wav", files);
  for (const options of ["-q:a 3", "-q:a 8", "-b:a 96k"]) {
    await t.step(options, async () => {
      const command = `-i in.wav -c:a libvorbis ${options}`;
      const own = await run(runtime, command, files, "out.ogg");
      const native = await runNative(
        "ffmpeg",
        `${command} out.ogg`.split(" "),
        files,
      );
      const quality = async (made: Files) =>
        signalToNoise(original, await samplesOf("out.ogg", made));
      assertAlmostEquals(await quality(own), await quality(native.files), 0.5);
      assertAlmostEquals(
        own["out.ogg"]!.length / native.files["out.ogg"]!.length,
        1,
        0.02,
      );
      const { format, streams } = await nativeProbe("out.ogg", own);
      assertEquals([format.format_name, streams[0]?.codec_name], [
        ...["ogg", "vorbis"],
      ]);
    });
  }
});

Deno.test("Vorbis is decoded by libvorbis as native libvorbis decodes it", async () => {
  await using runtime = await engineRuntime("lgpl");
  const { files } = await runNative(
    "ffmpeg",
    `${sound} -c:a libvorbis in.ogg`.split(" "),
  );
  const command = "-c:a libvorbis -i in.ogg -c:a pcm_f32le";
  const own = await run(runtime, command, files, "out.wav");
  const native = await runNative(
    "ffmpeg",
    `${command} out.wav`.split(" "),
    files,
  );
  // It decodes to 16 bits.
  assertGreater(
    signalToNoise(
      await samplesOf("out.wav", native.files),
      await samplesOf("out.wav", own),
    ),
    75,
  );
});

const resamplings: Readonly<Record<string, string>> = {
  "up": "aresample=48000:resampler=soxr",
  "down": "aresample=16000:resampler=soxr",
  "in 64 bits": "aresample=96000:resampler=soxr:precision=28",
  "in 64 bits, down": "aresample=8000:resampler=soxr:precision=33",
  "with low precision": "aresample=22050:resampler=soxr:precision=16",
  "with Chebyshev's passband": "aresample=48000:resampler=soxr:cheby=1",
  "by a ratio of large numbers": "aresample=44101:resampler=soxr",
};

Deno.test("soxr resamples as native soxr does", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  const files = await source();
  for (const [name, filter] of Object.entries(resamplings)) {
    await t.step(name, async () => {
      const command = `-i in.wav -af ${filter} -c:a pcm_f32le`;
      const own = await run(runtime, command, files, "out.wav");
      const native = await runNative(
        "ffmpeg",
        `${command} out.wav`.split(" "),
        files,
      );
      const [a, b] = await Promise.all(
        [native.files, own].map((made) => samplesOf("out.wav", made)),
      );
      assertEquals(a!.length, b!.length);
      assertGreater(signalToNoise(a!, b!), 90);
    });
  }
});

Deno.test("encoders without loss choose the size of their frames, though the first is cut short", async (t) => {
  await using runtime = await engineRuntime("gpl");
  // Decoders drop the samples that its encoder had put in front.
  const { files } = await runNative(
    "ffmpeg",
    `${sound} -c:a libmp3lame in.mp3`.split(" "),
  );
  const lengths = async (name: string, made: Files) => {
    const { stdout } = await runNative(
      "ffprobe",
      ["-show_entries", "packet=duration_time", "-of", "csv=p=0", name],
      made,
    );
    return stdout.trim().split("\n");
  };
  for (
    const [options, name] of [
      ["-c:a flac -sample_fmt s16", "a.flac"],
      ["-c:a wavpack -sample_fmt s16p", "a.wv"],
    ] as const
  ) {
    await t.step(options, async () => {
      const command = `-i in.mp3 ${options}`;
      const own = await run(runtime, command, files, name);
      const native = await runNative(
        "ffmpeg",
        `${command} ${name}`.split(" "),
        files,
      );
      assertEquals(await lengths(name, own), await lengths(name, native.files));
    });
  }
});
