// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The encoders and filters that are written in C++, or too large for the other engines.
 * Native ffmpeg decodes what they make, and encodes the same pictures with the same
 * settings: neither the quality nor the size may differ much.
 *
 * Its name does not end in `_test`, as only `deno task test:versions` builds the engine.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { MemoryFs, type Runtime } from "../../mod.ts";
import { ObserveFs } from "../../vfs/mod.ts";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import { testedThreads } from "../support/tested_threads.ts";
import { fsOf } from "../support/fs_of.ts";
import {
  type Files,
  nativeFrameHashes,
  nativeProbe,
  type NativeStream,
  runNative,
} from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

/** Of a size that Kvazaar takes, too. */
const PICTURES =
  "testsrc2=size=320x176:rate=25:duration=1,noise=alls=6:all_seed=3";

const sources = {
  "8.mkv": "yuv420p",
  "10.mkv": "yuv420p10le",
  "422.mkv": "yuv422p10le",
  "444.mkv": "yuv444p",
};

let runtime!: Runtime;
const files: Files = {};
prepare(async () => {
  runtime = await engineRuntime("full");
  for (const [name, format] of Object.entries(sources)) {
    const command = `-f lavfi -i ${PICTURES} -c:v ffv1 -pix_fmt ${format}`;
    const made = await runNative("ffmpeg", [...command.split(" "), name]);
    Object.assign(files, made.files);
  }
});

/** The PSNR in dB of a file, decoded by native ffmpeg, over all of its frames. */
async function psnr(name: string, source: string, made: Files) {
  const report = "psnr.txt";
  const command = `-i ${name} -i ${source} -lavfi ` +
    `psnr=stats_file=${report} -f null -`;
  const args = command.split(" ");
  const { files: left } = await runNative("ffmpeg", args, made);
  const text = new TextDecoder().decode(left[report]);
  const errors = Array.from(text.matchAll(/mse_avg:(\S+)/g), ([, e]) => +e!);
  assertEquals(errors.length, 25);
  const mean = errors.reduce((sum, error) => sum + error) / errors.length;
  const { streams: [stream] } = await nativeProbe(name, made);
  const depth = Number(/p(\d+)le$/.exec(stream!.pix_fmt!)?.[1] ?? 8);
  return 10 * Math.log10((2 ** depth - 1) ** 2 / mean);
}

/** A command line of an encoder, up to its output. */
interface Encoding {
  readonly source: keyof typeof sources;
  readonly ours: string;
  /** What native ffmpeg is told instead, if it lacks an option or has another default. */
  readonly theirs?: string;
  readonly codec: "hevc" | "av1" | "h264";
  /** By how many dB ours may be worse, and by which factor larger; or not at all. */
  readonly bounds: "exact" | readonly [dB: number, size: number];
}

const processors = testedThreads();

/**
 * How native x265 computes what ours does: on as many processors as the engine finds, or,
 * where threads take turns, without a pool of them.
 */
const asOurs = processors === undefined
  ? "pools=none:frame-threads=1"
  : `pools=${processors}:frame-threads=${frameThreads(processors)}`;

/** How many frames x265 encodes at a time on so many processors, unless told otherwise. */
function frameThreads(processors: number): number {
  const steps = [4, 8, 16, 32];
  return 1 + steps.filter((step) => processors >= step).length;
}

const x265 = (
  source: keyof typeof sources,
  settings: string,
  params = "",
  bounds: Encoding["bounds"] = [0.05, 1.01],
): Encoding => ({
  source,
  ours: `-c:v libx265 ${settings}${params && ` -x265-params ${params}`}`,
  theirs: `-c:v libx265 ${settings} -x265-params ` +
    [asOurs, params].filter(Boolean).join(":"),
  codec: "hevc",
  bounds,
});

const svtav1 = (
  source: keyof typeof sources,
  settings: string,
): Encoding => ({
  source,
  ours: `-c:v libsvtav1 ${settings}`,
  codec: "av1",
  // Native ffmpeg has SVT-AV1 1.4, whose presets are others.
  bounds: [1.5, 1.5],
});

