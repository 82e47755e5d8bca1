// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Packages for streaming, as native ffmpeg plays them. */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { FsError, MemoryFs, type Runtime } from "../../mod.ts";
import { MediaError, packageStreams } from "../../src/media/mod.ts";
import { engineRuntime } from "../support/engine.ts";
import { type Files, nativeFrameHashes, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

let runtime!: Runtime;
prepare(async () => {
  runtime = await engineRuntime("gpl");
});
Deno.test.afterAll(() => runtime?.close());

let clip!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  const srt = "1\n00:00:01,000 --> 00:00:02,000\nHello\n";
  const { files } = await runNative("ffmpeg", [
    ..."-f lavfi -i testsrc2=s=320x180:r=30000/1001:d=5".split(" "),
    ..."-f lavfi -i sine=d=5 -f lavfi -i sine=d=5:f=880 -i s.srt".split(" "),
    ..."-map 0 -map 1 -map 2 -map 3 -c:v mpeg4 -c:a aac -c:s srt".split(" "),
    ..."-metadata:s:a:0 language=deu -metadata:s:a:1 language=eng".split(" "),
    ..."-metadata:s:s:0 language=eng in.mkv".split(" "),
  ], { "s.srt": new TextEncoder().encode(srt) });
  clip = new Uint8Array(files["in.mkv"]!);
});

const rungs = [
  { height: 90, bitRate: 100_000 },
  { height: 180, bitRate: 300_000 },
  { height: 1080, bitRate: 5_000_000 },
  // No even width has the shape of the video.
  { height: 64, bitRate: 60_000 },
];

function newFs(): MemoryFs {
  const fs = new MemoryFs();
  fs.writeFile("in.mkv", clip);
  fs.mkdir("out");
  return fs;
}

/** The files of a directory. */
async function filesIn(fs: MemoryFs, folder: string): Promise<Files> {
  const names = await Array.fromAsync(fs.open(folder).readdirnames());
  return Object.fromEntries(
    names.map((name) => [name, fs.readFile(`${folder}/${name}`)]),
  );
}

const frameCount = async (args: string, files: Files) =>
  (await nativeFrameHashes(args.split(" "), files)).length;

Deno.test("a package is played by native ffmpeg as HLS and as DASH, in each size", async () => {
  const fs = newFs();
  const plan = await packageStreams(runtime, fs, "in.mkv", "out", {
    ...{ rungs, segmentSec: 2 },
  });
  assertEquals(plan.renditions.map(({ height }) => height), [180, 90, 64]);
  assertEquals([plan.tracks, plan.captions], [2, ["eng"]]);
  const files = await filesIn(fs, "out");
  assertEquals(Object.keys(files).filter((name) => name[0] === "."), []);
  for (const [i] of plan.renditions.entries()) {
    const args = `-allowed_extensions ALL -i media_${i}.m3u8 -map 0:v`;
    assertEquals(await frameCount(args, files), 150);
    assertEquals(
      await frameCount(
        `-allowed_extensions ALL -i manifest.mpd -map 0:v:${i}`,
        files,
      ),
      150,
    );
  }
  const { stdout } = await runNative("ffprobe", [
    ..."-allowed_extensions ALL -of csv=p=0 -show_entries".split(" "),
    ..."stream=codec_name:stream_tags=language master.m3u8".split(" "),
  ], files);
  const streams = new Set(stdout.trim().split("\n"));
  assert(streams.has("h264"), stdout);
  const master = fs.readTextFile("out/master.m3u8");
  assertStringIncludes(master, 'TYPE=AUDIO,GROUP-ID="group_A1",NAME="deu"');
  assertStringIncludes(master, 'LANGUAGE="eng",DEFAULT=NO,AUTOSELECT=YES');
  assertStringIncludes(fs.readTextFile("out/captions0.vtt"), "Hello");
  assertStringIncludes(
    fs.readTextFile("out/manifest.mpd"),
    "<BaseURL>captions0.vtt</BaseURL>",
  );
  // Nothing says when it was made.
  assert(!fs.readTextFile("out/media_0.m3u8").includes("DATE-TIME"));
});

