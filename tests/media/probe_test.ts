// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertRejects,
} from "@std/assert";
import {
  FsError,
  LimitError,
  MemoryFs,
  ProbeError,
  type ProbeOptions,
  Runtime,
} from "../../mod.ts";
import { probe } from "../../src/media/probe/probe.ts";
import { ObserveFs } from "../../vfs/mod.ts";
import { engineRuntime } from "../support/engine.ts";
import { nativeFrameHashes } from "../support/native.ts";
import { rawModule } from "../support/raw_module.ts";
import { corpus, describe, make } from "./corpus.ts";
import { onlyFfmpeg } from "./only_ffmpeg.ts";
import { withHole } from "./with_hole.ts";

const MiB = 2 ** 20;

Deno.test("Runtime.probe()", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  const fs = new MemoryFs();
  const make = async (...args: string[]) => {
    const result = await runtime.run(fs, ["-f", "lavfi", ...args]);
    assertEquals(result.exitCode, 0, result.stderr);
  };

  await t.step("returns the duration in seconds", async () => {
    await make("-i", "sine=duration=3.5", "tone.wav");
    assertEquals((await runtime.probe(fs, "tone.wav")).durationSec, 3.5);
    await make("-i", "sine=r=8000:d=3661.5", "-c:a", "pcm_u8", "long.wav");
    const { durationSec } = await runtime.probe(fs, "/long.wav");
    assertAlmostEquals(durationSec!, 3661.5, 0.01);
    const said = await probe(onlyFfmpeg(runtime), fs, "/long.wav");
    assertAlmostEquals(said.durationSec!, 3661.5, 0.01);
  });

  await t.step("accepts a name whatever it looks like", async () => {
    const bytes = fs.readFile("tone.wav");
    const names = [
      ...["-i", "a b.wav", "concat:x", "Größe: 1.wav", "http:", "http:x.wav"],
      ...["pipe:0", "a'b\".wav", "line\nInput #0, mp3, from 'x", "100%d.wav"],
    ];
    for (const name of names) {
      fs.writeFile(name, bytes);
      for (const runner of [runtime, onlyFfmpeg(runtime)]) {
        const { durationSec, formatNames } = await probe(runner, fs, name);
        assertEquals([durationSec, formatNames], [3.5, ["wav"]], name);
      }
    }
  });

  await t.step("does not read a name as a sequence of images", async () => {
    const picture = async (size: string, name: string) => {
      await make("-i", `color=s=${size}`, "-frames:v", "1", "picture.png");
      fs.mkdirAll("pictures");
      fs.rename("picture.png", `pictures/${name}`);
    };
    // What a pattern would match, and the files themselves.
    await picture("16x16", "1001.png");
    await picture("16x16", "5.png");
    const names = ["100%d.png", "%03d.png", "50%d%.png", "a*.png", "what?.png"];
    for (const name of names) {
      await picture("32x16", name);
      for (const runner of [runtime, onlyFfmpeg(runtime)]) {
        const { streams } = await probe(runner, fs, `pictures/${name}`);
        assert(streams[0]?.type === "video");
        assertEquals([streams[0].width, streams[0].height], [32, 16], name);
      }
      const frames = runtime.frames(fs, `pictures/${name}`);
      const widths = await Array.fromAsync(frames, ({ width }) => width);
      assertEquals(widths, [32], name);
      fs.writeFile("t.png", await runtime.thumbnail(fs, `pictures/${name}`));
      const { streams } = await runtime.probe(fs, "t.png");
      assert(streams[0]?.type === "video");
      assertEquals(streams[0].width, 32, name);
    }
  });

  await t.step(
    "finds a file where a guest does: in the mount of its path",
    async () => {
      await make("-i", "color=s=32x16:d=0.04", "-c:v", "mpeg4", "in.mp4");
      const media = new MemoryFs();
      media.mkdir("deep");
      for (const name of ["/a.mp4", "/deep/100%d.mp4"]) {
        media.writeFile(name, fs.readFile("in.mp4"));
      }
      const mounts = { "/media": media, "/media/deep": new MemoryFs() };
      for (const path of ["/media/a.mp4", "media//./a.mp4"]) {
        for (const runner of [runtime, onlyFfmpeg(runtime)]) {
          const { size } = await probe(runner, fs, path, { mounts });
          assertEquals(size, fs.stat("in.mp4").size, path);
        }
      }
      const other = { mounts: { "/other/": media } };
      const path = "/other/deep/100%d.mp4";
      const frames = runtime.frames(fs, path, other);
      const widths = await Array.fromAsync(frames, ({ width }) => width);
      assertEquals(widths, [32]);
      assert((await runtime.thumbnail(fs, path, other)).length > 0);
      // What a mount hides, and what only begins with its name.
      for (const path of ["/media/deep/100%d.mp4", "/mediaa.mp4"]) {
        const error = await assertRejects(
          () => runtime.probe(fs, path, { mounts }),
          FsError,
        );
        assertEquals(error.code, "ENOENT", path);
      }
    },
  );

  await t.step("returns no duration if the file has none", async () => {
    await make("-i", "color", "-frames:v", "1", "still.png");
    const probed = await runtime.probe(fs, "still.png");
    assert(!("durationSec" in probed));
  });

  await t.step("rejects with an FsError when there is no file", async () => {
    const error = await assertRejects(
      () => runtime.probe(fs, "no/such.mp4"),
      FsError,
    );
    assertEquals([error.code, error.path], ["ENOENT", "no/such.mp4"]);
  });

  await t.step("rejects with a ProbeError when it is not media", async () => {
    for (const text of ["", "this is not a film\n".repeat(1000)]) {
      fs.writeFile("text.mp4", text);
      // From 6.1 on, ffmpeg exits with the lowest byte of the error.
      const runners = [[runtime, 1], [onlyFfmpeg(runtime), 183]] as const;
      for (const [runner, exitCode] of runners) {
        const error = await assertRejects(
          () => probe(runner, fs, "text.mp4"),
          ProbeError,
        );
        assertEquals([error.path, error.exitCode], ["text.mp4", exitCode]);
        assertEquals(error.argv.at(-1), "file:/text.mp4");
        assert(error.message.includes("Invalid data"), error.message);
      }
    }
  });

  await t.step(
    "rejects with a LimitError rather than truncate the output",
    async () => {
      const size = (options: ProbeOptions) =>
        runtime.probe(fs, "tone.wav", options);
      let maxStdoutBytes = 0;
      await size({ maxStdoutBytes: 4096 });
      for (let limit = 4096; limit > 0; limit -= 97) {
        const error = await size({ maxStdoutBytes: limit }).catch((e) => e);
        if (error instanceof LimitError) {
          assertEquals([error.option, error.limit], ["maxStdoutBytes", limit]);
          // It advises nothing that `probe` has no option for.
          assertEquals(
            error.message,
            'Cannot probe "tone.wav": received more than the limit of ' +
              `${limit}; raise the option \`maxStdoutBytes\``,
          );
          maxStdoutBytes = limit;
        } else assertEquals(maxStdoutBytes, 0, "a smaller limit was enough");
      }
      assert(maxStdoutBytes > 0);
      await assertRejects(
        () =>
          probe(onlyFfmpeg(runtime), fs, "tone.wav", { maxStderrBytes: 100 }),
        LimitError,
      );
    },
  );

  await t.step("stops when the signal aborts", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await assertRejects(
      () => runtime.probe(fs, "tone.wav", { signal }),
      Error,
      "enough",
    );
  });
});