const encodings: readonly Encoding[] = [
  x265("8.mkv", "-preset ultrafast -qp 30", "", "exact"),
  x265("8.mkv", "-preset medium -crf 28"),
  x265("8.mkv", "-preset veryfast -crf 30", "aq-mode=0:no-cutree=1", "exact"),
  x265("8.mkv", "-preset veryfast -b:v 300k", "keyint=10"),
  x265("10.mkv", "-preset veryfast -qp 30", "", "exact"),
  x265("422.mkv", "-preset veryfast -crf 28 -profile:v main422-10"),
  x265("444.mkv", "-preset veryfast -qp 30", "", "exact"),
  svtav1("8.mkv", "-preset 12 -crf 40"),
  svtav1("8.mkv", "-preset 8 -crf 40"),
  svtav1("8.mkv", "-preset 10 -b:v 300k"),
  svtav1("10.mkv", "-preset 10 -crf 40"),
  // Native ffmpeg has no OpenH264.
  {
    source: "8.mkv",
    ours: "-c:v libopenh264 -b:v 500k",
    theirs: "-c:v libx264 -preset ultrafast -profile:v baseline -b:v 500k",
    codec: "h264",
    bounds: [1.5, 1],
  },
  // Nor Kvazaar.
  {
    source: "8.mkv",
    ours: "-c:v libkvazaar -kvazaar-params preset=ultrafast,qp=30",
    theirs: "-c:v libx265 -preset ultrafast -qp 30",
    codec: "hevc",
    bounds: [1.5, 0.6],
  },
];

Deno.test("libopenh264 begins a group of pictures where it is told to", async () => {
  const command = "-f lavfi -i testsrc2=size=160x96:rate=25:duration=1 " +
    "-c:v libopenh264 -g 250 -force_key_frames 0.2,0.6 out.mp4";
  const { exitCode, stderr, fs } = await ffmpeg(runtime, command);
  assertEquals(exitCode, 0, stderr);
  const { stdout } = await runNative(
    "ffprobe",
    "-v error -skip_frame nokey -show_entries frame=pts_time -of csv=p=0 out.mp4"
      .split(" "),
    { "out.mp4": fs.readFile("out.mp4") },
  );
  assertEquals(stdout.trim().split("\n").map(Number), [0, 0.2, 0.6]);
});

for (const { source, ours, theirs = ours, codec, bounds } of encodings) {
  Deno.test(`${ours} of ${source} decodes natively, as good and as small as native ffmpeg's`, async () => {
    const name = "made.mkv";
    const input = { [source]: files[source]! };
    const made = await ffmpeg(runtime, `-i ${source} ${ours} ${name}`, input);
    assertEquals(made.exitCode, 0, made.stderr);
    const own: Files = { ...input, [name]: made.fs.readFile(name) };
    const { streams: [stream] } = await nativeProbe(name, own);
    assertEquals(
      [stream!.codec_name, stream!.pix_fmt, stream!.nb_read_frames],
      [codec, sources[source], "25"],
    );
    const args = `-i ${source} ${theirs} ${name}`.split(" ");
    const native = {
      ...input,
      ...(await runNative("ffmpeg", args, input)).files,
    };
    if (bounds === "exact") {
      assertEquals(
        await nativeFrameHashes(["-i", name], own),
        await nativeFrameHashes(["-i", name], native),
      );
      return;
    }
    const [quality, nativeQuality] = [
      await psnr(name, source, own),
      await psnr(name, source, native),
    ];
    const size = own[name]!.length / native[name]!.length;
    const result = `${quality} dB, natively ${nativeQuality}; size ${size}`;
    assert(quality > nativeQuality - bounds[0], result);
    assertLess(size, bounds[1], result);
  });
}

