// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  flag,
  number,
  type OptionTable,
  refusal,
  text,
} from "../../../vfs/check.ts";
import type { Fs } from "../../../vfs/fs.ts";
import type { Runner } from "../../run/runner.ts";
import { pickOptions } from "../../util/option_table.ts";
import { MissingStreamError } from "../missing_stream_error.ts";
import { StreamClock } from "../stream_clock.ts";
import { FrameReports, type FrameTags } from "../frame_report.ts";
import {
  type HelperOptions,
  helperTable,
  lookTable,
} from "../helper_options.ts";
import { checkInput, type Input, inputOf } from "../input.ts";
import { probe } from "../probe/probe.ts";
import type { VideoStream } from "../probe/stream.ts";
import { MediaError } from "../recipe/media_error.ts";
import { runHelper } from "../run_helper.ts";
import {
  type MetricName,
  MetricReader,
  metrics,
  type Similarity,
} from "./metric.ts";

/** The measures that {@linkcode compare} knows; without any, it takes PSNR and SSIM. */
export interface CompareRequests {
  /** The peak signal-to-noise ratio, in dB: `Infinity` where nothing differs. */
  psnr?: boolean | undefined;
  /** The structural similarity: 1 where nothing differs. */
  ssim?: boolean | undefined;
  /**
   * PSNR weighted by what people see, in dB. Only FFmpeg 7.1 and later have it.
   */
  xpsnr?: boolean | undefined;
}

/** Options of {@linkcode compare}. */
export interface CompareOptions extends CompareRequests, HelperOptions {
  /**
   * Whether a video of another size is scaled to that of the reference; otherwise it
   * cannot be compared.
   *
   * @default {false}
   */
  resize?: boolean | undefined;
  /**
   * Which of the streams of video to compare, counted from 0 and without covers.
   *
   * @default {0}
   */
  videoStream?: number | undefined;
}

/** How alike two videos are: see {@linkcode compare}. */
export interface Comparison<Measured> {
  /** How many frames were compared. */
  readonly frames: number;
  /** The results: see {@linkcode CompareRequests}. */
  readonly psnr: Measured extends { psnr: true } ? Similarity
    : Similarity | undefined;
  /** See {@linkcode CompareRequests}. */
  readonly ssim: Measured extends { ssim: true } ? Similarity
    : Similarity | undefined;
  /** See {@linkcode CompareRequests}. */
  readonly xpsnr: Measured extends { xpsnr: true } ? Similarity
    : Similarity | undefined;
}

const compareTable: OptionTable<CompareOptions> = {
  ...helperTable,
  psnr: flag,
  ssim: flag,
  xpsnr: flag,
  resize: flag,
  videoStream: number({ isWhole: true }),
};

/**
 * Compares a video with its reference, frame by frame at the same times, as far as both
 * last: how much has a codec lost? Rejects as `run` does, too.
 *
 * @throws {TypeError} when an option is invalid.
 * @throws {FsError} when a file cannot be opened.
 * @throws {ProbeError} when ffmpeg does not recognise one.
 * @throws {MissingStreamError} when one has no video, or none that can be decoded.
 * @throws {MediaError} when the sizes differ.
 * @throws {ExitError} when ffmpeg fails, for instance without the filter for XPSNR.
 *
 * @example What a codec has lost
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { args, compare } from "@afmpeg/afmpeg/media";
 * import { assert, assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, args`-f lavfi -i testsrc2=d=1 -c:v ffv1 in.mkv`);
 * await runtime.run(fs, args`-i in.mkv -c:v mpeg4 -q:v 20 out.mp4`);
 *
 * const { psnr, frames } = await compare(runtime, fs, "out.mp4", "in.mkv", {
 *   psnr: true,
 * });
 * assertEquals(frames, 25);
 * assert(psnr.average > 20 && psnr.average < 40);
 * ```
 */
