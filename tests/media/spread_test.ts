// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertRejects } from "@std/assert";
import { ExitError, FrameCountError, MemoryFs, Runtime } from "../../mod.ts";
import { spreadTimes } from "../../src/media/frames/spread.ts";
import { engineBytes, testedVersions } from "../support/engine.ts";
import { type Files, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

/** A picture whose brightness is the number of its frame, so that frames are told apart. */
const numbered = (rate: number, seconds: number) => [
  ...["-f", "lavfi", "-i"],
  `color=black:size=64x48:rate=${rate}:duration=${seconds},` +
  "geq=lum=16+2*N:cb=128:cr=128,format=yuv420p",
];

/** Videos of whose frames neither number nor duration need be known, by their names. */
const videos: Record<string, { frames: number; rate: number; args: string[] }> =
  {
    "live.webm": {
      frames: 60,
      rate: 10,
      args: ["-c:v", "libvpx", "-g", "10", "-live", "1"],
    },
    "loop.apng": { frames: 30, rate: 10, args: ["-plays", "0"] },
    "loop.gif": { frames: 30, rate: 10, args: ["-pix_fmt", "gray"] },
    "slow.mp4": { frames: 3, rate: 1, args: ["-c:v", "mpeg4"] },
    "slow.mkv": { frames: 9, rate: 1, args: ["-c:v", "ffv1"] },
    "single.mp4": { frames: 1, rate: 25, args: ["-c:v", "mpeg4"] },
    "raw.h264": { frames: 50, rate: 25, args: ["-c:v", "libx264"] },
    "raw.m4v": { frames: 50, rate: 25, args: ["-c:v", "mpeg4"] },
    "raw.mjpeg": { frames: 50, rate: 25, args: ["-f", "mjpeg"] },
    "one_key.ts": {
      frames: 50,
      rate: 25,
      args: ["-c:v", "mpeg2video", "-g", "600", "-sc_threshold", "1000000000"],
    },
    "still.png": { frames: 1, rate: 25, args: [] },
    "still.jpg": { frames: 1, rate: 25, args: [] },
    "cut.mp4": {
      frames: 100,
      rate: 25,
      args: ["-c:v", "mpeg4", "-movflags", "+faststart"],
    },
  };

const files: Files = {};
const runtimes: Record<string, Runtime> = {};
prepare(async () => {
  for (const [name, { frames, rate, args }] of Object.entries(videos)) {
    const made = await runNative("ffmpeg", [
      ...[...numbered(rate, frames / rate), ...args, name],
    ]);
    files[name] = made.files[name]!;
  }
  // The duration in its header is no longer true.
  files["cut.mp4"] = files["cut.mp4"]!.slice(
    0,
    files["cut.mp4"]!.length * 0.6,
  );
  const sound = ["-f", "lavfi", "-i", "sine=duration=3"];
  const { files: { "sound.mp3": mp3 } } = await runNative("ffmpeg", [
    ...sound,
    "sound.mp3",
  ]);
  const { files: { "cover.mp3": cover } } = await runNative("ffmpeg", [
    ...[...sound, "-i", "still.jpg", "-map", "0", "-map", "1"],
    ...["-c:v", "copy", "-disposition:v", "attached_pic", "cover.mp3"],
  ], { "still.jpg": files["still.jpg"]! });
  const { files: { "both.mp4": both } } = await runNative("ffmpeg", [
    ...["-i", "still.jpg", "-f", "lavfi"],
    ...["-i", "testsrc2=size=96x64:rate=10:duration=2", "-map", "0"],
    ...["-map", "1", "-c:v:0", "copy", "-c:v:1", "mpeg4"],
    ...["-disposition:v:0", "attached_pic", "both.mp4"],
  ], { "still.jpg": files["still.jpg"]! });
  files["sound.mp3"] = mp3!;
  files["cover.mp3"] = cover!;
  files["both.mp4"] = coverFirst(both!);
  for (const version of testedVersions("9.0")) {
    const bytes = await engineBytes("lgpl", { version });
    runtimes[version] = await Runtime.create({ module: { bytes } });
  }
});
Deno.test.afterAll(async () => {
  for (const runtime of Object.values(runtimes)) await runtime.close();
});

/** The same MP4, with the cover in front of the video: its boxes change places. */
function coverFirst(file: Uint8Array): Uint8Array {
  const boxes = (bytes: Uint8Array) => {
    const found: { type: string; bytes: Uint8Array }[] = [];
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < bytes.length;) {
      const size = view.getUint32(at);
      const type = new TextDecoder().decode(bytes.subarray(at + 4, at + 8));
      found.push({ type, bytes: bytes.subarray(at, at + size) });
      at += size;
    }
    return found;
  };
  const copy = file.slice();
  const moov = boxes(copy).find(({ type }) => type === "moov")!.bytes;
  const rank = ({ type }: { type: string }) =>
    type === "mvhd" ? 0 : type === "udta" ? 1 : 2;
  const sorted = boxes(moov.slice(8)).toSorted((a, b) => rank(a) - rank(b));
  let at = 8;
  for (const { bytes } of sorted) {
    moov.set(bytes, at);
    at += bytes.length;
  }
  return copy;
}

function fsOf(name: string): MemoryFs {
  const fs = new MemoryFs();
  fs.writeFile(name, files[name]!);
  return fs;
}

