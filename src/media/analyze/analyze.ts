// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkOptions, number, type OptionTable } from "../../../vfs/check.ts";
import type { Fs } from "../../../vfs/fs.ts";
import type { Runner } from "../../run/runner.ts";
import { pickOptions } from "../../util/option_table.ts";
import { MissingStreamError } from "../missing_stream_error.ts";
import { FrameReports } from "../frame_report.ts";
import {
  type HelperOptions,
  helperTable,
  lookTable,
} from "../helper_options.ts";
import { checkInput, inputOf } from "../input.ts";
import { isEmptyOutput } from "../is_empty_output.ts";
import { probe } from "../probe/probe.ts";
import { runHelper } from "../run_helper.ts";
import type { Analyzer, Reading } from "./analyzer.ts";
import { black, type BlackOptions } from "./black.ts";
import { type Crop, crop, type CropOptions } from "./crop.ts";
import {
  type Duplicates,
  duplicates,
  type DuplicatesOptions,
} from "./duplicates.ts";
import { frozen, type FrozenOptions } from "./frozen.ts";
import { type Interlace, interlace } from "./interlace.ts";
import { type Levels, levels } from "./levels.ts";
import { type Loudness, loudness } from "./loudness.ts";
import { type SceneChange, scenes, type ScenesOptions } from "./scenes.ts";
import { silence, type SilenceOptions, speechFree } from "./silence.ts";
import type { Span } from "./spans.ts";
import { StreamClock } from "../stream_clock.ts";
import { type Volume, volume } from "./volume.ts";

/**
 * What {@linkcode analyze} is asked for: `true`, or options. Each takes what ffmpeg takes
 * by default.
 */
export interface AnalyzeRequests {
  /** How loud the sound is, by EBU R 128. */
  loudness?: boolean | undefined;
  /** How strong the sound is: peak, root mean square, offset. */
  volume?: boolean | undefined;
  /** Where there is silence. */
  silence?: boolean | SilenceOptions | undefined;
  /**
   * Where nobody speaks: where the band of voices is silent. It cannot tell speech from
   * music or noise, so what is not listed may be either.
   */
  speechFree?: boolean | SilenceOptions | undefined;
  /** Where the picture is black. */
  black?: boolean | BlackOptions | undefined;
  /** Where the picture stands still. */
  frozen?: boolean | FrozenOptions | undefined;
  /** Where scenes begin. */
  scenes?: boolean | ScenesOptions | undefined;
  /**
   * The picture without black borders; `undefined` if all is black. Engines without the
   * GPL do not have it.
   */
  crop?: boolean | CropOptions | undefined;
  /** Whether the video is interlaced. */
  interlace?: boolean | undefined;
  /** Which values the pixels have. */
  levels?: boolean | undefined;
  /** Which frames repeat the one before. */
  duplicates?: boolean | DuplicatesOptions | undefined;
}

/** Options of {@linkcode analyze}: at least one request. */
export interface AnalyzeOptions extends AnalyzeRequests, HelperOptions {
  /**
   * Which of the streams of video to look at, counted from 0 and without covers.
   *
   * @default {0}
   */
  videoStream?: number | undefined;
  /**
   * Which of the streams of audio to listen to, counted from 0.
   *
   * @default {0}
   */
  audioStream?: number | undefined;
}

/** What each request of {@linkcode analyze} results in. */
export interface AnalysisResults {
  /** See {@linkcode Loudness}. */
  readonly loudness: Loudness;
  /** See {@linkcode Volume}. */
  readonly volume: Volume;
  /** The silent parts, in order. */
  readonly silence: readonly Span[];
  /** The parts in which nobody speaks, in order. */
  readonly speechFree: readonly Span[];
  /** The black parts, in order. */
  readonly black: readonly Span[];
  /** The parts that stand still, in order. */
  readonly frozen: readonly Span[];
  /** The beginnings of scenes, in order, without the first. */
  readonly scenes: readonly SceneChange[];
  /** See {@linkcode Crop}. */
  readonly crop: Crop | undefined;
  /** See {@linkcode Interlace}. */
  readonly interlace: Interlace;
  /** See {@linkcode Levels}. */
  readonly levels: Levels;
  /** See {@linkcode Duplicates}. */
  readonly duplicates: Duplicates;
}

/** The result of {@linkcode analyze}: what was requested, and nothing else. */
export type Analysis<Options extends AnalyzeRequests> = {
  readonly [
    Name in keyof AnalysisResults as Name extends keyof Options
      ? Options[Name] extends false | undefined ? never : Name
      : never
  ]: Name extends keyof Options
    ? Options[Name] extends true | object ? AnalysisResults[Name]
    : AnalysisResults[Name] | undefined
    : never;
};

// deno-lint-ignore no-explicit-any
type AnyAnalyzer = Analyzer<any, unknown>;

/** All analyses, in the order of their filters: only the last one changes the sound. */
const analyzers: Readonly<Record<keyof AnalysisResults, AnyAnalyzer>> = {
  scenes,
  black,
  frozen,
  levels,
  duplicates,
  interlace,
  crop,
  silence,
  loudness,
  volume,
  speechFree,
};

const analyzeTable: OptionTable<AnalyzeOptions> = {
  ...helperTable,
  ...Object.fromEntries(
    Object.entries(analyzers).map(([name, { table }]) => [
      name,
      (_: string, value: unknown) => checkRequest(name, value, table),
    ]),
  ) as OptionTable<AnalyzeRequests>,
  videoStream: number({ isWhole: true }),
  audioStream: number({ isWhole: true }),
};

