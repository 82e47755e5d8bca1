// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import {
  ExitError,
  type Frame,
  type FramesOptions,
  FsError,
  MemoryFs,
  type PixelFormat,
  type Runtime,
} from "../../mod.ts";
import { ObserveFs } from "../../vfs/mod.ts";
import { engineRuntime } from "../support/engine.ts";
import { nativeProbe, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

/** Two seconds of lossless RGBA pictures, so that both sides decode the same. */
let clip!: Uint8Array;
let runtime!: Runtime;
prepare(async () => {
  const { files } = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i", "testsrc2=size=96x64:rate=25:duration=2"],
    ...["-c:v", "png", "-pix_fmt", "rgba", "-g", "1", "clip.mov"],
  ]);
  clip = files["clip.mov"]!;
  runtime = await engineRuntime("lgpl");
});
Deno.test.afterAll(() => runtime?.close());

function clipFs(): MemoryFs {
  const fs = new MemoryFs();
  fs.writeFile("clip.mov", clip);
  return fs;
}

async function framesOf(options: FramesOptions): Promise<Frame[]> {
  return await Array.fromAsync(runtime.frames(clipFs(), "clip.mov", options));
}

/** The times of frames, to the millisecond. */
function times(frames: readonly Frame[]): number[] {
  return frames.map(({ timestampSec }) => Math.round(timestampSec * 1000));
}

Deno.test("Runtime.frames() decodes what native ffmpeg decodes", async () => {
  const { files } = await runNative("ffmpeg", [
    ...["-i", "clip.mov", "-f", "rawvideo", "-pix_fmt", "rgba", "all.raw"],
  ], { "clip.mov": clip });
  const native = files["all.raw"]!;
  const frames = await framesOf({});
  assertEquals(times(frames), Array.from({ length: 50 }, (_, i) => i * 40));
  const size = 96 * 64 * 4;
  for (const [i, { data, width, height }] of frames.entries()) {
    assertEquals([width, height, data.length], [96, 64, size]);
    const expected = native.subarray(i * size, (i + 1) * size);
    assertEquals(new Uint8Array(data.buffer), new Uint8Array(expected));
  }
  new ImageData(frames[0]!.data, 96, 64);
});

Deno.test("Runtime.frames() selects by time, interval, number and change", async (t) => {
  await t.step("at one time", async () => {
    assertEquals(times(await framesOf({ atSec: 1 })), [1000]);
  });
  await t.step("at several, in any order", async () => {
    const frames = await framesOf({ atSec: [1.5, 0, 0.5] });
    assertEquals(times(frames), [1520, 0, 520]);
  });
  await t.step("at times without a frame", async () => {
    assertEquals(await framesOf({ atSec: 100 }), []);
    assertEquals(await framesOf({ atSec: [] }), []);
  });
  await t.step("every half second, without drifting away", async () => {
    assertEquals(times(await framesOf({ everySec: 0.5 })), [
      0,
      520,
      1000,
      1520,
    ]);
    assertEquals(times(await framesOf({ everySec: 0.2 })).length, 10);
  });
  await t.step("by number", async () => {
    assertEquals(times(await framesOf({ count: 4 })), [280, 760, 1280, 1760]);
  });
  await t.step("at changes of the scene", async () => {
    const fs = new MemoryFs();
    const { files } = await runNative("ffmpeg", [
      ...["-f", "lavfi", "-i", "color=red:size=64x64:rate=10:duration=1"],
      ...["-f", "lavfi", "-i", "color=blue:size=64x64:rate=10:duration=1"],
      ...["-filter_complex", "concat", "-c:v", "ffv1", "cut.mkv"],
    ]);
    fs.writeFile("cut.mkv", files["cut.mkv"]!);
    const frames = runtime.frames(fs, "cut.mkv", { scene: 0.3 });
    assertEquals(times(await Array.fromAsync(frames)), [1000]);
  });
  await t.step("but not in two ways at once", async () => {
    await assertRejects(
      () => framesOf({ atSec: 1, everySec: 1 }),
      TypeError,
      "`atSec` and `everySec`",
    );
  });
});

Deno.test("Runtime.frames() scales and converts", async (t) => {
  const sizes: [FramesOptions, [number, number]][] = [
    [{ width: 48 }, [48, 32]],
    [{ height: 16 }, [24, 16]],
    [{ width: 10, height: 30 }, [10, 30]],
  ];
  for (const [options, size] of sizes) {
    const [frame] = await framesOf({ atSec: 0, ...options });
    assertEquals([frame!.width, frame!.height], size);
  }
  const formats: Record<PixelFormat, number> = {
    rgba: 4,
    bgra: 4,
    rgb24: 3,
    bgr24: 3,
    gray: 1,
    gray16le: 2,
    rgb48le: 6,
    rgba64le: 8,
    yuv420p: 1.5,
    yuv422p: 2,
    yuv444p: 3,
  };
  for (const [name, bytes] of Object.entries(formats)) {
    await t.step(name, async () => {
      const pixelFormat = name as PixelFormat;
      const frames = await framesOf({ everySec: 1, pixelFormat });
      assertEquals(times(frames), [0, 1000]);
      assertEquals(frames[0]!.data.length, 96 * 64 * bytes);
    });
  }
  await t.step("to odd sizes", async () => {
    const frames = await framesOf({
      everySec: 1,
      width: 33,
      height: 17,
      pixelFormat: "yuv420p",
    });
    assertEquals(frames[1]!.data.length, 33 * 17 + 2 * 17 * 9);
  });
});

