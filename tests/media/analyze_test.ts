// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What `analyze` finds out, compared with the log of native ffmpeg. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import {
  ExitError,
  FsError,
  MemoryFs,
  ProbeError,
  type Progress,
  type Runtime,
  RuntimePool,
} from "../../mod.ts";
import {
  analyze,
  type AnalyzeOptions,
  type Loudness,
  MissingStreamError,
  type Span,
} from "../../src/media/mod.ts";
import { engineBytes, engineRuntime } from "../support/engine.ts";
import { type Files, nativeFrameHashes, runNative } from "../support/native.ts";
import { nativeLog, numbersIn } from "../support/native_log.ts";
import { prepare } from "../support/prepare.ts";

/** Red, black, moving with borders, the same frame for a second; sound with a pause. */
const graph = [
  "color=red:s=128x72:r=10:d=1,format=yuv420p[a]",
  "color=black:s=128x72:r=10:d=2.5,format=yuv420p[b]",
  "testsrc2=s=128x48:r=10:d=2,pad=128:72:0:12,format=yuv420p[c]",
  "testsrc2=s=128x72:r=10:d=0.1,loop=10:1,setpts=N/10/TB,format=yuv420p[d]",
  "[a][b][c][d]concat=n=4[out0]",
  "sine=f=440:d=6.6,volume=0:enable='between(t,1,3.5)',aformat=channel_layouts=mono," +
  "pan=stereo|c0=c0|c1=0.25*c0[out1]",
].join(";");

let files!: Files;
let runtime!: Runtime;
prepare(async () => {
  ({ files } = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i", "sine=d=1", "-filter_complex", graph],
    ..."-map [out0] -map [out1] -c:v ffv1 -c:a pcm_s16le film.mkv".split(" "),
    ..."-map 0:a -c:a flac sound.flac".split(" "),
  ]));
  runtime = await engineRuntime("gpl");
});
Deno.test.afterAll(() => runtime?.close());

function fsOf(name: string, bytes = files["film.mkv"]!): MemoryFs {
  const fs = new MemoryFs();
  fs.writeFile(name, bytes);
  return fs;
}

async function analyzed<const O extends AnalyzeOptions>(options: O) {
  return await analyze(runtime, fsOf("film.mkv"), "film.mkv", options);
}

async function logOf(kind: "vf" | "af", filters: string): Promise<string> {
  const args = `-i film.mkv -${kind} ${filters} -f null -`;
  return await nativeLog(args.split(" "), files);
}

function pairs(spans: readonly Span[]): number[][] {
  return spans.map(({ startSec, endSec }) => [startSec, endSec]);
}

/** Whether all numbers are the same, up to the digits that a log has. */
function assertClose(
  actual: readonly number[][],
  expected: readonly number[][],
  tolerance = 1e-4,
): void {
  assertEquals(actual.length, expected.length, JSON.stringify(actual));
  for (const [i, row] of actual.entries()) {
    for (const [j, value] of row.entries()) {
      assertAlmostEquals(value, expected[i]![j]!, tolerance);
    }
  }
}

