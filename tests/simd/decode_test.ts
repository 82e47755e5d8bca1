// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Decoders with kernels for SIMD128 give the same frames as plain C and as native
 * ffmpeg.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Runtime } from "../../mod.ts";
import { engineRuntime, ffmpeg, testedVersions } from "../support/engine.ts";
import { runNative } from "../support/native.ts";
import { testedThreads } from "../support/tested_threads.ts";
import { damage, make, PICTURES, streams } from "./streams.ts";

const decoding = (name: string) => [
  ...["-flags", "bitexact", "-i", name, "-map", "0:v", "-f", "framemd5", "out"],
];

/** The lines that describe frames. */
function frames(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes).split("\n")
    .filter((line) => /^\d/.test(line));
}

async function decode(
  runtime: Runtime,
  name: string,
  bytes: Uint8Array,
  global: readonly string[] = [],
): Promise<string[]> {
  const args = ["-v", "fatal", "-nostdin", ...global, ...decoding(name)];
  const { exitCode, stderr, fs } = await ffmpeg(runtime, args.join(" "), {
    [name]: bytes,
  });
  assertEquals(exitCode, 0, stderr);
  return frames(fs.readFile("out"));
}

async function decodeNative(name: string, bytes: Uint8Array) {
  const { files } = await runNative("ffmpeg", [
    ...["-cpuflags", "0", "-threads", "1", ...decoding(name)],
  ], { [name]: bytes });
  return frames(files.out!);
}

for (const version of testedVersions("9.0")) {
  Deno.test(`decoders of FFmpeg ${version} give the frames of native ffmpeg`, async (t) => {
    await using runtime = await engineRuntime("gpl", { version });
    for (const stream of streams) {
      const { name } = stream;
      await t.step(name, async () => {
        const bytes = await make(stream);
        const expected = await decodeNative(name, bytes);
        assert(expected.length >= PICTURES - 1);
        assertEquals(await decode(runtime, name, bytes), expected);
        // Where something is missing, some pictures have what lay there before: that, or
        // the order of threads, is never the same twice, natively, too.
        if (testedThreads() !== undefined) return;
        const damaged = damage(bytes);
        assertEquals(
          await decode(runtime, name, damaged),
          await decode(runtime, name, damaged, ["-cpuflags", "0"]),
        );
      });
    }
  });
}

const flac = (order: number) =>
  `-c:a flac -lpc_type cholesky -min_prediction_order ${order} -max_prediction_order ${order}`;

/** Sound whose decoders have kernels, as native ffmpeg encodes it. */
const sounds: Record<string, string> = {
  "stereo.mp3": "-c:a libmp3lame -b:a 128k",
  "mono.mp3": "-ac 1 -ar 22050 -c:a libmp3lame -b:a 48k",
  "stereo.mp2": "-c:a mp2 -b:a 192k",
  "stereo.m4a": "-c:a aac -b:a 96k",
  "stereo.ac3": "-c:a ac3",
  "stereo.opus": "-c:a libopus -b:a 96k",
  "short.opus": "-c:a libopus -b:a 96k -frame_duration 2.5",
  "stereo.ogg": "-c:a libvorbis",
  "stereo.wma": "-c:a wmav2",
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 9, 13, 17, 21, 25, 32].map((order) => [
      `order_${order}.flac`,
      flac(order),
    ]),
  ),
  "deep.flac": `${flac(12)} -sample_fmt s32`,
};

for (const version of testedVersions("9.0")) {
  Deno.test(`decoders of FFmpeg ${version} give the same sound with SIMD as in C`, async (t) => {
    await using runtime = await engineRuntime("gpl", { version });
    for (const [name, options] of Object.entries(sounds)) {
      await t.step(name, async () => {
        const { files } = await runNative("ffmpeg", [
          ...["-f", "lavfi", "-i"],
          "aevalsrc=sin(900*t*t)+0.2*random(0)|random(1)*2-1:s=44100:d=1",
          ...[...options.split(" "), name],
        ]);
        const decode = async (global: string) => {
          const { exitCode, stderr, fs } = await ffmpeg(
            runtime,
            `-v error -nostdin${global} -i ${name} -c:a pcm_f32le -f f32le out`,
            { [name]: files[name]! },
          );
          assertEquals(exitCode, 0, stderr);
          return fs.readFile("out");
        };
        const samples = await decode("");
        assert(samples.length > 80_000);
        assertEquals(samples, await decode(" -cpuflags 0"));
      });
    }
  });
}