function checkRequest(
  name: string,
  value: unknown,
  table: OptionTable<object>,
): void {
  if (typeof value === "boolean") return;
  checkOptions(`\`${name}\``, value as object, table);
}

/** A requested analysis. */
interface Request {
  readonly name: string;
  readonly type: "audio" | "video";
  readonly filters: string;
  readonly reading: Reading<unknown>;
}

/**
 * Analyses the video and the sound of a file in one pass: each request decodes nothing
 * once more. Times are in seconds from the start of the file. Rejects as `run` does, too.
 *
 * @throws {TypeError} when an option is invalid, or nothing is requested.
 * @throws {FsError} when the file cannot be opened.
 * @throws {ProbeError} when ffmpeg does not recognise it.
 * @throws {MissingStreamError} when it lacks the video or the sound that is asked about,
 * or nothing of it can be decoded.
 * @throws {ExitError} when ffmpeg fails, for instance without the filter for `crop`.
 *
 * @example Loudness and scenes of a film
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { analyze, args } from "@afmpeg/afmpeg/media";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * const graph = "color=red:d=2[a];testsrc=d=2:s=320x240[b];[a][b]concat[out0];" +
 *   "sine=d=4,volume=0:enable='gt(t,1)'[out1]";
 * await runtime.run(fs, args`-f lavfi -i ${graph} -c:a pcm_s16le film.mkv`);
 *
 * const { loudness, scenes, silence } = await analyze(runtime, fs, "film.mkv", {
 *   loudness: true,
 *   scenes: true,
 *   silence: { minSec: 1 },
 * });
 * assertAlmostEquals(loudness.integratedLufs, -22, 1);
 * assertEquals(scenes.map(({ atSec }) => atSec), [2]);
 * assertAlmostEquals(silence[0]!.startSec, 1, 0.03);
 * assertEquals(silence[0]!.endSec, 4);
 * ```
 */
export async function analyze<const Options extends AnalyzeOptions>(
  runtime: Pick<Runner, "run">,
  fs: Fs,
  path: string,
  options: Options,
): Promise<Analysis<Options>> {
  options = checkInput(
    "analyze",
    fs,
    path,
    options,
    analyzeTable,
  ) as Options;
  const requests = requestsOf(options);
  const { url, mounts } = await inputOf(fs, path, options.mounts);
  const look = pickOptions(options, lookTable);
  const about = await probe(runtime, fs, path, look);
  const reports = new FrameReports();
  const args = ["-nostdin", "-hide_banner", "-i", url];
  const clocks = new Map<"audio" | "video", StreamClock>();
  for (const type of ["video", "audio"] as const) {
    const own = requests.filter((request) => request.type === type);
    if (own.length === 0) continue;
    const index =
      (type === "video" ? options.videoStream : options.audioStream) ??
        0;
    const stream = about.streams.filter((stream) =>
      stream.type === type && !stream.disposition.attachedPic
    )[index];
    if (!stream) {
      throw new MissingStreamError("analyse", path, { type, index });
    }
    const clock = new StreamClock(
      type,
      stream.durationSec ?? about.durationSec,
    );
    clocks.set(type, clock);
    args.push("-map", `0:${stream.index}`);
    args.push(type === "video" ? "-vf" : "-af", chain(reports, own, clock));
  }
  // However much of it is broken.
  args.push("-max_error_rate", "1", "-f", "null", "-");
  const broken = (options?: ErrorOptions) => {
    const [type] = Array.from(clocks).find(([, { isEmpty }]) => isEmpty) ?? [];
    return type && new MissingStreamError("analyse", path, {
      ...{ ...options, type, isBroken: true },
    });
  };
  try {
    await runHelper(runtime, fs, args, {
      ...options,
      mounts: { ...mounts, ...reports.mounts },
    });
  } catch (error) {
    throw isEmptyOutput(error) && broken({ cause: error }) || error;
  }
  const missing = broken();
  if (missing) throw missing;
  return Object.fromEntries(
    requests.map(({ name, type, reading }) => [
      name,
      reading.end(clocks.get(type)!.endSec),
    ]),
  ) as Analysis<Options>;
}

function requestsOf(options: AnalyzeRequests): Request[] {
  const requests = Object.entries(analyzers).flatMap(([name, analyzer]) => {
    const asked = options[name as keyof AnalyzeRequests];
    if (!asked) return [];
    const own = asked === true ? {} : asked;
    return [{
      name,
      type: analyzer.type,
      filters: analyzer.filters(own),
      reading: analyzer.begin(own),
    }];
  });
  if (requests.length > 0) return requests;
  throw new TypeError(
    `Cannot analyse: received no request; give one of ${
      Object.keys(analyzers).map((name) => `\`${name}\``).join(", ")
    }`,
  );
}

/** The filters of requests about one stream, of which equal ones run once. */
function chain(
  reports: FrameReports,
  requests: readonly Request[],
  clock: StreamClock,
): string {
  const { type, filters } = clock;
  const groups = Map.groupBy(requests, (request) => request.filters);
  return [
    reports.after(type, filters, (sec) => clock.tick(sec)),
    ...Array.from(
      groups,
      ([filters, group]) =>
        reports.after(type, filters, (sec, tags) => {
          for (const { reading } of group) reading.frame(sec, tags);
        }),
    ),
  ].join(",");
}