Deno.test("Runtime.probe() passes on options whatever they are called", async () => {
  await using runtime = await engineRuntime("lgpl");
  const fs = new MemoryFs();
  fs.writeFile("a.wav", "");
  for (
    const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]
  ) {
    const inputArgs = ["-probesize", name];
    const error = await assertRejects(
      () => runtime.probe(fs, "a.wav", { inputArgs }),
      ProbeError,
    );
    assert(error.argv.includes(name));
    assert(error.message.includes(name), error.message);
  }
});

Deno.test("Runtime.probe() rejects with a ProbeError when the program is not ffmpeg", async () => {
  const module = { bytes: rawModule({}) };
  await using runtime = await Runtime.create({ module });
  const fs = new MemoryFs();
  fs.writeFile("a.wav", "");
  const error = await assertRejects(
    () => runtime.probe(fs, "a.wav"),
    ProbeError,
  );
  assertEquals([error.path, error.exitCode], ["a.wav", 0]);
});

Deno.test("Runtime.probe() counts frames or packets with the option count", async () => {
  await using runtime = await engineRuntime("lgpl");
  for (const name of ["interlaced.ts", "film.mkv"]) {
    const fs = new MemoryFs();
    const bytes = await make(name);
    fs.writeFile(name, bytes);
    for (const count of ["frames", "packets"] as const) {
      const native = await describe(name, bytes, [`-count_${count}`]);
      const { streams } = await runtime.probe(fs, name, { count });
      assertEquals(
        streams.map((stream) =>
          count === "frames" ? stream.frameCount : stream.packetCount
        ),
        native.streams.map((stream) => {
          const text = stream[`nb_read_${count}`];
          return text === undefined ? undefined : Number(text);
        }),
      );
    }
  }
});