export async function compare<const Options extends CompareOptions>(
  runtime: Pick<Runner, "run">,
  fs: Fs,
  path: string,
  reference: string,
  options: Options = {} as Options,
): Promise<Comparison<Options>> {
  options = checkInput(
    "compare",
    fs,
    path,
    options,
    compareTable,
  ) as Options;
  text("reference", reference);
  const asked = (Object.keys(metrics) as MetricName[]).filter((name) =>
    options[name]
  );
  if (asked.length === 0) {
    if ([options.psnr, options.ssim].includes(false)) {
      throw refusal("the options of compare", options, "one measure or more");
    }
    asked.push("psnr", "ssim");
  }
  const [one, other] = [
    await videoOf(runtime, fs, path, options),
    await videoOf(runtime, fs, reference, options, 1),
  ];
  if (sizeOf(one) !== sizeOf(other) && !options.resize) {
    throw new MediaError(
      "compare",
      path,
      `a video of ${sizeOf(one)} pixels, but "${reference}" has ${
        sizeOf(other)
      }`,
      "give `resize: true`",
    );
  }
  const readers = asked.map((name) => new MetricReader(metrics[name]));
  const reports = new FrameReports();
  const clocks = [0, 1].map(() => new StreamClock("video", undefined));
  const graph = graphOf([one, other], asked, {
    ...{ reports, clocks },
    frame: (i, sec, tags) => readers[i]!.frame(sec, tags),
  });
  const args = ["-nostdin", "-hide_banner"];
  args.push("-i", one.input.url, "-i", other.input.url);
  args.push("-filter_complex", graph, "-map", "[out]", "-f", "null", "-");
  await runHelper(runtime, fs, args, {
    ...options,
    mounts: { ...one.input.mounts, ...other.input.mounts, ...reports.mounts },
  });
  // After the end of one, its last frame is repeated, and not worth a comparison.
  const half = halfFrame(other);
  const [last, otherLast] = clocks.map(({ lastSec }) => lastSec);
  const endSec = Math.min(last! + half, otherLast! - half / 2);
  const results = readers.flatMap((reader) => reader.end(endSec) ?? []);
  if (results.length < readers.length) {
    const broken = { type: "video", isBroken: true } as const;
    throw new MissingStreamError("compare", path, broken);
  }
  return {
    frames: results[0]!.frames,
    psnr: undefined,
    ssim: undefined,
    xpsnr: undefined,
    ...Object.fromEntries(
      asked.map((name, i) => [name, results[i]!.similarity]),
    ),
  } as Comparison<Options>;
}

/** A video that is compared. */
interface Video {
  readonly input: Input;
  readonly stream: VideoStream;
}

async function videoOf(
  runtime: Pick<Runner, "run">,
  fs: Fs,
  path: string,
  options: CompareOptions,
  number = 0,
): Promise<Video> {
  const { mounts, videoStream = 0 } = options;
  const input = await inputOf(fs, path, mounts, `${number}`);
  const look = pickOptions(options, lookTable);
  const { streams } = await probe(runtime, fs, path, look);
  const stream =
    streams.filter((stream): stream is VideoStream =>
      stream.type === "video" && !stream.disposition.attachedPic
    )[videoStream];
  if (stream?.width !== undefined) return { input, stream };
  throw new MissingStreamError("compare", path, {
    type: "video",
    index: videoStream,
    isBroken: stream !== undefined,
  });
}

/** The size of the pictures that ffmpeg decodes, which it turns upright. */
function sizeOf({ stream: { width, height, rotationDeg } }: Video): string {
  const isTurned = Math.round(rotationDeg / 90) % 2 === 1;
  return isTurned ? `${height}x${width}` : `${width}x${height}`;
}

/** Half the time of a frame, in seconds, to the microsecond. */
function halfFrame({ stream: { frameRate } }: Video): number {
  return Math.round(1e6 / (frameRate?.value ?? 25) / 2) / 1e6;
}

/** The graph, of which `frame` receives what each measure says about a frame. */
function graphOf(
  [one, other]: readonly [Video, Video],
  asked: readonly MetricName[],
  { reports, clocks, frame }: {
    reports: FrameReports;
    clocks: readonly StreamClock[];
    frame: (metric: number, sec: number, tags: FrameTags) => void;
  },
): string {
  const format = other.stream.pixelFormat;
  const formats = format === undefined ? [] : [`format=${format}`];
  const scale = sizeOf(one) === sizeOf(other)
    ? []
    : [`scale=${sizeOf(other)}:flags=bicubic`];
  // A frame meets the latest one that is not later. Times are rounded to the unit of
  // each file, so the reference comes half a frame later.
  const half = halfFrame(other);
  const ticks = (clock: StreamClock) =>
    reports.after("video", clock.filters, (sec) => clock.tick(sec));
  const first = [
    ...["settb=AVTB", "setpts=PTS-STARTPTS", ...scale, ...formats],
    ticks(clocks[0]!),
    `split=${asked.length}`,
  ].join(",");
  const second = [
    ...["settb=AVTB", `setpts=PTS-STARTPTS+${half * 1e6}`, ...formats],
    ticks(clocks[1]!),
  ].join(",");
  const steps = asked.map((name, i) => {
    // The reference comes first: xpsnr weights by it, to the others it is the same.
    const report = reports.after(
      "video",
      `null[m${i}];[m${i}][a${i}]${metrics[name].filter}`,
      (sec, tags) => frame(i, Math.max(0, sec - half), tags),
    );
    const target = i === asked.length - 1 ? "out" : `b${i + 1}`;
    return `[b${i}]${report}[${target}]`;
  });
  return [
    `[0:${one.stream.index}]${first}${asked.map((_, i) => `[a${i}]`).join("")}`,
    `[1:${other.stream.index}]${second}[b0]`,
    ...steps,
  ].join(";");
}
