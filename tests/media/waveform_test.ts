// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Peaks and pictures of sound, compared with sox and native ffmpeg. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { ExitError, MemoryFs, ProbeError, type Runtime } from "../../mod.ts";
import {
  MissingStreamError,
  type Peaks,
  peaks,
  type PeaksOptions,
  peaksToDat,
  peaksToJson,
  spectrogram,
  waveform,
  type WaveformOptions,
} from "../../src/media/mod.ts";
import { engineRuntime } from "../support/engine.ts";
import { fsOf } from "../support/fs_of.ts";
import { type Files, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";
import { psnr } from "../support/similarity.ts";

/** Two different channels that fade, for a number of samples that nothing divides. */
const source =
  "aevalsrc='0.9*sin(880*t)*exp(-t)|0.5*random(0)-0.2':s=8000:d=3.0333";
let files!: Files;
let runtime!: Runtime;
prepare(async () => {
  ({ files } = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i", source, "-f", "lavfi", "-i", "color=s=16x16:d=1"],
    ..."-map 0 -c:a pcm_s16le a.wav -map 0 -c:a flac -sample_fmt s16 a.flac -map 1 v.mkv"
      .split(
        " ",
      ),
  ]));
  runtime = await engineRuntime("gpl");
});
Deno.test.afterAll(() => runtime?.close());

async function peaksOf(options: PeaksOptions, name = "a.flac"): Promise<Peaks> {
  return await peaks(runtime, fsOf(files), name, options);
}