Deno.test("analyze finds in one pass what native ffmpeg finds in many", async (t) => {
  const lines: (readonly string[])[] = [];
  const samples: Progress[] = [];
  const all = await analyzed({
    ...{ loudness: true, volume: true, silence: { minSec: 0.5 } },
    ...{ black: { minSec: 1 }, frozen: { minSec: 0.9 }, scenes: true },
    ...{ crop: true, interlace: true, levels: true, duplicates: true },
    speechFree: { minSec: 1 },
    explain: (argv) => lines.push(argv),
    onProgress: (sample) => void samples.push(sample),
  });
  assertEquals(lines.length, 1);
  assertEquals([lines[0]![0], samples.at(-1)?.fraction], ["ffmpeg", 1]);

  await t.step("loudness", async () => {
    const log = await logOf("af", "ebur128=peak=true+sample");
    const of = (pattern: RegExp) => numbersIn(log, pattern).at(-1)![0]!;
    const { loudness } = all;
    const expected: [keyof Loudness, RegExp, number][] = [
      ["integratedLufs", / I: +(-?[\d.]+) LUFS/g, 0.051],
      ["rangeLu", / LRA: +(-?[\d.]+) LU/g, 0.051],
      ["rangeLowLufs", /LRA low: +(-?[\d.]+)/g, 0.051],
      ["rangeHighLufs", /LRA high: +(-?[\d.]+)/g, 0.051],
      ["truePeakDbtp", /True peak:\n +Peak: +(-?[\d.]+)/g, 0.11],
    ];
    for (const [name, pattern, tolerance] of expected) {
      assertAlmostEquals(loudness[name] as number, of(pattern), tolerance);
    }
    const series = numbersIn(log, / M: *(-?[\d.]+) S: *(-?[\d.]+)/g);
    const max = (i: number) => Math.max(...series.map((row) => row[i]!));
    assertAlmostEquals(loudness.maxMomentaryLufs, max(0), 0.051);
    assertAlmostEquals(loudness.maxShortTermLufs, max(1), 0.051);
    const [left, right] = loudness.channels;
    // A quarter, to a thousandth of full scale.
    assertAlmostEquals(left!.truePeakDbtp - right!.truePeakDbtp, 12.04, 0.2);
    assertAlmostEquals(left!.samplePeakDb, all.volume.peakDb, 0.1);
  });
  await t.step("volume", async () => {
    const log = await logOf("af", "astats");
    const peaks = numbersIn(log, /Peak level dB: (-?[\d.]+)/g).flat();
    const rms = numbersIn(log, /RMS level dB: (-?[\d.]+)/g).flat();
    const { channels, ...overall } = all.volume;
    const own = [...channels, overall];
    // Full scale is 32767 to one version of ffmpeg, and 32768 to another.
    const close = (own: number[], native: number[]) =>
      assertClose(own.map((db) => [db]), native.map((db) => [db]), 3e-4);
    close(own.map(({ peakDb }) => peakDb), peaks);
    close(own.map(({ rmsDb }) => rmsDb), rms);
  });
  await t.step("silence", async () => {
    const log = await logOf("af", "silencedetect=n=-60dB:d=0.5");
    const starts = numbersIn(log, /silence_start: ([\d.]+)/g).flat();
    const ends = numbersIn(log, /silence_end: ([\d.]+)/g).flat();
    assertEquals(starts.length, 1);
    assertClose(
      pairs(all.silence),
      starts.map((start, i) => [start, ends[i]!]),
      0.001,
    );
  });
  await t.step("speech", () => {
    // A sine is in the band of voices.
    assertClose(pairs(all.speechFree), [[1, 3.5]], 0.05);
  });
  await t.step("black", async () => {
    const log = await logOf("vf", "blackdetect=d=1");
    assertClose(
      pairs(all.black),
      numbersIn(log, /black_start:([\d.]+) black_end:([\d.]+)/g),
    );
    assertEquals(all.black.length, 1);
  });
  await t.step("frozen, to the end of the video", async () => {
    const log = await logOf("vf", "freezedetect=d=0.9");
    const starts = numbersIn(log, /freeze_start: ([\d.]+)/g).flat();
    assertEquals(all.frozen.map(({ startSec }) => startSec), starts);
    assertEquals(all.frozen.at(-1)!.endSec, 6.6);
  });
  await t.step("scenes", async () => {
    const log = await logOf("vf", "scdet");
    const found = numbersIn(log, /lavfi.scd.score: ([\d.]+).*time: ([\d.]+)/g);
    assert(found.length >= 2);
    assertClose(
      all.scenes.map(({ atSec, score }) => [score, atSec]),
      found,
      0.01,
    );
  });
  await t.step("crop", async () => {
    const log = await logOf(
      "vf",
      "cropdetect=round=2:skip=0:reset=0:limit=0.094",
    );
    assertEquals(
      all.crop?.filter,
      /.*crop=(\S+)/.exec(log.slice(log.lastIndexOf(" crop=")))?.[0].trim(),
    );
  });
  await t.step("interlace", async () => {
    const log = await logOf("vf", "idet");
    const [counts] = numbersIn(
      log,
      /Multi.*TFF: *(\d+) BFF: *(\d+) Progressive: *(\d+) Undetermined: *(\d+)/g,
    ).slice(-1);
    const { tff, bff, progressive, undetermined } = all.interlace;
    assertEquals([tff, bff, progressive, undetermined], counts);
  });
  await t.step("levels", async () => {
    const { stdout } = await runNative("ffprobe", [
      ...["-f", "lavfi", "-i", "movie=film.mkv,signalstats", "-of", "json"],
      ...["-show_entries", "frame_tags"],
    ], files);
    const tags = JSON.parse(stdout).frames.map((frame: { tags: object }) =>
      frame.tags
    ) as Record<string, string>[];
    const each = (name: string) =>
      tags.map((tag) => Number(tag[`lavfi.signalstats.${name}`]));
    const { y, frames } = all.levels;
    assertEquals([frames, y.min, y.max], [
      ...[tags.length, Math.min(...each("YMIN")), Math.max(...each("YMAX"))],
    ]);
    const mean = each("YAVG").reduce((a, b) => a + b) / tags.length;
    assertAlmostEquals(y.mean, mean, 1e-4);
  });
  await t.step("duplicates", async () => {
    const { count, frames, runs } = all.duplicates;
    const lines = await nativeFrameHashes(
      ["-i", "film.mkv", "-map", "0:v"],
      files,
    );
    const hashes = lines.map((line) => line.split(",").at(-1)!.trim());
    const same = hashes.flatMap((hash, i) => hash === hashes[i - 1] ? [i] : []);
    assertEquals([frames, count], [hashes.length, same.length]);
    const own = runs.flatMap(({ startSec, count }) =>
      Array.from({ length: count }, (_, i) => Math.round(startSec * 10) + i)
    );
    assertEquals(own, same);
    assertEquals(runs.length, 3);
  });
});