Deno.test("Runtime.probe() returns how to rotate a picture upright", async () => {
  await using runtime = await engineRuntime("lgpl");
  const fs = new MemoryFs();
  const bytes = await make("rotated.mov");
  fs.writeFile("rotated.mov", bytes);
  const { streams } = await runtime.probe(fs, "rotated.mov");
  assert(streams[0]?.type === "video");
  const turned = { 90: "clock", 270: "cclock" }[streams[0].rotationDeg];
  const files = { "rotated.mov": bytes };
  const hashes = (args: string[]) =>
    nativeFrameHashes([...args, "-frames:v", "3"], files);
  assertEquals(
    await hashes(["-i", "rotated.mov"]),
    await hashes([
      ...["-noautorotate", "-i", "rotated.mov", "-vf", `transpose=${turned}`],
    ]),
  );
});

Deno.test("Runtime.probe() reads little of a large file", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  const fs = new MemoryFs();
  const size = 4096 * MiB;
  const film = await make("film.mp4");
  withHole(fs.create("moov last.mp4"), film, size);
  fs.writeFile("film.mp4", film);
  const { exitCode } = await runtime.run(fs, [
    ...["-i", "film.mp4", "-c", "copy", "-map", "0", "-map", "-0:d"],
    ...["-movflags", "+faststart", "first.mp4"],
  ]);
  assertEquals(exitCode, 0);
  withHole(fs.create("moov first.mp4"), fs.readFile("first.mp4"), size);
  for (const name of ["moov last.mp4", "moov first.mp4"]) {
    for (const runner of [runtime, onlyFfmpeg(runtime)]) {
      await t.step(name, async () => {
        let read = 0;
        const observed = new ObserveFs(fs, ({ operation, bytes = 0 }) => {
          if (operation.startsWith("read")) read += bytes;
        });
        const probed = await probe(runner, observed, name);
        assertEquals([probed.durationSec, probed.size], [2, size]);
        assert(probed.streams.length >= 4);
        assertLess(read, MiB);
      });
    }
  }
});

Deno.test("Runtime.probe() returns a result or a ProbeError for broken files", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  const fs = new MemoryFs();
  let seed = 1;
  const random = (limit: number) => {
    seed = (seed * 48_271) % 0x7fff_ffff;
    return seed % limit;
  };
  for (const name of ["film.mp4", "film.mkv", "cover.mp3", "tags.flac"]) {
    await t.step(name, async () => {
      const whole = await make(name);
      const { format, inputArgs = [] } = corpus[name]!;
      const options = { inputArgs, ...(format && { format }) };
      let answers = 0;
      for (let i = 0; i < 24; i++) {
        const bytes = whole.slice(
          0,
          i % 4 === 0 ? random(whole.length) : undefined,
        );
        for (let left = random(64); left > 0; left--) {
          // Mostly where the headers are.
          const end = left % 2 ? 1000 : bytes.length;
          bytes[random(Math.min(end, bytes.length) || 1)] = random(256);
        }
        fs.writeFile(name, bytes);
        for (const runner of [runtime, onlyFfmpeg(runtime)]) {
          try {
            const probed = await probe(runner, fs, name, options);
            assertEquals(JSON.parse(JSON.stringify(probed)), probed);
            answers++;
          } catch (error) {
            assert(error instanceof ProbeError, `${error}`);
          }
        }
      }
      assert(answers > 0);
    });
  }
});

Deno.test("Runtime.probe() reads tags as text, whatever they are", async () => {
  await using runtime = await engineRuntime("lgpl");
  const fs = new MemoryFs();
  const lines = "line\nInput #0, mp3, from 'x':\n  Stream #0:7: Video: h264, " +
    "1x1\n  Duration: 10:00:00.00, start: 0.000000, bitrate: 1 kb/s";
  const metadata = {
    ...{ constructor: "y", A: lines },
    ...{ QUOTES: "\"\\'", ["__proto__"]: "x", "displaymatrix": "rotation" },
  };
  const { exitCode, stderr } = await runtime.run(fs, [
    ...["-f", "lavfi", "-i", "sine=d=1", "-c:a", "pcm_s16le"],
    ...Object.entries(metadata)
      .flatMap(([key, value]) => ["-metadata", `${key}=${value}`]),
    "tags.mkv",
  ]);
  assertEquals(exitCode, 0, stderr);
  for (const runner of [runtime, onlyFfmpeg(runtime)]) {
    const { tags, streams, durationSec } = await probe(runner, fs, "tags.mkv");
    const all = new Map(Object.entries(tags));
    for (const [key, value] of Object.entries(metadata)) {
      assertEquals(all.get(key.toUpperCase()), value);
    }
    assertEquals(streams.length, 1);
    assertEquals(durationSec, 1);
    assertEquals(Object.getPrototypeOf(tags), Object.prototype);
  }
});