/** The samples of the file, two at a time, as sox reads them. */
async function soxSamples(): Promise<Int16Array> {
  const path = await Deno.makeTempFile({ suffix: ".wav" });
  try {
    await Deno.writeFile(path, files["a.wav"]!);
    const { success, stdout } = await new Deno.Command("sox", {
      args: [path, "-t", "raw", "-e", "signed", "-b", "16", "-L", "-"],
    }).output();
    assert(success);
    return new Int16Array(stdout.slice().buffer);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("peaks are the lowest and the highest samples that sox reads", async () => {
  const samples = await soxSamples();
  const count = samples.length / 2;
  for (const samplesPerPixel of [1, 7, 512, 100_000]) {
    const split = await peaksOf({ samplesPerPixel, splitChannels: true });
    const mixed = await peaksOf({ samplesPerPixel });
    const expected: number[] = [];
    const expectedMix: number[] = [];
    for (let start = 0; start < count; start += samplesPerPixel) {
      const end = Math.min(count, start + samplesPerPixel);
      const pairs = Array.from({ length: end - start }, (_, i) =>
        [
          ...[samples[2 * (start + i)]!, samples[2 * (start + i) + 1]!],
        ] as [number, number]);
      const range = (values: number[]) => [
        ...[Math.min(...values), Math.max(...values)],
      ];
      expected.push(...range(pairs.map(([left]) => left)));
      expected.push(...range(pairs.map(([, right]) => right)));
      expectedMix.push(
        ...range(pairs.map(([a, b]) => Math.trunc((a + b) / 2))),
      );
    }
    assertEquals(Array.from(split.data), expected);
    assertEquals(Array.from(mixed.data), expectedMix);
    assertEquals([split.channels, mixed.channels], [2, 1]);
    assertEquals(mixed.length, Math.ceil(count / samplesPerPixel));
    assertAlmostEquals(mixed.durationSec, count / 8000);
  }
});

Deno.test("peaks are as fine as asked", async () => {
  const perSec = await peaksOf({ pixelsPerSec: 20 });
  assertEquals([perSec.samplesPerPixel, perSec.length], [400, 61]);
  const most = await peaksOf({ pixels: 100 });
  assert(most.length <= 100 && most.length > 90, `${most.length}`);
});

Deno.test("peaks take no more pixels than asked, whatever the file says of its length", async () => {
  const fs = new MemoryFs();
  // The header says that there are 100 samples.
  const wav = files["a.wav"]!.slice();
  const at = new TextDecoder("latin1").decode(wav).indexOf("data");
  const flac = files["a.flac"]!.slice();
  assert(at > 0);
  // STREAMINFO: 36 bits of the number of samples end at byte 26.
  flac.set([flac[21]! & 0xf0, 0, 0, 0, 100], 21);
  fs.writeFile("lies.flac", flac);
  const lying = await peaks(runtime, fs, "lies.flac", { pixels: 64 });
  const honest = await peaksOf({ samplesPerPixel: lying.samplesPerPixel });
  assert(lying.length <= 64 && lying.length > 31, `${lying.length}`);
  assertEquals(lying.data, honest.data);
});

Deno.test("peaks are written as audiowaveform documents it", async () => {
  for (const bits of [8, 16] as const) {
    const found = await peaksOf({ bits, splitChannels: true });
    const json = JSON.parse(peaksToJson(found));
    assertEquals(Object.keys(json), [
      ...["version", "channels", "sample_rate", "samples_per_pixel", "bits"],
      ...["length", "data"],
    ]);
    const { data, ...head } = json;
    assertEquals(head, {
      ...{ version: 2, channels: 2, sample_rate: 8000, samples_per_pixel: 512 },
      ...{ bits, length: 48 },
    });
    const dat = peaksToDat(found);
    const view = new DataView(dat.buffer);
    const header = [0, 4, 8, 12, 16, 20].map((at) => view.getInt32(at, true));
    assertEquals(header, [2, bits === 8 ? 1 : 0, 8000, 512, 48, 2]);
    assertEquals(dat.length, 24 + 48 * 2 * 2 * bits / 8);
    const values = Array.from(
      { length: 192 },
      (_, i) =>
        bits === 8 ? view.getInt8(24 + i) : view.getInt16(24 + 2 * i, true),
    );
    assertEquals(values, data);
  }
  const [wide, narrow] = [await peaksOf({}), await peaksOf({ bits: 8 })];
  const divided = Array.from(wide.data, (value) => Math.trunc(value / 256));
  assertEquals(Array.from(narrow.data), divided);
});

Deno.test("a waveform shows the sound, as PNG and as SVG", async () => {
  const draw = (options: WaveformOptions) =>
    waveform(runtime, fsOf(files), "a.flac", {
      ...{ width: 320, height: 120, color: "#ff8000", background: "#102030" },
      ...options,
    });
  const own = await draw({ splitChannels: true });
  const svg = new TextDecoder().decode(
    await draw({ format: "svg", splitChannels: true }),
  );
  const { stdout } = await runNative("ffprobe", [
    ...[
      "-show_entries",
      "stream=codec_name,width,height,pix_fmt",
      "-of",
      "csv",
    ],
    "own.png",
  ], { "own.png": own });
  assertEquals(stdout.trim(), "stream,png,320,120,rgba");
  // Natively, a column is the peak, up and down; here it is what there is.
  const { files: native } = await runNative("ffmpeg", [
    ...["-i", "a.wav", "-filter_complex"],
    "color=0x102030:s=320x120[b];[0]showwavespic=s=320x120:split_channels=1:" +
    "colors=0xff8000:filter=peak:draw=full[f];[b][f]overlay=format=rgb",
    ...["-frames:v", "1", "-pix_fmt", "rgb24", "native.png"],
  ], files);
  const alike = await psnr("-i own.png -i native.png", {
    ...{ "own.png": own, "native.png": native["native.png"]! },
  });
  assert(alike > 12, `${alike}`);
  // Both formats draw the same rows.
  const { files: { "own.raw": raw } } = await runNative("ffmpeg", [
    ..."-i own.png -pix_fmt rgb24 -f rawvideo own.raw".split(" "),
  ], { "own.png": own });
  let inked = 0;
  for (let i = 0; i < raw!.length; i += 3) if (raw![i] === 255) inked++;
  const heights = Array.from(svg.matchAll(/h1v(\d+)/g), ([, v]) => Number(v));
  assertEquals(heights.length, 640);
  assertEquals(heights.reduce((a, b) => a + b), inked);
});

Deno.test("a quiet waveform reaches the edge if it is normalized", async () => {
  const fs = new MemoryFs();
  const { files: { "q.wav": quiet } } = await runNative("ffmpeg", [
    ..."-f lavfi -i sine=d=1,volume=0.01 q.wav".split(" "),
  ]);
  fs.writeFile("q.wav", quiet!);
  const rowsOf = async (normalize: boolean) => {
    const svg = await waveform(runtime, fs, "q.wav", {
      ...{ width: 8, height: 100, format: "svg", normalize },
    });
    return Array.from(
      new TextDecoder().decode(svg).matchAll(/h1v(\d+)/g),
      ([, height]) => Number(height),
    );
  };
  assertEquals(await rowsOf(false), Array(8).fill(1));
  assert((await rowsOf(true)).every((height) => height >= 98));
});

Deno.test("a spectrogram is brightest where the sound is", async () => {
  // Natively, an older version draws other windows: the frequencies are the oracle.
  const { files: { "tones.wav": tones } } = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i"],
    "aevalsrc='0.4*sin(2*PI*1000*t)|0.4*sin(2*PI*3000*t)':s=8000:d=2",
    "tones.wav",
  ]);
  const fs = new MemoryFs();
  fs.writeFile("tones.wav", tones!);
  const brightest = async (splitChannels: boolean, toHz: number) => {
    const png = await spectrogram(runtime, fs, "tones.wav", {
      ...{ width: 64, height: 128, splitChannels, toHz },
    });
    const { files: { "gray.raw": gray } } = await runNative("ffmpeg", [
      ..."-i own.png -pix_fmt gray -f rawvideo gray.raw".split(" "),
    ], { "own.png": png });
    assertEquals(gray!.length, 64 * 128);
    const rows = Array.from({ length: 128 }, (_, y) => gray![y * 64 + 32]!);
    return rows.flatMap((value, y) =>
      value > 100 && value >= (rows[y - 1] ?? 0) && value > (rows[y + 1] ?? 0)
        ? [y]
        : []
    );
  };
  const near = (rows: number[], expected: number[]) => {
    assertEquals(rows.length, expected.length, `${rows}`);
    rows.forEach((row, i) => assertAlmostEquals(row, expected[i]!, 2));
  };
  near(await brightest(false, 4000), [32, 96]);
  near(await brightest(false, 2000), [64]);
  near(await brightest(true, 4000), [16, 64 + 48]);
});

