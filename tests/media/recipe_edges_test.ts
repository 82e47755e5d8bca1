// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What recipes and helpers make of unusual files and options, by native ffmpeg. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Fs, FsError, type MemoryFs, type Runtime } from "../../mod.ts";
import {
  burnSubtitles,
  concat,
  gif,
  MediaError,
  normalizeLoudness,
  packageStreams,
  preview,
  remux,
  repair,
  spectrogram,
  sprites,
  transcode,
  writeCover,
  writeMetadata,
} from "../../src/media/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import { engineRuntime } from "../support/engine.ts";
import { fsOf } from "../support/fs_of.ts";
import { type Files, makeNative, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

const srt = "1\n00:00:00,000 --> 00:00:02,000\nHello\n";
const files: Files = { "s.srt": new TextEncoder().encode(srt) };
let runtime!: Runtime;
prepare(async () => {
  const make = (line: string) => makeNative(files, line);
  const sound = "-f lavfi -i sine=d=4:r=48000";
  await make("-f lavfi -i testsrc=s=32x32 -frames:v 1 cover.png");
  const cover = "-map 0 -map 1 -c:v copy -disposition:v attached_pic";
  await make(`${sound} -i cover.png ${cover} -c:a flac song.flac`);
  await make("-f lavfi -i sine=d=0.3 short.wav");
  // Its sound is longer than its video.
  const picture = "-f lavfi -i testsrc2=s=64x36:r=25:d=2";
  await make(`${picture} ${sound} -c:v libx264 -g 50 -c:a aac in.mp4`);
  await make("-i in.mp4 -c copy in.ts");
  await make("-i in.mp4 -map 0:v -frames:v 1 one.mkv");
  await make("-i in.mp4 -i s.srt -c copy -c:s ttml unread.mp4");
  await make("-i in.mp4 -map 0:v -vf setsar=2 -c:v libx264 wide.mp4");
  await make("-f lavfi -i color=s=2000x2:d=1 -c:v libx264 flat.mp4");
  const moments = "select=lt(t\\,2)+gte(t\\,19)";
  await make(
    `-f lavfi -i testsrc2=s=64x36:r=25:d=20 -vf ${moments} -fps_mode passthrough ` +
      "-c:v libx264 -bf 0 still.mp4",
  );
  await make(
    `-itsoffset 3 ${picture} -f lavfi -i sine=d=5 -fps_mode passthrough ` +
      "-c:v libx264 -c:a aac late.mp4",
  );
  runtime = await engineRuntime("lgpl");
});
Deno.test.afterAll(() => runtime?.close());

Deno.test("recipes keep a cover a cover, or say that it is left out", async () => {
  const fs = fsOf(files);
  const coverOf = async (path: string) =>
    (await runtime.probe(fs, path, { covers: true })).streams
      .flatMap((stream) =>
        stream.type === "video" && stream.disposition.attachedPic
          ? [stream.cover]
          : []
      );
  await remux(runtime, fs, "song.flac", "a.mka");
  await remux(runtime, fs, "a.mka", "b.mkv");
  await repair(runtime, fs, "b.mkv", "c.mka");
  await normalizeLoudness(runtime, fs, "c.mka", "d.mka");
  await writeMetadata(runtime, fs, "d.mka", "e.mka", { tags: { title: "x" } });
  await transcode(runtime, fs, "e.mka", "f.m4a");
  for (const path of ["a.mka", "b.mkv", "c.mka", "d.mka", "e.mka", "f.m4a"]) {
    assertEquals(await coverOf(path), [files["cover.png"]], path);
  }
  const dropped = [{ index: 1, type: "video", codec: "png" }];
  for (const output of ["x.opus", "x.ogg"]) {
    const plan = await transcode(runtime, fs, "song.flac", output);
    assertEquals(plan.dropped, dropped);
  }
  // The muxer leaves it out without a word.
  await remux(runtime, fs, "f.m4a", "x.mkv");
  assertEquals((await remux(runtime, fs, "f.m4a", "x.mov")).dropped, dropped);
  await assertRejects(
    () => writeCover(runtime, fs, "in.mp4", "x.mov", { picture: "cover.png" }),
    MediaError,
    "no covers",
  );
  await assertRejects(
    () =>
      (writeCover as (...args: unknown[]) => Promise<unknown>)(
        ...[runtime, fs, "song.flac", "x.flac"],
      ),
    TypeError,
    "`picture`",
  );
});

Deno.test("recipes leave out subtitles that ffmpeg cannot read", async () => {
  const fs = fsOf(files);
  for (const output of ["out.mkv", "out.mp4"]) {
    const { dropped } = await remux(runtime, fs, "unread.mp4", output);
    assertEquals(dropped, [{ index: 2, type: "subtitle", codec: "ttml" }]);
  }
  await assertRejects(
    () => burnSubtitles(runtime, fs, "unread.mp4", "out.mp4"),
    MediaError,
    "subtitles in ttml, which cannot be read",
  );
});

Deno.test("writeMetadata refuses a language that is lost, and keeps any title of a chapter", async () => {
  const fs = fsOf(files);
  await assertRejects(
    () =>
      writeMetadata(runtime, fs, "in.mp4", "no.mp4", {
        languages: { 0: "eng", 1: "de" },
      }),
    MediaError,
    'the language "de", which its format does not keep',
  );
  const titles = ["ends with \\", "one\rline", "[CHAPTER]", " ", "a;b#c=d"];
  for (const output of ["out.mp4", "out.mkv"]) {
    await writeMetadata(runtime, fs, "in.mp4", output, {
      languages: { 0: "eng", 1: "deu" },
      chapters: titles.map((title, i) => ({ startSec: i / 2, title })),
    });
    const { chapters } = await runtime.probe(fs, output);
    assertEquals(chapters.map(({ title }) => title), titles);
    assertEquals(chapters.map(({ startSec }) => startSec), [0, 0.5, 1, 1.5, 2]);
  }
});

Deno.test("gif and preview take what there is of a video, in its shape", async () => {
  const fs = fsOf(files);
  await assertRejects(
    () => gif(runtime, fs, "in.mp4", "no.gif", { startSec: 3 }),
    MediaError,
    "video of 2 s, which ends before 3 s",
  );
  const frames = async (path: string) => {
    const about = await runtime.probe(fs, path, { count: "frames" });
    return about.streams[0]?.frameCount;
  };
  // Where to seek leads to what cannot be decoded.
  await gif(runtime, fs, "in.ts", "ts.gif", { startSec: 0.5, durationSec: 1 });
  assertEquals(await frames("ts.gif"), 12);
  await gif(runtime, fs, "one.mkv", "one.gif");
  assertEquals(await frames("one.gif"), 1);
  for (
    const [name, size] of [
      ["wide.mp4", [64, 18]],
      ["flat.mp4", [64, 2]],
      ["one.mkv", [64, 36]],
    ] as const
  ) {
    const options = { format: "gif", width: 64 } as const;
    fs.writeFile("p.gif", (await preview(runtime, fs, name, options)).data);
    const { image } = await runtime.probe(fs, "p.gif");
    assertEquals([image?.width, image?.height], [...size], name);
  }
});

Deno.test("what is encoded is never larger than asked, however odd that is", async () => {
  const fs = fsOf(files);
  for (const limits of [{ maxWidth: 41 }, { maxHeight: 23 }]) {
    await transcode(runtime, fs, "in.mp4", "out.mp4", limits);
    const [video] = (await runtime.probe(fs, "out.mp4")).streams;
    const { width = 0, height = 0 } = video?.type === "video" ? video : {};
    assertEquals([width, height], [40, 22], JSON.stringify(limits));
  }
});

Deno.test("what cannot be measured or drawn is said as what it is", async () => {
  const fs = fsOf(files);
  await assertRejects(
    () => normalizeLoudness(runtime, fs, "short.wav", "out.wav"),
    MediaError,
    "less than the 0.4 s that can be measured",
  );
  await assertRejects(
    () => spectrogram(runtime, fs, "short.wav", { fromHz: 500, toHz: 100 }),
    TypeError,
    "`toHz`",
  );
});

Deno.test("pictures of what is very flat have a row at least", async () => {
  const fs = fsOf(files);
  const options = { count: 1, width: 10 };
  const [frame] = await Array.fromAsync(
    runtime.frames(fs, "flat.mp4", options),
  );
  assertEquals([frame?.width, frame?.height], [10, 1]);
  const { cues } = await sprites(runtime, fs, "flat.mp4", { width: 16 });
  assertEquals(cues[0]?.height, 1);
});

Deno.test("sprites show the part of the video that their times say", async () => {
  const fs = fsOf(files);
  const starts = async (path: string, count: number) =>
    (await sprites(runtime, fs, path, { count, width: 16 })).cues
      .map(({ startSec, endSec }) => [startSec, endSec]);
  // The sound goes on for two seconds.
  assertEquals(await starts("in.mp4", 4), [[0, 0.5], [0.5, 1], [1, 1.5], [
    1.5,
    4,
  ]]);
  // The video stands still for 17 seconds.
  assertEquals(await starts("still.mp4", 10), [[0, 18], [18, 20]]);
  // The sound begins three seconds before the video.
  assertEquals(await starts("late.mp4", 4), [[0, 3.5], [3.5, 4], [4, 4.5], [
    4.5,
    5,
  ]]);
  const at = { atPercent: 50, width: 16 };
  fs.writeFile("half.png", await runtime.thumbnail(fs, "late.mp4", at));
  fs.writeFile(
    "exact.png",
    await runtime.thumbnail(fs, "late.mp4", { atSec: 4, width: 16 }),
  );
  assertEquals(fs.readFile("half.png"), fs.readFile("exact.png"));
});

Deno.test("concat refuses streams that look alike and are decoded otherwise", async () => {
  const fs = fsOf(files);
  const make = async (name: string, line: string) => {
    const { files } = await runNative("ffmpeg", [...line.split(" "), name]);
    fs.writeFile(name, files[name]!);
  };
  const picture = "-f lavfi -i testsrc2=s=128x72:r=25:d=0.4 -c:v libx265";
  const x265 = (params: string) =>
    `${picture} -x265-params log-level=error:${params} -tag:v hvc1`;
  await make("a.mp4", x265("ctu=64"));
  // Another quality is only another message.
  await make("b.mp4", x265("ctu=64:crf=40"));
  await make("c.mp4", x265("ctu=16:max-tu-size=16"));
  const sound = "-f lavfi -i sine=d=1 -c:a libvorbis -metadata title=";
  await make("a.ogg", `${sound}one -q 4`);
  await make("b.ogg", `${sound}another -q 4`);
  await make("c.ogg", `${sound}one -q 9`);
  for (const end of ["mp4", "ogg"]) {
    const out = `out.${end}`;
    await assertRejects(
      () => concat(runtime, fs, [`a.${end}`, `c.${end}`], out),
      MediaError,
      "with other parameters than",
    );
    assertEquals(fs.exists(out), false);
    await concat(runtime, fs, [`a.${end}`, `b.${end}`], out);
    // It fails if it logs an error.
    const { stdout } = await runNative(
      "ffmpeg",
      ["-xerror", "-i", out, "-f", "framemd5", "-"],
      { [out]: fs.readFile(out) },
    );
    assert(stdout.trim().split("\n").length > 20);
  }
});

Deno.test("packageStreams leaves nothing if it fails, and nothing among other files", async () => {
  const options = { rungs: [{ height: 36, bitRate: 50_000 }], segmentSec: 1 };
  const names = (fs: MemoryFs) => fs.readDir("d").map(({ name }) => name);
  const newFs = () => {
    const fs = fsOf({ "in.mp4": files["in.mp4"]! });
    fs.mkdir("d");
    return fs;
  };
  const base = newFs();
  let renamed = 0;
  const failing = new FaultFs(
    base,
    ({ operation, path }) =>
      operation === "rename" && !path.endsWith(".tmp") && ++renamed === 3
        ? { error: "EIO" }
        : undefined,
  );
  await assertRejects(
    () => packageStreams(runtime, failing, "in.mp4", "d", options),
    FsError,
    "EIO",
  );
  assertEquals(names(base), []);
  // It was empty when it began.
  const fs = newFs();
  const late = await assertRejects(
    () =>
      packageStreams(runtime, fs, "in.mp4", "d", {
        ...options,
        onProgress: ({ isEnd }) => {
          if (isEnd) fs.writeFile("d/master.m3u8", "another's");
        },
      }),
    FsError,
  );
  assertEquals([late.code, names(fs)], ["ENOTEMPTY", ["master.m3u8"]]);
  assertEquals(fs.readTextFile("d/master.m3u8"), "another's");
});

Deno.test("transcode tries sound that is too large once, and says what would help", async () => {
  const fs = fsOf(files);
  for (const input of ["in.mp4", "song.flac"]) {
    let runs = 0;
    const error = await assertRejects(
      () =>
        transcode(runtime, fs, input, "no.m4a", {
          targetBytes: 9000,
          explain: () => runs++,
        }),
      MediaError,
      "lower `soundBitRate`",
    );
    assertEquals([error.path, runs], [input, 1]);
  }
  assertEquals(fs.exists("no.m4a"), false);
});

Deno.test("helpers take lists, records and keys as they are when they are called", async () => {
  const fs = fsOf(files);
  const options = { atSec: [0, 1], width: 16 };
  const frames = runtime.frames(fs, "in.mp4", options);
  options.atSec.push(1.5);
  options.width = 8;
  const widths = (await Array.fromAsync(frames)).map(({ width }) => width);
  assertEquals(widths, [16, 16]);

  const mounts: Record<string, Fs> = { "/m": fs };
  const own = fsOf({});
  const remuxed = remux(runtime, own, "/m/in.mp4", "out.mkv", { mounts });
  delete mounts["/m"];
  await remuxed;
  assertEquals(own.exists("out.mkv"), true);

  const inputs = ["song.flac", "song.flac"];
  const joined = concat(runtime, fs, inputs, "both.flac");
  inputs.pop();
  await joined;
  assertEquals((await runtime.probe(fs, "both.flac")).durationSec, 8);

  const segment = async (isWiped: boolean) => {
    const fs = fsOf({ "in.mp4": files["in.mp4"]! });
    fs.mkdir("d");
    const key = { uri: "key", bytes: new Uint8Array(16).fill(7) };
    const made = packageStreams(runtime, fs, "in.mp4", "d", {
      ...{ formats: "hls", key, rungs: [{ height: 36, bitRate: 50_000 }] },
    });
    if (isWiped) key.bytes.fill(0);
    await made;
    return fs.readFile("d/stream0-00001.m4s");
  };
  assertEquals(await segment(true), await segment(false));
});