Deno.test("each range of a playlist of key frames holds one whole picture", async () => {
  const fs = newFs();
  const options = { rungs: rungs.slice(0, 1), segmentSec: 2 };
  await packageStreams(runtime, fs, "in.mkv", "out", options);
  const playlist = fs.readTextFile("out/keyframes_0.m3u8");
  const ranges = Array.from(
    playlist.matchAll(/#EXT-X-BYTERANGE:(\d+)@0\n(.+)/g),
    ([, length, name]) => ({ length: Number(length), name: name! }),
  );
  assertEquals(ranges.length, 3);
  const init = fs.readFile("out/stream0-init.mp4");
  for (const { length, name } of ranges) {
    const segment = fs.readFile(`out/${name}`);
    assert(length < segment.length);
    const whole = await new Blob([init, segment]).bytes();
    const part = await new Blob([init, segment.subarray(0, length)]).bytes();
    const [picture] = await nativeFrameHashes(
      ["-i", "x.mp4", "-map", "0:v", "-frames:v", "1"],
      { "x.mp4": whole },
    );
    // What it says of the frames that are not there is no fault for a player.
    const alone = await nativeFrameHashes(
      ["-i", "x.mp4", "-map", "0:v", "-frames:v", "1"],
      { "x.mp4": part },
    );
    assertEquals(alone, [picture]);
  }
});

Deno.test("an encrypted package is played with its key, and not without", async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const options = { rungs: rungs.slice(0, 1), formats: "hls" } as const;
  const fs = newFs();
  await packageStreams(runtime, fs, "in.mkv", "out", {
    ...options,
    key: { uri: "key.bin", bytes },
  });
  fs.mkdir("plain");
  await packageStreams(runtime, fs, "in.mkv", "plain", options);
  const files = await filesIn(fs, "out");
  assertEquals("manifest.mpd" in files, false);
  const args = "-allowed_extensions ALL -i media_0.m3u8 -map 0:v".split(" ");
  assertEquals(
    await nativeFrameHashes(args, { ...files, "key.bin": bytes }),
    await nativeFrameHashes(args, await filesIn(fs, "plain")),
  );
  await assertRejects(() =>
    nativeFrameHashes(args, { ...files, "key.bin": new Uint8Array(16) })
  );
});

Deno.test("a package of sound alone, and none of what fails", async () => {
  const fs = newFs();
  await runtime.run(fs, "-i in.mkv -map 0:a:0 -c copy a.m4a".split(" "));
  await packageStreams(runtime, fs, "a.m4a", "out");
  const files = await filesIn(fs, "out");
  const { stdout } = await runNative("ffprobe", [
    ..."-allowed_extensions ALL -of csv=p=0 -show_entries".split(" "),
    ..."stream=codec_name master.m3u8".split(" "),
  ], files);
  assertStringIncludes(stdout, "aac");
  const again = await assertRejects(
    () => packageStreams(runtime, fs, "a.m4a", "out"),
    FsError,
  );
  assertEquals(again.code, "ENOTEMPTY");
  await assertRejects(
    () => packageStreams(runtime, fs, "a.m4a", "none"),
    FsError,
  );
  fs.mkdir("fails");
  await assertRejects(() =>
    packageStreams(runtime, fs, "in.mkv", "fails", { maxBytes: 10_000 })
  );
  assertEquals(await filesIn(fs, "fails"), {});
  await runtime.run(fs, "-i in.mkv -map 0:s -c copy s.mkv".split(" "));
  await assertRejects(
    () => packageStreams(runtime, fs, "s.mkv", "fails"),
    MediaError,
  );
  const any = (value: unknown) => value as never;
  for (
    const wrong of [
      { rungs: [] },
      { rungs: any([{ height: 90 }]) },
      { rungs: any([null]) },
      { segmentSec: 0.1 },
      { key: any({ uri: "x" }), formats: "hls" },
      { key: { uri: "x", bytes: new Uint8Array(15) }, formats: "hls" },
      { key: { uri: "x", bytes: new Uint8Array(16) } },
    ] as const
  ) {
    await assertRejects(
      () => packageStreams(runtime, fs, "in.mkv", "fails", any(wrong)),
      TypeError,
    );
  }
});