Deno.test("sound pictures say what a file lacks, and refuse wrong options", async () => {
  for (const make of [peaks, waveform, spectrogram]) {
    const fs = fsOf(files);
    fs.writeFile("empty.wav", "");
    fs.writeFile("head.flac", files["a.flac"]!.subarray(0, 8300));
    const call = (name: string, options = {}) => () =>
      make(runtime, fs, name, options);
    await assertRejects(call("v.mkv"), MissingStreamError, "without sound");
    await assertRejects(
      call("head.flac"),
      MissingStreamError,
      "cannot be decoded",
    );
    await assertRejects(call("empty.wav"), ProbeError);
    // Of a codec without a decoder, ffmpeg says which.
    const sonic = fs.readFile("a.wav").slice();
    new DataView(sonic.buffer).setUint16(20, 0x2048, true);
    fs.writeFile("sonic.wav", sonic);
    await assertRejects(call("sonic.wav"), ExitError, "no decoder");
    const wrong = [
      ...[{ width: 0 }, { pixels: 1.5 }, { samplesPerPixel: NaN }, {
        bits: 12,
      }],
      ...[{ color: "red" }, { color: '#000"/>' }, { toHz: "1" }, { pixel: 1 }],
      ...[{ palette: "x;y" }, null, { splitChannels: 1 }, { width: 1e9 }],
    ];
    for (const options of wrong) {
      await assertRejects(call("a.wav", options as never), TypeError);
    }
  }
  const both = { pixels: 1, pixelsPerSec: 1 };
  await assertRejects(
    () => peaksOf(both),
    TypeError,
    "`pixelsPerSec` and `pixels`",
  );
});