Deno.test("analyze answers only what it is asked", async () => {
  const { black, ...rest } = await analyzed({ black: { minSec: 3 } });
  assertEquals([black, rest], [[], {}]);
  const wide: AnalyzeOptions = { scenes: { threshold: 100 } };
  assertEquals(await analyzed(wide), { scenes: [] } as never);
});

Deno.test("analyze says what a file lacks", async () => {
  const fs = fsOf("a.flac", files["sound.flac"]);
  const lacks = await assertRejects(
    () => analyze(runtime, fs, "a.flac", { scenes: true, loudness: true }),
    MissingStreamError,
    'Cannot analyse the video of "a.flac": received a file without video',
  );
  assertEquals([lacks.type, lacks.isBroken], ["video", false]);
  await assertRejects(
    () => analyze(runtime, fs, "a.flac", { loudness: true, audioStream: 1 }),
    MissingStreamError,
    "number 1, counted from 0",
  );
  fs.writeFile("empty.mp4", "");
  const ask = (path: string) => () =>
    analyze(runtime, fs, path, { loudness: true });
  await assertRejects(ask("empty.mp4"), ProbeError);
  await assertRejects(ask("none.mp4"), FsError, "ENOENT");
  // Headers without a frame.

  fs.writeFile("head.flac", files["sound.flac"]!.subarray(0, 8400));
  await assertRejects(
    ask("head.flac"),
    MissingStreamError,
    "cannot be decoded",
  );
});

Deno.test("analyze reads a cut file as far as it goes", async () => {
  const film = files["film.mkv"]!;
  const fs = fsOf("cut.mkv", film.subarray(0, film.length / 2));
  const { duplicates } = await analyze(runtime, fs, "cut.mkv", {
    duplicates: true,
  });
  assert(duplicates.frames > 10 && duplicates.frames < 66);
});

Deno.test("analyze takes any name", async () => {
  const names = [
    "it's [a];b,c:d=%3d.mkv",
    "-y",
    "\n\r[x @ 0x1] .mkv",
    "é".repeat(120),
  ];
  for (const name of names) {
    const { scenes } = await analyze(runtime, fsOf(name), name, {
      scenes: true,
    });
    assert(scenes.length > 1, name);
  }
});

Deno.test("analyze checks its options before anything starts", async () => {
  const wrong: unknown[] = [
    ...[undefined, {}, { loudness: false }, { loudness: 1 }, { sound: true }],
    ...[{ scenes: { threshold: NaN } }, { scenes: { minSec: 1 } }, null],
    ...[{ silence: { minSec: 0 } }, { black: { brightness: 2 } }, "loudness"],
    ...[{ loudness: true, videoStream: -1 }, { crop: [] }],
  ];
  for (const options of wrong) {
    const call = () =>
      analyze(runtime, new MemoryFs(), "none", options as AnalyzeOptions);
    await assertRejects(call, TypeError, undefined, JSON.stringify(options));
  }
});

Deno.test("analyze runs nothing if its explanation is refused", async () => {
  const refused = new Error("refused");
  const explain = () => {
    throw refused;
  };
  const call = () => analyzed({ scenes: true, explain });
  assertEquals(await assertRejects(call), refused);
  const signal = AbortSignal.abort(refused);
  assertEquals(
    await assertRejects(() => analyzed({ scenes: true, signal })),
    refused,
  );
});

Deno.test("analyze says which engine has a filter that this one lacks", async () => {
  await using lgpl = await engineRuntime("lgpl");
  await assertRejects(
    () => analyze(lgpl, fsOf("film.mkv"), "film.mkv", { crop: true }),
    ExitError,
    "This engine has no filter cropdetect: gpl, full and gpl-lean have it",
  );
});

Deno.test("a pool analyses as a runtime does", async () => {
  await using pool = await RuntimePool.create({
    module: { bytes: await engineBytes("gpl") },
    size: 2,
  });
  const options = { scenes: true, volume: true } as const;
  const both = await Promise.all(
    [1, 2].map(() => analyze(pool, fsOf("film.mkv"), "film.mkv", options)),
  );
  const alone = await analyzed(options);
  assertEquals(both, [alone, alone]);
});