Deno.test("Runtime.frames() makes pixels square", async () => {
  const { files } = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i", "testsrc2=size=64x64:duration=0.1"],
    ...["-vf", "setsar=2", "-c:v", "ffv1", "wide.mkv"],
  ]);
  const fs = new MemoryFs();
  fs.writeFile("wide.mkv", files["wide.mkv"]!);
  const [frame] = await Array.fromAsync(runtime.frames(fs, "wide.mkv"));
  assertEquals([frame!.width, frame!.height], [128, 64]);
});

Deno.test("Runtime.frames() stops the decoder when the loop is left", async () => {
  let closed = 0;
  const fs = new ObserveFs(clipFs(), (event) => {
    if (event.operation === "close") closed++;
  });
  for await (const frame of runtime.frames(fs, "clip.mov")) {
    assertEquals(frame.timestampSec, 0);
    break;
  }
  // The guest is gone: the next run gets its turn.
  const { exitCode } = await runtime.run(new MemoryFs(), ["-version"]);
  assertEquals(exitCode, 0);
  assert(closed > 0);
});

Deno.test("Runtime.frames() rejects with the error of the run", async () => {
  const fs = clipFs();
  fs.writeFile("text.txt", "no video");
  const first = (path: string, options: FramesOptions = {}) =>
    runtime.frames(fs, path, options).next();
  const missing = await assertRejects(() => first("none.mp4"), FsError);
  assertEquals(missing.code, "ENOENT");
  const failed = await assertRejects(() => first("text.txt"), ExitError);
  assert(failed.stderr.includes("Invalid data"), failed.stderr);
  const signal = AbortSignal.abort(new Error("stop"));
  await assertRejects(() => first("clip.mov", { signal }), Error, "stop");
});

Deno.test("Runtime.frames() refuses invalid numbers", async () => {
  const wrong: FramesOptions[] = [
    ...[{ atSec: -1 }, { atSec: NaN }, { everySec: 0 }, { count: 0.5 }, {
      scene: -1,
    }],
    ...[{ width: 0 }, { height: 1.5 }, { width: Infinity }],
    { width: "1,movie=secret.png" as unknown as number },
  ];
  for (const options of wrong) {
    await assertRejects(() => framesOf(options), TypeError, "at least");
  }
});

Deno.test("Runtime.thumbnail() makes a picture of a frame", async (t) => {
  await t.step("as PNG, the same as the frame", async () => {
    const png = await runtime.thumbnail(clipFs(), "clip.mov", { atSec: 1 });
    const { files } = await runNative("ffmpeg", [
      ...["-i", "a.png", "-f", "rawvideo", "-pix_fmt", "rgba", "a.raw"],
    ], { "a.png": png });
    const [frame] = await framesOf({ atSec: 1 });
    assertEquals(
      new Uint8Array(files["a.raw"]!),
      new Uint8Array(frame!.data.buffer),
    );
  });
  await t.step("as JPEG, at a size", async () => {
    const options = { width: 48, format: "jpeg", quality: 2 } as const;
    const jpeg = await runtime.thumbnail(clipFs(), "clip.mov", options);
    const { streams: [stream] } = await nativeProbe("a.jpg", { "a.jpg": jpeg });
    assertEquals(
      [stream!.codec_name, stream!.width, stream!.height],
      ["mjpeg", 48, 32],
    );
  });
  await t.step("of the last frame beyond the end, in any format", async () => {
    const fs = new MemoryFs();
    const args = "-f lavfi -i testsrc=d=1:s=64x48 -pix_fmt yuv420p a.mp4";
    assert((await runtime.run(fs, args.split(" "))).success);
    for (const format of ["jpeg", "png"] as const) {
      const at = (atSec: number) =>
        runtime.thumbnail(fs, "a.mp4", { atSec, format });
      assertEquals(await at(99), await at(0.96));
    }
  });
  await t.step(
    "in each format that the engine has an encoder for",
    async () => {
      const { stdout } = await runtime.run(new MemoryFs(), ["-encoders"]);
      const hasWebp = new TextDecoder().decode(stdout).includes(" libwebp ");
      const formats = {
        png: ["png", true],
        jpeg: ["mjpeg", true],
        jpg: ["mjpeg", true],
        webp: ["webp", hasWebp],
      } as const;
      for (const [format, [codec, isPossible]] of Object.entries(formats)) {
        const made = runtime.thumbnail(clipFs(), "clip.mov", {
          format: format as keyof typeof formats,
        });
        if (isPossible) {
          const { streams } = await nativeProbe("a", { a: await made });
          assertEquals(streams[0]!.codec_name, codec);
        } else {
          await assertRejects(
            () => made,
            ExitError,
            `Cannot make a picture in the format "${format}": the engine has no ` +
              'encoder for it; give "png" or "jpeg" or "jpg"',
          );
        }
      }
    },
  );
  await t.step("the most representative one if no time is given", async () => {
    const { files } = await runNative("ffmpeg", [
      ...["-f", "lavfi", "-i", "color=black:size=64x64:rate=10:duration=1"],
      ...["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=10:duration=2"],
      ...["-filter_complex", "concat", "-c:v", "ffv1", "dark.mkv"],
    ]);
    const fs = new MemoryFs();
    fs.writeFile("dark.mkv", files["dark.mkv"]!);
    const bright = async (options: { atSec?: number }) => {
      const png = await runtime.thumbnail(fs, "dark.mkv", options);
      const { files } = await runNative("ffmpeg", [
        ...["-i", "a.png", "-f", "rawvideo", "-pix_fmt", "gray", "a.raw"],
      ], { "a.png": png });
      const pixels = files["a.raw"]!;
      return pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    };
    assertAlmostEquals(await bright({ atSec: 0 }), 0, 1);
    assert(await bright({}) > 50);
  });
  await t.step("but not of a missing file", async () => {
    const fs = clipFs();
    const error = await assertRejects(
      () => runtime.thumbnail(fs, "none.mp4"),
      FsError,
    );
    assertEquals(error.path, "none.mp4");
  });
});

