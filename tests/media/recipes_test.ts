// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The recipes, compared with native ffmpeg and ffprobe. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  AfmpegError,
  ExitError,
  FsError,
  MemoryFs,
  ProbeError,
  type Progress,
  RuntimePool,
} from "../../mod.ts";
import {
  burnSubtitles,
  concat,
  extractAudio,
  gif,
  MediaError,
  normalizeLoudness,
  remux,
  repair,
  runPlan,
  transcode,
  transcodeParallel,
  trim,
  writeCover,
  writeMetadata,
} from "../../src/media/mod.ts";
import { DenoFs } from "../../vfs/mod.ts";
import { type Fault, type FaultCall, FaultFs } from "../../vfs/testing/mod.ts";
import { engineBytes, engineRuntime } from "../support/engine.ts";
import { fsOf } from "../support/fs_of.ts";
import { type Files, nativeFrameHashes, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

let pool!: RuntimePool;
prepare(async () => {
  pool = await RuntimePool.create({
    module: { bytes: await engineBytes("gpl") },
    size: 2,
  });
});
Deno.test.afterAll(() => pool?.close());

const srt = "1\n00:00:00,000 --> 00:00:02,000\nHello\n";
let files!: Files;
prepare(async () => {
  const make = async (...args: string[]) => {
    const own = { "s.srt": new TextEncoder().encode(srt), ...files };
    files = { ...files, ...(await runNative("ffmpeg", args, own)).files };
  };
  await make(
    ..."-f lavfi -i testsrc2=s=160x90:r=30000/1001:d=4".split(" "),
    ..."-f lavfi -i sine=d=4:r=48000 -i s.srt -c:v libx264 -crf 12".split(" "),
    ..."-preset veryfast -g 30 -c:a aac -c:s mov_text".split(" "),
    ..."-metadata artist=Ann in.mp4".split(" "),
  );
  await make(..."-i in.mp4 -map 0:v -c copy silent.mp4".split(" "));
  await make(..."-i in.mp4 -map 0:a -c copy sound.m4a".split(" "));
  await make(..."-f lavfi -i testsrc=s=64x64 -frames:v 1 cover.png".split(" "));
  await make(
    ..."-f lavfi -i testsrc=s=96x96:r=25:d=1 -f lavfi".split(" "),
    ..."-i anullsrc=d=1 -c:v mpeg4 -c:a libopus other.mkv".split(" "),
  );
});

/** A file system with all test files. */
function newFs(more: Files = {}): MemoryFs {
  return fsOf({ ...files, ...more });
}

/** What native ffprobe says of a file, as one string for each `entries`. */
async function nativeEntries(
  fs: MemoryFs,
  name: string,
  entries: string,
  ...more: string[]
): Promise<string[]> {
  const args = ["-of", "csv=p=0", ...more, "-show_entries", entries, name];
  const { stdout } = await runNative("ffprobe", args, {
    [name]: fs.readFile(name),
  });
  // Side data makes lines of its own.
  return stdout.trim().split("\n").map((line) => line.replace(/,+$/, ""))
    .filter((line) => line !== "");
}

/** The hashes of the packets of a file, by native ffmpeg, without their times. */
async function packetHashes(bytes: Uint8Array, map: string): Promise<string[]> {
  const args = ["-i", "x", "-map", map, "-c", "copy"];
  const lines = await nativeFrameHashes(args, { x: bytes });
  // What follows is of side data.
  return lines.map((line) => line.split(/, */)[5]!);
}

Deno.test("remux copies every packet, converts subtitles, and lists what it drops", async () => {
  const fs = newFs();
  const { dropped } = await remux(pool, fs, "in.mp4", "out.mkv");
  assertEquals(dropped, []);
  for (const map of ["0:v", "0:a"]) {
    assertEquals(
      await packetHashes(fs.readFile("out.mkv"), map),
      await packetHashes(files["in.mp4"]!, map),
    );
  }
  assertEquals(
    await nativeEntries(fs, "out.mkv", "stream=codec_name"),
    ["h264", "aac", "subrip"],
  );
  const transport = await remux(pool, fs, "in.mp4", "out.ts");
  assertEquals(transport.dropped, [
    { index: 2, type: "subtitle", codec: "mov_text" },
  ]);
  await remux(pool, fs, "out.mkv", "fast.mp4");
  const text = new TextDecoder("latin1").decode(fs.readFile("fast.mp4"));
  assert(text.indexOf("moov") < text.indexOf("mdat"), "not faststart");
});

Deno.test("transcode keeps within a size, and every frame", async () => {
  const fs = newFs();
  const targetBytes = 60_000;
  const fractions: number[] = [];
  await transcode(pool, fs, "in.mp4", "out.mp4", {
    targetBytes,
    onProgress: ({ fraction }) => fractions.push(fraction!),
  });
  assertEquals(fractions, fractions.toSorted((a, b) => a - b));
  assertEquals(fractions.at(-1), 1);
  const { size } = fs.stat("out.mp4");
  assert(size <= targetBytes && size > targetBytes * 0.7, `${size}`);
  const count = ["-count_frames", "-select_streams", "v"];
  assertEquals(
    await nativeEntries(fs, "out.mp4", "stream=nb_read_frames", ...count),
    ["120"],
  );
  const error = await assertRejects(
    () => transcode(pool, fs, "in.mp4", "no.mp4", { targetBytes: 9_000 }),
    MediaError,
  );
  assertMatch(error.message, /^Cannot transcode "in.mp4": .*; raise `targetB/);
  assertEquals(fs.exists("no.mp4"), false);
});

Deno.test("transcode makes WebM and AV1 as far as the engine can, at most as large as asked", async () => {
  const fs = newFs();
  const options = { maxWidth: 80, crf: 50 };
  await transcode(pool, fs, "in.mp4", "out.webm", options);
  assertEquals(
    await nativeEntries(fs, "out.webm", "stream=codec_name,width"),
    ["vp9,80", "opus", "webvtt,N/A"],
  );
  const error = await assertRejects(
    () => transcode(pool, fs, "in.mp4", "x.mp4", { codec: "av1" }),
    ExitError,
  );
  assertStringIncludes(error.message, "full");
  await assertRejects(
    () => transcode(pool, fs, "in.mp4", "x.webm", { codec: "h264" }),
    TypeError,
  );
});

Deno.test("trim copies from a key frame on, or encodes only the edges", async () => {
  const fs = newFs();
  const cut = { startSec: 0.5, endSec: 3.4 };
  const rough = await trim(pool, fs, "in.mp4", "rough.mp4", cut);
  assertEquals(rough.startSec, 0);
  const { startSec } = await trim(pool, fs, "in.mp4", "smart.mp4", {
    ...cut,
    mode: "smart",
  });
  assertAlmostEquals(startSec, 0.5005);
  const frame = 1001 / 30_000;
  const times = (await nativeEntries(
    fs,
    "smart.mp4",
    "frame=pts_time",
    ..."-select_streams v".split(" "),
  )).map(parseFloat);
  // Those of the source from 0.5 to 3.4: numbers 15 to 101.
  assertEquals(times.length, 87);
  for (const [i, time] of times.entries()) {
    assertAlmostEquals(time, i * frame, 2e-5);
  }
  // Between the key frames 30 and 90, nothing was encoded again.
  const hashes = async (name: string) =>
    (await nativeFrameHashes(
      ["-i", name, "-map", "0:v"],
      { [name]: fs.readFile(name) },
    )).map((line) => line.split(/, */).at(-1));
  const [own, source] = [await hashes("smart.mp4"), await hashes("in.mp4")];
  assertEquals(own.slice(15, 75), source.slice(30, 90));
  assert(own[14] !== source[29]);
  const [sound] = await nativeEntries(
    fs,
    "smart.mp4",
    "stream=start_time,duration",
    ..."-select_streams a".split(" "),
  );
  const [start, duration] = sound!.split(",").map(Number);
  assertAlmostEquals(start!, 0, 0.03);
  assertAlmostEquals(duration!, 2.9, 0.05);
  // How to turn the pictures stays.
  const turn = "-display_rotation:v 90 -i in.mp4 -c copy turned.mp4";
  await pool.run(fs, turn.split(" "));
  await trim(pool, fs, "turned.mp4", "t.mp4", { ...cut, mode: "smart" });
  const [video] = (await pool.probe(fs, "t.mp4")).streams;
  assert(video?.type === "video");
  assertEquals([video.rotationDeg, video.width], [270, 160]);
});

Deno.test("trim refuses what has no frames, and smart cuts of other codecs", async () => {
  const fs = newFs();
  await assertRejects(
    () => trim(pool, fs, "in.mp4", "x.mp4", { startSec: 9 }),
    MediaError,
    "end before 9 s",
  );
  await assertRejects(
    () => trim(pool, fs, "in.mp4", "x.mp4", { startSec: 2, endSec: 1 }),
    TypeError,
    "`endSec`",
  );
  await assertRejects(
    () => trim(pool, fs, "other.mkv", "x.mkv", { mode: "smart" }),
    MediaError,
    "mpeg4",
  );
});

Deno.test("concat joins what fits, and says what does not", async () => {
  const fs = newFs();
  await concat(pool, fs, ["in.mp4", "in.mp4"], "out.mp4");
  const packets = await packetHashes(files["in.mp4"]!, "0:v");
  const joined = await packetHashes(fs.readFile("out.mp4"), "0:v");
  assertEquals(joined.length, packets.length * 2);
  const error = await assertRejects(
    () => concat(pool, fs, ["silent.mp4", "other.mkv"], "no.mp4"),
    MediaError,
  );
  assertMatch(error.message, /"other.mkv".*video and audio instead of video/);
  await remux(pool, fs, "silent.mp4", "s.mkv");
  const size = await assertRejects(
    () => concat(pool, fs, ["sound.m4a", "in.mp4"], "no.mp4"),
    MediaError,
  );
  assertEquals(size.path, "in.mp4");
  await concat(pool, fs, ["in.mp4", "other.mkv", "sound.m4a"], "mixed.mp4", {
    encode: true,
  });
  const [seconds] = await nativeEntries(fs, "mixed.mp4", "format=duration");
  assertAlmostEquals(Number(seconds), 9, 0.1);
});

Deno.test("extractAudio copies if it can", async () => {
  const fs = newFs();
  const copied = await extractAudio(pool, fs, "in.mp4", "out.m4a");
  assertEquals(copied.isCopied, true);
  assertEquals(
    await packetHashes(fs.readFile("out.m4a"), "0:a"),
    await packetHashes(files["in.mp4"]!, "0:a"),
  );
  const encoded = await extractAudio(pool, fs, "in.mp4", "out.opus");
  assertEquals(encoded.isCopied, false);
  const error = await assertRejects(
    () => extractAudio(pool, fs, "silent.mp4", "no.m4a"),
    MediaError,
  );
  assertMatch(error.message, /"silent.mp4": received a file without sound$/);
});

Deno.test("normalizeLoudness reaches the loudness that native ffmpeg measures", async () => {
  const fs = newFs();
  const options = { integratedLufs: -14 };
  const { measured } = await normalizeLoudness(
    ...[pool, fs, "in.mp4", "out.mp4", options] as const,
  );
  const native = async (name: string) => {
    const { stdout } = await runNative("ffmpeg", [
      ...["-i", name, "-map", "0:a", "-af"],
      "ebur128=metadata=1,ametadata=print:key=lavfi.r128.I:file=-",
      ...["-f", "null", "-"],
    ], { [name]: fs.readFile(name) });
    return Number(/.*=(-?[\d.]+)\s*$/.exec(stdout)![1]);
  };
  assertAlmostEquals(measured!.integratedLufs, await native("in.mp4"), 0.2);
  assertAlmostEquals(await native("out.mp4"), -14, 0.3);
  assertEquals(
    await packetHashes(fs.readFile("out.mp4"), "0:v"),
    await packetHashes(files["in.mp4"]!, "0:v"),
  );
  const error = await assertRejects(
    () => normalizeLoudness(pool, fs, "other.mkv", "no.mkv"),
    MediaError,
  );
  assertStringIncludes(error.message, "received silence");
});

Deno.test("writeMetadata changes tags, chapters and languages, and no packet", async () => {
  const title = "a=b;#\\ 'c'\nd";
  for (const name of ["out.mp4", "out.mkv"]) {
    const fs = newFs();
    await writeMetadata(pool, fs, "in.mp4", name, {
      tags: { title, artist: null },
      languages: { 1: "deu" },
      chapters: [{ startSec: 0, title }, { startSec: 1.5 }],
    });
    const { stdout } = await runNative("ffprobe", [
      ..."-of json -show_format -show_streams -show_chapters".split(" "),
      name,
    ], { [name]: fs.readFile(name) });
    const { format, streams, chapters } = JSON.parse(stdout);
    assertEquals(
      [format.tags.title, format.tags.artist ?? format.tags.ARTIST],
      [
        title,
        undefined,
      ],
    );
    assertEquals(streams[1].tags.language, "deu");
    assertEquals(chapters[0].tags.title, title);
    assertEquals([chapters[1].start_time, chapters.length], ["1.500000", 2]);
    assertEquals(
      await packetHashes(fs.readFile(name), "0:v"),
      await packetHashes(files["in.mp4"]!, "0:v"),
    );
    const kept = await pool.probe(fs, name);
    await writeMetadata(pool, fs, name, "again.mkv", {
      chapters: kept.chapters,
    });
    assertEquals((await pool.probe(fs, "again.mkv")).chapters.length, 2);
  }
  const fs = newFs();
  const error = await assertRejects(
    () => writeMetadata(pool, fs, "in.mp4", "no.mp4", { tags: { mood: "x" } }),
    MediaError,
  );
  assertMatch(error.message, /the tag "mood", which its format does not keep/);
  assertEquals(fs.exists("no.mp4"), false);
});

Deno.test("writeCover gives a cover, in place of another, and removes it", async () => {
  const fs = newFs();
  for (const name of ["a.m4a", "a.mka", "a.mp3"]) {
    await extractAudio(pool, fs, "in.mp4", name);
    await writeCover(pool, fs, name, `1${name}`, { picture: "cover.png" });
    await writeCover(pool, fs, `1${name}`, `2${name}`, {
      picture: "cover.png",
    });
    const entries = "stream=codec_name:stream_disposition=attached_pic";
    assertEquals(
      (await nativeEntries(fs, `2${name}`, entries)).slice(1),
      ["png,1"],
    );
    await writeCover(pool, fs, `2${name}`, `3${name}`, { picture: null });
    assertEquals((await nativeEntries(fs, `3${name}`, entries)).length, 1);
  }
  await assertRejects(
    () => writeCover(pool, fs, "a.m4a", "x.wav", { picture: "cover.png" }),
    MediaError,
    "no covers",
  );
});

Deno.test("burnSubtitles draws text, under any name, and gif loops", async () => {
  const name = "it's 50%d: [a],b;c.srt";
  const fs = newFs({ [name]: new TextEncoder().encode(srt) });
  // A font of the host, so that there is something to draw with.
  const font = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
  fs.mkdirAll("/usr/share/fonts");
  const error = await assertRejects(
    () => burnSubtitles(pool, fs, "in.mp4", "out.mp4"),
    ExitError,
    "no fonts to draw text with",
  );
  assertEquals(error.exitCode, 0);
  await assertRejects(async () => await fs.stat("out.mp4"), FsError);
  fs.writeFile("/usr/share/fonts/DejaVuSans.ttf", await Deno.readFile(font));
  await burnSubtitles(pool, fs, "in.mp4", "out.mp4", { subtitles: name });
  await burnSubtitles(pool, fs, "in.mp4", "own.mp4");
  const [out, own] = ["out.mp4", "own.mp4"].map((name) => fs.readFile(name));
  const args = ["-i", "x", "-map", "0:v", "-frames:v", "10"];
  assertEquals(
    await nativeFrameHashes(args, { x: out! }),
    await nativeFrameHashes(args, { x: own! }),
  );
  assertEquals(
    await nativeEntries(fs, "out.mp4", "stream=codec_name"),
    ["h264", "aac"],
  );
  await assertRejects(
    () => burnSubtitles(pool, fs, "silent.mp4", "x.mp4"),
    MediaError,
    "without subtitles",
  );
  await assertRejects(
    () => burnSubtitles(pool, fs, "in.mp4", "x.mp4", { subtitles: "no.srt" }),
    FsError,
  );
  await gif(pool, fs, "in.mp4", "out.gif", { durationSec: 1, maxWidth: 64 });
  assertEquals(
    await nativeEntries(fs, "out.gif", "stream=width", "-count_frames"),
    ["64"],
  );
  await assertRejects(() => gif(pool, fs, "sound.m4a", "x.gif"), MediaError);
});

Deno.test("repair rescues a recording that was cut off, and says when nothing can be read", async () => {
  const fs = newFs();
  await remux(pool, fs, "in.mp4", "in.mkv");
  for (const name of ["in.mkv", "in.mp4"]) {
    const bytes = fs.readFile(name);
    fs.writeFile(`cut-${name}`, bytes.subarray(0, bytes.length >> 1));
  }
  await repair(pool, fs, "cut-in.mkv", "out.mp4");
  const own = await packetHashes(fs.readFile("out.mp4"), "0:v");
  const all = await packetHashes(files["in.mp4"]!, "0:v");
  assert(own.length > all.length / 3 && own.length < all.length);
  assertEquals(own, all.slice(0, own.length));
  const error = await assertRejects(
    () => repair(pool, fs, "cut-in.mp4", "no.mp4"),
    MediaError,
  );
  assertStringIncludes(error.message, "before its index");
});

Deno.test("repair makes times go on that wrap around, start again, or jump", async () => {
  const fs = newFs();
  const later = async (sec: number) => {
    const args = "-i in.mp4 -map 0:v -map 0:a -c copy -output_ts_offset";
    const made = await runNative("ffmpeg", [
      ...[...args.split(" "), `${sec}`, "x.ts"],
    ], { "in.mp4": files["in.mp4"]! });
    return made.files["x.ts"]!;
  };
  const [start, jumped] = [await later(0), await later(5000)];
  const broken: Record<string, [Uint8Array[], number]> = {
    // Its clock has 33 bits at 90 kHz.
    "wraps.ts": [[await later(2 ** 33 / 90_000 - 3)], 4],
    "again.ts": [[start, start], 8],
    "jumps.ts": [[start, jumped], 8],
  };
  for (const [name, [parts, expected]] of Object.entries(broken)) {
    fs.writeFile(name, await new Blob(parts as BlobPart[]).bytes());
    await repair(pool, fs, name, `${name}.mp4`);
    const video = await nativeEntries(
      ...[
        fs,
        `${name}.mp4`,
        "packet=dts_time",
        "-select_streams",
        "v",
      ] as const,
    );
    const times = video.map(Number);
    // Where one ends within a packet, that is lost.
    assert(times.length >= expected * 29.5, `${name}: ${times.length}`);
    for (const [i, time] of times.entries()) {
      const step = i === 0 ? 0.01 : time - times[i - 1]!;
      assert(step > 0 && step < 0.2, `${name}: ${step} s after ${i}`);
    }
  }
});

Deno.test("recipes make their output whole or not at all, whatever it is called", async () => {
  const odd = "-it's 100%d: [x];,=.mp4";
  const fs = new MemoryFs();
  fs.writeFile(odd, new Uint8Array(files["in.mp4"]!));
  fs.mkdir("50% off");
  const out = "50% off/-'%03d'.mp4";
  await remux(pool, fs, odd, out);
  await trim(pool, fs, odd, "-smart %d.mp4", {
    ...{ startSec: 0.5, endSec: 3.4, mode: "smart" },
  });
  await concat(pool, fs, [odd, odd], "-both'.mp4");
  await gif(pool, fs, odd, "file:x.gif", { durationSec: 0.5 });
  const names = (path: string) => Array.fromAsync(fs.open(path).readdirnames());
  assertEquals(await names("50% off"), ["-'%03d'.mp4"]);
  assertEquals(
    (await names("/")).sort(),
    ["-both'.mp4", odd, "-smart %d.mp4", "50% off", "file:x.gif"].sort(),
  );

  // What is there stays until the new one is complete.
  fs.writeFile("old.mp4", "old");
  fs.chmod("old.mp4", 0o600);
  const stop = new AbortController();
  await assertRejects(
    () =>
      transcode(pool, fs, odd, "old.mp4", {
        signal: stop.signal,
        onProgress: () => stop.abort(new Error("enough")),
      }),
    Error,
    "enough",
  );
  await assertRejects(
    () => transcode(pool, fs, odd, "old.mp4", { maxBytes: 1000 }),
    ExitError,
  );
  assertEquals(fs.readTextFile("old.mp4"), "old");
  assertEquals((await names("/")).length, 6);
  await remux(pool, fs, odd, "old.mp4");
  assertEquals(fs.stat("old.mp4").mode & 0o777, 0o600);
  fs.symlink("old.mp4", "link.mp4");
  await remux(pool, fs, odd, "link.mp4");
  assertEquals(fs.lstat("link.mp4").kind, "symlink");
});

Deno.test("recipes refuse what they cannot use, before anything is made", async () => {
  const fs = newFs({ "text.mp4": new TextEncoder().encode("hello") });
  const before = (await Array.fromAsync(fs.open("/").readdirnames())).length;
  const any = (value: unknown) => value as never;
  // deno-lint-ignore no-explicit-any
  type ErrorType = new (...args: any[]) => Error;
  const refusals: [ErrorType, () => Promise<unknown>][] = [
    [TypeError, () => remux(pool, fs, "in.mp4", "./in.mp4")],
    [TypeError, () => remux(pool, fs, "in.mp4", "out.xyz")],
    [TypeError, () => remux(pool, fs, any(1), "out.mp4")],
    [TypeError, () => remux(pool, any({}), "in.mp4", "out.mp4")],
    [TypeError, () => remux(pool, fs, "in.mp4", "x.mp4", any({ no: 1 }))],
    [TypeError, () => transcode(pool, fs, "in.mp4", "x.mp4", { crf: NaN })],
    [TypeError, () =>
      transcode(pool, fs, "in.mp4", "x.mp4", {
        ...{ crf: 20, bitRate: 5000 },
      })],
    [TypeError, () => concat(pool, fs, [], "x.mp4")],
    [TypeError, () => concat(pool, fs, any("in.mp4"), "x.mp4")],
    [TypeError, () => writeCover(pool, fs, "in.mp4", "x.mp4", any({}))],
    [TypeError, () => gif(pool, fs, "in.mp4", "x.mp4")],
    [TypeError, () => gif(pool, fs, "in.mp4", "x.gif", { colors: 2 })],
    [TypeError, () =>
      writeMetadata(pool, fs, "in.mp4", "x.mp4", {
        tags: { "a=b": "c" },
      })],
    [TypeError, () =>
      writeMetadata(pool, fs, "in.mp4", "x.mp4", {
        chapters: [{ startSec: 2 }, { startSec: 1 }],
      })],
    [FsError, () => remux(pool, fs, "none.mp4", "x.mp4")],
    [FsError, () => remux(pool, fs, "in.mp4", "none/x.mp4")],
    [ProbeError, () => remux(pool, fs, "text.mp4", "x.mp4")],
    [MediaError, () => remux(pool, fs, "in.mp4", "x.webm")],
    [MediaError, () => remux(pool, fs, "in.mp4", "x.mp3")],
    [TypeError, () => runPlan(pool, fs, any({ steps: 1 }))],
    [TypeError, () => runPlan(pool, fs, any(null))],
    [TypeError, () =>
      runPlan(pool, fs, {
        steps: [{ argv: ["ffmpeg"], after: [0] }],
        outputs: [],
      })],
  ];
  for (const [type, refused] of refusals) {
    await assertRejects(refused, type, undefined, `${refused}`);
  }
  assertEquals(
    (await Array.fromAsync(fs.open("/").readdirnames())).length,
    before,
  );
});

Deno.test("recipes show what they run, only plan, and report one progress", async () => {
  const fs = newFs();
  const shown: string[][] = [];
  const explain = (argv: readonly string[]) => void shown.push([...argv]);
  const planned = await gif(pool, fs, "in.mp4", "out.gif", {
    ...{ explain, dryRun: true },
  });
  assertEquals(shown, planned.steps.map(({ argv }) => [...argv]));
  assertEquals(fs.exists("out.gif"), false);
  await assertRejects(
    () =>
      gif(pool, fs, "in.mp4", "out.gif", {
        explain() {
          throw new RangeError("no");
        },
      }),
    RangeError,
  );
  assertEquals(fs.exists("out.gif"), false);

  const samples: Progress[] = [];
  await gif(pool, fs, "in.mp4", "out.gif", {
    onProgress: (sample) => samples.push(sample),
  });
  const fractions = samples.map(({ fraction }) => fraction!);
  assertEquals(fractions, fractions.toSorted((a, b) => a - b));
  assertEquals(samples.filter(({ isEnd }) => isEnd).length, 1);
  assertEquals([samples.at(-1)?.isEnd, fractions.at(-1)], [true, 1]);

  // A plan survives JSON, and makes the same elsewhere.
  const other = newFs();
  await runPlan(pool, other, JSON.parse(JSON.stringify(planned)));
  assertEquals(other.readFile("out.gif"), fs.readFile("out.gif"));
});

Deno.test("a plan whose output was not made fails, and renames nothing", async () => {
  const fs = newFs({ "b.png": new TextEncoder().encode("old") });
  const before = await Array.fromAsync(fs.open("/").readdirnames());
  const [input, late] = ["-y -i file:/in.mp4 -frames:v 1", "-ss 100"];
  const plan = {
    steps: [
      `ffmpeg ${input} file:/a.png`,
      `ffmpeg ${late} ${input} file:/b.png`,
    ].map((line) => ({ argv: line.split(" ") })),
    outputs: ["/a.png", "/b.png"],
  };
  const error = await assertRejects(
    () => runPlan(pool, fs, plan),
    FsError,
    "the plan ended without making it",
  );
  assertEquals([error.code, error.path], ["ENOENT", "/b.png"]);
  assertEquals(await Array.fromAsync(fs.open("/").readdirnames()), before);
  assertEquals(fs.readFile("b.png").length, 3);
  // One that was first called otherwise is made.
  await runPlan(pool, fs, {
    steps: [{
      argv: `ffmpeg ${input} -atomic_writing 1 file:/b.png`.split(" "),
    }],
    outputs: ["/b.png"],
  });
  assert(fs.readFile("b.png").length > 3);
  assertEquals(await Array.fromAsync(fs.open("/").readdirnames()), before);
});

Deno.test("a plan makes no directories in its folder", async () => {
  const fs = newFs();
  fs.mkdir("hls");
  const line = "ffmpeg -y -i file:/in.mp4 -c copy -map 0:v -f hls " +
    "-var_stream_map v:0 /hls/v%v/index.m3u8";
  await assertRejects(
    () =>
      runPlan(pool, fs, {
        ...{ steps: [{ argv: line.split(" ") }], outputs: [], folder: "/hls" },
      }),
    ExitError,
  );
  assertEquals(await Array.fromAsync(fs.open("hls").readdirnames()), []);
});

Deno.test("what onProgress throws at the end of a plan fails it, before anything is there", async () => {
  const refuse = ({ isEnd }: Progress) => {
    if (isEnd) throw new RangeError("no");
  };
  const kinds = [
    refuse,
    (sample: Progress) => Promise.try(() => refuse(sample)),
  ];
  for (const onProgress of kinds) {
    const fs = newFs();
    await assertRejects(
      () => remux(pool, fs, "in.mp4", "out.mkv", { onProgress }),
      RangeError,
    );
    assertEquals(fs.exists("out.mkv"), false);
  }
});

Deno.test("a recipe fails as the file system does, and leaves what was there", async () => {
  const faults: Record<string, (call: FaultCall) => Fault | undefined> = {
    EACCES: ({ operation, path }) =>
      operation === "openFile" && path.includes(".commit-")
        ? { error: "EACCES" }
        : undefined,
    EIO: ({ operation }) =>
      operation === "rename" ? { error: "EIO" } : undefined,
    ENOSPC: ({ operation, index }) =>
      /^write/.test(operation) && index > 0 ? { error: "ENOSPC" } : undefined,
    EMFILE: ({ operation, path }) =>
      operation === "openFile" && path.endsWith("in.mp4")
        ? { error: "EMFILE" }
        : undefined,
  };
  for (const [code, plan] of Object.entries(faults)) {
    const base = newFs({ "out.gif": new TextEncoder().encode("old") });
    const before = await Array.fromAsync(base.open("/").readdirnames());
    const error = await assertRejects(
      () => gif(pool, new FaultFs(base, plan), "in.mp4", "out.gif"),
      AfmpegError,
    );
    if (error instanceof FsError) {
      assertEquals(error.code, code);
      assert(!error.path.includes(".commit-"), error.path);
    } else assert(error instanceof ExitError, `${error}`);
    assertEquals(base.readTextFile("out.gif"), "old");
    assertEquals(await Array.fromAsync(base.open("/").readdirnames()), before);
  }
});

Deno.test("recipes write to a directory of the host, in one step", async () => {
  const root = await Deno.makeTempDir();
  try {
    using fs = new DenoFs(root);
    await fs.writeFile("in.mp4", new Uint8Array(files["in.mp4"]!));
    await transcodeParallel(pool, fs, "in.mp4", "out.mp4", { parts: 2 });
    await fs.mkdir("sub");
    await gif(pool, new MemoryFs(), "/disk/in.mp4", "/disk/sub/a.gif", {
      mounts: { "/disk": fs },
    });
    assertEquals(
      (await Array.fromAsync(Deno.readDir(root), ({ name }) => name)).sort(),
      ["in.mp4", "out.mp4", "sub"],
    );
    assertEquals(
      await Array.fromAsync(Deno.readDir(`${root}/sub`), ({ name }) => name),
      ["a.gif"],
    );
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("recipes use the encoders that an engine has", async () => {
  await using lean = await engineRuntime("lgpl");
  const fs = newFs();
  await transcode(lean, fs, "in.mp4", "out.mp4");
  await trim(lean, fs, "in.mp4", "cut.mp4", {
    ...{ startSec: 0.5, endSec: 3.4, mode: "smart" },
  });
  const count = ["-count_packets", "-select_streams", "v"];
  const entries = "stream=codec_name,nb_read_packets";
  assertEquals(await nativeEntries(fs, "out.mp4", entries, ...count), [
    "h264,120",
  ]);
  assertEquals(await nativeEntries(fs, "cut.mp4", entries, ...count), [
    "h264,87",
  ]);
  await assertRejects(
    () => transcode(lean, fs, "in.mp4", "x.mp4", { crf: 20 }),
    TypeError,
    "libopenh264, which has none; give `bitRate`",
  );
});

Deno.test("helpers take their options as they are when they are called", async () => {
  const fs = newFs();
  const options = { maxHeight: 72 };
  const pictures = { width: 80, format: "png" as "png" | "jpeg" };
  const made = Promise.all([
    transcode(pool, fs, "in.mp4", "a.mp4", options),
    pool.thumbnail(fs, "in.mp4", pictures),
  ]);
  options.maxHeight = 36;
  Object.assign(pictures, { width: 16, format: "jpeg" });
  const [, picture] = await made;
  fs.writeFile("a.png", picture);
  const sizes = "stream=width,height";
  assertEquals(
    [
      ...await nativeEntries(fs, "a.mp4", sizes, "-select_streams", "v"),
      ...await nativeEntries(fs, "a.png", sizes),
    ],
    ["128,72", "80,45"],
  );
});