for (
  const [name, filter] of Object.entries({
    "HDR10 to SDR": "zscale=agamma=0:t=linear:npl=100,format=gbrpf32le," +
      "zscale=p=bt709,tonemap=hable:desat=0," +
      "zscale=agamma=0:t=bt709:m=bt709:r=tv,format=yuv420p",
    "smaller, with spline36": "zscale=w=200:h=-2:filter=spline36",
    "larger, with lanczos": "zscale=w=640:h=360:filter=lanczos",
    "fewer bits, with error diffusion":
      "zscale=dither=error_diffusion,format=yuv420p",
    "more bits, and colours whole": "zscale=filter=bilinear,format=yuv444p16le",
  })
) {
  Deno.test(`zscale converts as native ffmpeg does: ${name}`, async () => {
    const marked = "setparams=color_primaries=bt2020:" +
      "color_trc=smpte2084:colorspace=bt2020nc:range=tv";
    const source = "10.mkv";
    const input = { [source]: files[source]! };
    const args = ["-i", source, "-vf", `${marked},${filter}`, "-c:v", "ffv1"];
    const made = await ffmpeg(runtime, [...args, "ours.mkv"].join(" "), input);
    assertEquals(made.exitCode, 0, made.stderr);
    const theirs = await runNative("ffmpeg", [...args, "theirs.mkv"], input);
    const both: Files = {
      ...theirs.files,
      "ours.mkv": made.fs.readFile("ours.mkv"),
    };
    const [ours, native] = [
      await nativeProbe("ours.mkv", both),
      await nativeProbe("theirs.mkv", both),
    ];
    const facts = ({ pix_fmt, width, height }: NativeStream) => ({
      ...{ pix_fmt, width, height },
    });
    assertEquals(facts(ours.streams[0]!), facts(native.streams[0]!));
    const quality = await psnr("ours.mkv", "theirs.mkv", both);
    assert(quality > 55, `${quality} dB`);
  });
}

for (
  const [filter, message] of [
    ["zscale=t=linear:p=bt2020", "code 3074: no path between colorspaces"],
    ["zscale=m=2020_cl", "code 3074: invalid colorspace definition"],
  ]
) {
  Deno.test(`zscale throws and catches its own errors: ${filter}`, async () => {
    const command = `-f lavfi -i testsrc2=duration=0.1 -vf ${filter} -f null -`;
    const { exitCode, stderr } = await ffmpeg(runtime, command);
    assertEquals(exitCode, 187, stderr);
    assertStringIncludes(stderr, message!);
    const error = await assertRejects(
      () => runNative("ffmpeg", command.split(" ")),
      Error,
    );
    assertStringIncludes(error.message, message!);
  });
}

Deno.test("libsvtav1 makes an AVIF image", async () => {
  const command = "-i 8.mkv -frames:v 1 -c:v libsvtav1 -preset 8 -crf 30";
  const image = "image.avif";
  const made = await ffmpeg(runtime, `${command} ${image}`, files);
  assertEquals(made.exitCode, 0, made.stderr);
  const bytes = made.fs.readFile(image);
  assertEquals(new TextDecoder().decode(bytes.subarray(4, 12)), "ftypavif");
  const info = await runtime.probe(made.fs, image);
  assertEquals(info.streams.map(({ codec }) => codec), ["av1"]);
  // Native ffmpeg of this version does not read AVIF.
  const { fs, exitCode, stderr } = await ffmpeg(
    runtime,
    `-i ${image} -c copy image.obu`,
    { [image]: bytes },
  );
  assertEquals(exitCode, 0, stderr);
  const own = { "image.obu": fs.readFile("image.obu") };
  const { streams: [stream] } = await nativeProbe("image.obu", own);
  assertEquals([stream!.codec_name, stream!.nb_read_frames], ["av1", "1"]);
});

for (const format of ["rgb24", "gray", "yuv444p", "rgb48le", "yuv420p10le"]) {
  Deno.test(`libopenjpeg without loss makes the picture: ${format}`, async () => {
    // From a file: versions of FFmpeg convert a test picture differently.
    const make = `-f lavfi -i ${PICTURES} -pix_fmt ${format} -frames:v 2 ` +
      "-c:v rawvideo in.nut";
    const { files: source } = await runNative("ffmpeg", make.split(" "));
    const command = "-i in.nut -c:v libopenjpeg out.mov";
    const made = await ffmpeg(runtime, command, source);
    assertEquals(made.exitCode, 0, made.stderr);
    const own = { "out.mov": made.fs.readFile("out.mov") };
    const hashes = async (name: string, files: Files) =>
      (await nativeFrameHashes(["-i", name, "-pix_fmt", format], files))
        .map((line) => line.split(",").at(-1));
    assertEquals(await hashes("out.mov", own), await hashes("in.nut", source));
  });
}

