// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import {
  type Frame,
  type FramesOptions,
  MemoryFs,
  Runtime,
} from "../../mod.ts";
import { engineBytes, testedVersions } from "../support/engine.ts";
import { runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

const landscape = "64x48";
const portrait = "48x64";
const small = "32x24";
const large = "160x96";

/** The encoder and the container of each kind of stream. */
const codecs = {
  vp8: ["libvpx", "ivf"],
  vp9: ["libvpx-vp9", "ivf"],
  h264: ["libx264", "h264"],
} as const;

/** Streams with a second of pictures of each size, one after the other. */
const streams: Record<string, [keyof typeof codecs, string[]]> = {
  "VP8, turned": ["vp8", [landscape, portrait]],
  "VP8, smaller and larger": ["vp8", [landscape, small, large]],
  "VP9, turned": ["vp9", [portrait, landscape]],
  "VP9, larger and smaller": ["vp9", [small, large, landscape]],
  "H.264, turned and back": ["h264", [landscape, portrait, landscape]],
  "H.264, smaller": ["h264", [large, small]],
};

const files: Record<string, Uint8Array> = {};
const runtimes: Record<string, Runtime> = {};
prepare(async () => {
  for (const [name, [codec, scenes]] of Object.entries(streams)) {
    files[name] = await film(codec, scenes);
  }
  for (const version of testedVersions("9.0")) {
    const bytes = await engineBytes("lgpl", { version });
    runtimes[version] = await Runtime.create({ module: { bytes } });
  }
});
Deno.test.afterAll(async () => {
  for (const runtime of Object.values(runtimes)) await runtime.close();
});

/** A stream of pictures of several sizes, in Matroska or as such. */
async function film(
  codec: keyof typeof codecs,
  all: readonly string[],
): Promise<Uint8Array> {
  const [encoder, format] = codecs[codec];
  const parts: Uint8Array[] = [];
  for (const size of all) {
    const { files } = await runNative("ffmpeg", [
      ...["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=10:duration=1`],
      ...["-c:v", encoder, "-b:v", "200k", `part.${format}`],
    ]);
    parts.push(files[`part.${format}`]!);
  }
  if (format === "h264") return join(parts);
  const { files } = await runNative(
    "ffmpeg",
    ["-i", "all.ivf", "-c", "copy", "all.webm"],
    { "all.ivf": joinIvf(parts) },
  );
  return files["all.webm"]!;
}

/** Joins files whose header has 32 bytes, and that of each frame 12: size and time. */
function joinIvf(parts: readonly Uint8Array[]): Uint8Array {
  const frames = parts.flatMap((part) => {
    const view = new DataView(part.buffer, part.byteOffset, part.length);
    const frames: Uint8Array[] = [];
    for (let at = 32; at < part.length; at += frames.at(-1)!.length) {
      const size = view.getUint32(at, true);
      frames.push(part.slice(at, at + 12 + size));
    }
    return frames;
  });
  for (const [i, frame] of frames.entries()) {
    new DataView(frame.buffer).setBigUint64(4, BigInt(i), true);
  }
  return join([parts[0]!.subarray(0, 32), ...frames]);
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The size of each frame with square pixels, as native ffprobe reads them. */
async function nativeSizes(file: Uint8Array): Promise<[number, number][]> {
  const { stdout } = await runNative("ffprobe", [
    ...["-show_frames", "-of", "json", "all"],
  ], { all: file });
  return JSON.parse(stdout).frames.map((
    { width, height, sample_aspect_ratio = "1:1" }: Record<string, string>,
  ) => {
    const [across, down] = sample_aspect_ratio.split(":").map(Number);
    return [Math.round(Number(width) * across! / down!), Number(height)];
  });
}

function sizes(frames: readonly Frame[]): [number, number][] {
  return frames.map(({ width, height }) => [width, height]);
}

async function framesOf(
  runtime: Runtime,
  name: string,
  options: FramesOptions = {},
): Promise<Frame[]> {
  const fs = new MemoryFs();
  fs.writeFile("all", files[name]!);
  return await Array.fromAsync(runtime.frames(fs, "all", options));
}

for (const version of testedVersions("9.0")) {
  for (const name of Object.keys(streams)) {
    Deno.test(`Runtime.frames() gives each frame its own size: ${name}, FFmpeg ${version}`, async () => {
      const expected = await nativeSizes(files[name]!);
      assertEquals(expected.length, 10 * streams[name]![1].length);
      assertEquals(sizes(await framesOf(runtimes[version]!, name)), expected);
    });
  }

  Deno.test(`Runtime.frames() decodes the pixels that native ffmpeg decodes when the size changes, FFmpeg ${version}`, async (t) => {
    for (const name of Object.keys(streams)) {
      await t.step(name, async () => {
        const { files: { "all.raw": native } } = await runNative("ffmpeg", [
          ...["-i", "all", "-noautoscale", "-fps_mode", "passthrough"],
          ...["-f", "rawvideo", "all.raw"],
        ], { all: files[name]! });
        const frames = await framesOf(runtimes[version]!, name, {
          pixelFormat: "yuv420p",
        });
        const pixels = join(
          frames.map(({ data: { buffer } }) => new Uint8Array(buffer)),
        );
        assertEquals(pixels, new Uint8Array(native!));
      });
    }
  });

  Deno.test(`Runtime.frames() with a width or a height fixes it for all frames, FFmpeg ${version}`, async () => {
    const name = "VP8, turned";
    const of = async (options: FramesOptions) =>
      new Set(
        sizes(await framesOf(runtimes[version]!, name, options)).map((size) =>
          size.join("x")
        ),
      );
    assertEquals(await of({ width: 24 }), new Set(["24x18", "24x32"]));
    assertEquals(await of({ height: 24 }), new Set(["32x24", "18x24"]));
    assertEquals(await of({ width: 20, height: 10 }), new Set(["20x10"]));
  });

  Deno.test(`Runtime.frames() selects the same times whether the size changes or not, FFmpeg ${version}`, async () => {
    const name = "VP8, smaller and larger";
    const times = async (options: FramesOptions) =>
      (await framesOf(runtimes[version]!, name, options)).map((
        { timestampSec },
      ) => Math.round(timestampSec * 10));
    assertEquals(await times({ everySec: 0.8 }), [0, 8, 16, 24]);
    assertEquals(await times({ count: 3 }), [5, 15, 25]);
    assertEquals(await times({ count: 15 }), [
      ...[1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29],
    ]);
    const atSec = [0.9, 1, 2.9];
    assertEquals(await times({ atSec }), [9, 10, 29]);
  });

  Deno.test(`Runtime.thumbnail() has the size of its own frame, FFmpeg ${version}`, async () => {
    const fs = new MemoryFs();
    fs.writeFile("all", files["H.264, turned and back"]!.slice());
    fs.writeFile("webm", files["VP8, smaller and larger"]!);
    const sizeOf = async (path: string, atSec?: number) => {
      const png = await runtimes[version]!.thumbnail(fs, path, { atSec });
      const view = new DataView(png.buffer);
      return [view.getUint32(16), view.getUint32(20)];
    };
    assertEquals(await sizeOf("webm", 0.5), [64, 48]);
    assertEquals(await sizeOf("webm", 1.5), [32, 24]);
    assertEquals(await sizeOf("webm", 2.5), [160, 96]);
    assertEquals(await sizeOf("all", 1.5), [48, 64]);
  });

  Deno.test(`Runtime.frames() turns what a phone filmed upright, FFmpeg ${version}`, async () => {
    const filmed = await runNative("ffmpeg", [
      ...["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=1"],
      ...["-c:v", "mpeg4", "flat.mp4"],
    ]);
    const { files } = await runNative("ffmpeg", [
      ...["-i", "flat.mp4", "-c", "copy"],
      ...["-metadata:s:v", "rotate=90", "turned.mp4"],
    ], filmed.files);
    const fs = new MemoryFs();
    fs.writeFile("turned.mp4", files["turned.mp4"]!);
    const frames = runtimes[version]!.frames(fs, "turned.mp4", { atSec: 0.5 });
    assertEquals(sizes(await Array.fromAsync(frames)), [[48, 64]]);
  });
}