Deno.test("Runtime.thumbnail() refuses a format and a quality that it would not heed", async () => {
  const wrong: [unknown, string][] = [
    ...["gif", "PNG", "constructor", "__proto__", ""].map((
      format,
    ): [unknown, string] => [{ format }, "Cannot use `format`"]),
    ...[1, 32, 2.5, NaN, "3"].map((quality): [unknown, string] => [
      { format: "jpeg", quality },
      "Cannot use `quality`",
    ]),
    [{ quality: 5 }, 'for the format "png", which has none'],
    [{ quality: 5, format: "webp" }, 'for the format "webp", which has none'],
  ];
  for (const [options, message] of wrong) {
    await assertRejects(
      () => runtime.thumbnail(clipFs(), "clip.mov", options as object),
      TypeError,
      message,
    );
  }
});

Deno.test("Runtime.frames() refuses a pixel format and a change that it does not know", async () => {
  const wrong: [unknown, string][] = [
    ...["RGBA", "rgb", "nv12", "constructor", "__proto__", ""].map(
      (pixelFormat): [unknown, string] => [{ pixelFormat }, "`pixelFormat`"],
    ),
    [{ scene: 1.5 }, "Cannot use `scene`: received 1.5; give a number from 0"],
  ];
  for (const [options, message] of wrong) {
    await assertRejects(() => framesOf(options as object), TypeError, message);
  }
});

Deno.test("Runtime.frames() and thumbnail() read times that are tiny or huge", async () => {
  assertEquals(times(await framesOf({ atSec: [1e-9, 1e-7] })), [0, 0]);
  assertEquals(times(await framesOf({ atSec: [1e15, 1e300] })), []);
  const png = await runtime.thumbnail(clipFs(), "clip.mov", { atSec: 1e300 });
  assertEquals(png[1], "P".charCodeAt(0));
});

Deno.test("Runtime.frames() spreads a number of frames over the video only", async () => {
  const fs = new MemoryFs();
  const { files } = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=1"],
    ...["-f", "lavfi", "-i", "sine=duration=10"],
    ...["-c:v", "ffv1", "-c:a", "flac", "long.mkv"],
  ]);
  fs.writeFile("long.mkv", files["long.mkv"]!);
  const frames = runtime.frames(fs, "long.mkv", { count: 4 });
  assertEquals((await Array.fromAsync(frames)).length, 4);
});

Deno.test("Runtime.frames() and the other helpers find a file whatever its name and the working directory", async (t) => {
  const fs = new MemoryFs();
  fs.mkdir("/folder");
  const { files } = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i", "testsrc=size=64x48:duration=0.04", "-y", "a.png"],
  ]);
  for (const name of ["a.png", "50%[1].png", "x%*.png", "%?.png", "%03d.png"]) {
    await t.step(name, async () => {
      fs.writeFile(name, files["a.png"]!);
      const options = { cwd: "/folder" };
      const frames = await Array.fromAsync(runtime.frames(fs, name, options));
      assertEquals(frames.map(({ width }) => width), [64]);
      const picture = await runtime.thumbnail(fs, name, options);
      assertEquals(picture[1], "P".charCodeAt(0));
      assertEquals((await runtime.probe(fs, name)).streams.length, 1);
    });
  }
});