/** The times of frames that are spread over a video, each of them another frame. */
async function spread(
  runtime: Runtime,
  name: string,
  count: number,
): Promise<number[]> {
  const frames = await Array.fromAsync(
    runtime.frames(fsOf(name), name, { count, pixelFormat: "gray" }),
  );
  const brightness = new Set(frames.map(({ data }) => data[0]!));
  assertEquals(brightness.size, frames.length, "a frame is there twice");
  return frames.map(({ timestampSec }) => timestampSec);
}

async function countFrames(runtime: Runtime, name: string): Promise<number> {
  const frames = runtime.frames(fsOf(name), name, { width: 2 });
  return (await Array.fromAsync(frames)).length;
}

for (const version of testedVersions("9.0")) {
  for (const [name, { frames, rate }] of Object.entries(videos)) {
    Deno.test(`Runtime.frames() spreads a number of frames evenly: ${name}, FFmpeg ${version}`, async () => {
      const runtime = runtimes[version]!;
      const seconds = await countFrames(runtime, name) / rate;
      for (const count of [1, 3, 8, 20]) {
        if (count > frames) continue;
        const times = await spread(runtime, name, count);
        assertEquals(times.length, count);
        for (const [i, time] of times.entries()) {
          const off = Math.abs(time - (i + 0.5) * seconds / count);
          assert(off < seconds / count / 2 + 1 / rate, `${times}`);
        }
      }
    });

    if (frames > 9) continue;
    Deno.test(`Runtime.frames() says how many frames there are, if there are too few: ${name}, FFmpeg ${version}`, async () => {
      const error = await assertRejects(
        () => spread(runtimes[version]!, name, frames + 1),
        FrameCountError,
        `only ${frames};`,
      );
      const { path, count, available } = error;
      assertEquals([path, count, available], [name, frames + 1, frames]);
    });
  }

  Deno.test(`Runtime.frames() and thumbnail() take a cover only if there is no video, FFmpeg ${version}`, async () => {
    const runtime = runtimes[version]!;
    const widths = async (name: string, count: number) =>
      (await Array.fromAsync(runtime.frames(fsOf(name), name, { count })))
        .map(({ width }) => width);
    const width = async (name: string, atSec?: number) => {
      const png = await runtime.thumbnail(fsOf(name), name, { atSec });
      return new DataView(png.buffer).getUint32(16);
    };
    assertEquals(await widths("both.mp4", 2), [96, 96]);
    assertEquals(await width("both.mp4"), 96);
    assertEquals(await width("both.mp4", 1), 96);
    assertEquals(await widths("cover.mp3", 1), [64]);
    assertEquals(await width("cover.mp3"), 64);
    assertEquals(await width("cover.mp3", 1), 64);
    await assertRejects(
      () => widths("cover.mp3", 2),
      FrameCountError,
      "only 1",
    );
  });

  Deno.test(`Runtime.frames() and thumbnail() say that sound has no picture, FFmpeg ${version}`, async () => {
    const runtime = runtimes[version]!;
    const fs = fsOf("sound.mp3");
    for (
      const take of [
        () => runtime.frames(fs, "sound.mp3").next(),
        () => runtime.frames(fs, "sound.mp3", { count: 3 }).next(),
        () => runtime.frames(fs, "sound.mp3", { atSec: 1 }).next(),
        () => runtime.frames(fs, "sound.mp3", { everySec: 1 }).next(),
        () => runtime.thumbnail(fs, "sound.mp3"),
        () => runtime.thumbnail(fs, "sound.mp3", { atSec: 100 }),
      ]
    ) {
      await assertRejects(
        take,
        ExitError,
        'Cannot take a picture of "sound.mp3": received a file that has no picture',
      );
    }
  });

  Deno.test(`Runtime.thumbnail() takes the last frame if none is at or after its time, FFmpeg ${version}`, async (t) => {
    const runtime = runtimes[version]!;
    const brightness = async (name: string, atSec: number) => {
      const png = await runtime.thumbnail(fsOf(name), name, { atSec });
      const { files: { "a.raw": pixels } } = await runNative("ffmpeg", [
        ...["-i", "a.png", "-f", "rawvideo", "-pix_fmt", "rgba", "a.raw"],
      ], { "a.png": png });
      return pixels![0]!;
    };
    for (const [name, { frames, rate }] of Object.entries(videos)) {
      await t.step(name, async () => {
        const all = await Array.fromAsync(
          runtime.frames(fsOf(name), name),
        );
        const bright = all.map(({ data }) => data[0]!);
        const last = bright.at(-1)!;
        for (const atSec of [frames / rate, 1e6]) {
          assertEquals(await brightness(name, atSec), last);
        }
        if (name.startsWith("raw") || name.startsWith("one_key")) {
          // Even if ffmpeg cannot seek to it, the frame at a time is not the last.
          assertEquals(await brightness(name, 1), bright[25]);
        }
      });
    }
  });
}

Deno.test("spreadTimes() chooses no frame twice, whatever the times are", () => {
  assertEquals(spreadTimes([0, 1, 2, 3], 2), [1, 3]);
  assertEquals(spreadTimes([0, 1, 2], 3), [0, 1, 2]);
  assertEquals(spreadTimes([5], 1), [0]);
  assertEquals(spreadTimes([0, 0.1, 0.2, 9], 3), [1, 2, 3]);
  assertEquals(spreadTimes([0, 9, 9.1, 9.2], 3), [1, 2, 3]);
  assertEquals(spreadTimes([0, 1], 3), undefined);
  assertEquals(spreadTimes([], 1), undefined);
});