Deno.test("libopenjpeg with loss is as good as natively", async () => {
  const command = "-i 444.mkv -pix_fmt rgb24 -c:v libopenjpeg " +
    "-compression_level 20 out.mov";
  const made = await ffmpeg(runtime, command, files);
  assertEquals(made.exitCode, 0, made.stderr);
  const native = await runNative("ffmpeg", command.split(" "), files);
  const quality = async (bytes: Uint8Array) =>
    await psnr("out.mov", "444.mkv", { ...files, "out.mov": bytes });
  const ours = await quality(made.fs.readFile("out.mov"));
  const theirs = await quality(native.files["out.mov"]!);
  assertLess(Math.abs(ours - theirs), 0.5);
});

/** Several tones, which begin and end. */
const MELODY = "aevalsrc='0.4*sin(2*PI*t*220*(1+floor(2*t)/4))*" +
  "(0.6+0.4*cos(40*t))':s=44100:d=6";

Deno.test("chromaprint makes the fingerprints of native ffmpeg", async () => {
  const make = `-f lavfi -i ${MELODY} -c:a pcm_s16le in.wav`.split(" ");
  const { files: made } = await runNative("ffmpeg", make);
  const command = "-i in.wav -f chromaprint -fp_format raw -";
  const ours = await runtime.run(
    fsOf(made),
    ["-v", "error", ...command.split(" ")],
  );
  assertEquals(ours.exitCode, 0, ours.stderr);
  const { files: theirs } = await runNative(
    "ffmpeg",
    command.replace(/-$/, "print").split(" "),
    made,
  );
  const [a, b] = [ours.stdout, theirs.print!];
  assertEquals(a.length, b.length);
  assert(a.length >= 64, `${a.length} bytes`);
  const differing = a.reduce((sum, byte, i) => sum + bits(byte ^ b[i]!), 0);
  assertLess(differing, a.length * 8 / 100);
});

function bits(byte: number): number {
  return byte.toString(2).replaceAll("0", "").length;
}

/** How often the samples of sound change their sign, and how many there are. */
async function crossings(name: string, made: Files) {
  const command = `-i ${name} -f s16le -ac 1 samples`;
  const { files: raw } = await runNative("ffmpeg", command.split(" "), made);
  const samples = new Int16Array(raw.samples!.slice().buffer);
  let count = 0;
  for (let i = 1; i < samples.length; i++) {
    if ((samples[i]! < 0) !== (samples[i - 1]! < 0)) count++;
  }
  return { count, length: samples.length };
}

for (const filter of ["rubberband=tempo=1.5", "rubberband=pitch=1.25"]) {
  Deno.test(`${filter} changes sound as native ffmpeg does`, async () => {
    const command = "-f lavfi -i sine=frequency=440:sample_rate=44100:" +
      `duration=3 -af ${filter} out.wav`;
    const made = await ffmpeg(runtime, command);
    assertEquals(made.exitCode, 0, made.stderr);
    const own = { "out.wav": made.fs.readFile("out.wav") };
    const theirs = await runNative("ffmpeg", command.split(" "));
    const ours = await crossings("out.wav", own);
    const native = await crossings("out.wav", theirs.files);
    assertLess(Math.abs(ours.length - native.length), 4410);
    assertLess(Math.abs(ours.count - native.count), native.count / 50);
  });
}

for (const codec of ["libx265", "libsvtav1", "libopenh264", "libkvazaar"]) {
  Deno.test(`a run that is aborted while ${codec} encodes ends, and the next one works`, async () => {
    const began = Promise.withResolvers<void>();
    const fs = new ObserveFs(new MemoryFs(), ({ operation }) => {
      if (operation === "writeAt") began.resolve();
    });
    const controller = new AbortController();
    const reason = new Error("stop");
    // The header is written once the encoder is open.
    const endless = `-f lavfi -i testsrc2=size=160x96 -c:v ${codec} ` +
      "-flush_packets 1 -f matroska out";
    const running = runtime.run(fs, endless.split(" "), controller);
    await began.promise;
    controller.abort(reason);
    assertEquals(await assertRejects(() => running), reason);
    const short = endless.replace("lavfi", "lavfi -t 0.2");
    const { exitCode, stderr } = await ffmpeg(runtime, short);
    assertEquals(exitCode, 0, stderr);
  });
}
