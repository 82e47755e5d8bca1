// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { ProbeError } from "../../ffmpeg/exit_error.ts";
import { LimitError } from "../../util/errors.ts";
import { runTable } from "../../run/check_run.ts";
import {
  flag,
  list,
  oneOf,
  type OptionTable,
  text,
} from "../../../vfs/check.ts";
import { pickOptions, without } from "../../util/option_table.ts";
import { MINUTE_MS } from "../minute.ts";
import { checkInput, inputOf } from "../input.ts";
import { wholeOutput } from "../whole_output.ts";
import { locate } from "../../run/locate.ts";
import { fromJson } from "./from_json.ts";
import { fromLog } from "./from_log.ts";
import { ExactTimes } from "./exact_times.ts";
import { describeImage } from "./image/describe_image.ts";
import type { ImageInfo } from "./image/image_info.ts";
import type { Probe } from "./probe_result.ts";
import type { ProbeStream, VideoStream } from "./stream.ts";
import type { Result } from "../../run/result.ts";
import type { RunOptions } from "../../run/run_options.ts";
import type { Runner } from "../../run/runner.ts";

/** Options of {@linkcode Runtime.probe}. */
export interface ProbeOptions extends
  Omit<
    RunOptions,
    | "argv0"
    | "atomic"
    | "cwd"
    | "durationSec"
    | "onProgress"
    | "stdin"
    | "stdout"
    | "stdoutOverflow"
  > {
  /**
   * How long it may take, in milliseconds, not counting the wait for its turn. With
   * `count` or `duration`, the default is that of a run, an hour.
   *
   * @default {60000}
   */
  timeout?: number | undefined;
  /**
   * What to count by reading the whole file: frames, which must be decoded, or
   * packets, which is faster. A module without ffprobe cannot count.
   */
  count?: "frames" | "packets" | undefined;
  /**
   * `"exact"`: durations, and how far apart frames are, as the packets say, all of which
   * are read; for live recordings, whose headers know nothing. A module without ffprobe
   * cannot do that.
   */
  duration?: "exact" | undefined;
  /**
   * Whether covers have their picture files with them.
   *
   * @default {false}
   */
  covers?: boolean | undefined;
  /** The format, if it cannot be detected: `"s16le"`, `"rawvideo"`. */
  format?: string | undefined;
  /**
   * Further options of the input, as for ffmpeg: `["-ar", "8000"]`.
   *
   * @default {[]}
   */
  inputArgs?: readonly string[] | undefined;
}

/** The options that a probe shares with a run. */
export const probeRunTable: OptionTable<
  Omit<
    ProbeOptions,
    "count" | "covers" | "duration" | "format" | "inputArgs"
  >
> = without(
  runTable,
  ...["argv0", "atomic", "cwd", "durationSec", "onProgress"] as const,
  ...["stdin", "stdout", "stdoutOverflow"] as const,
);

const probeTable: OptionTable<ProbeOptions> = {
  ...probeRunTable,
  count: oneOf("frames", "packets"),
  duration: oneOf("exact"),
  covers: flag,
  format: text,
  inputArgs: list(text),
};

/** The runners whose module turned out to have no ffprobe. */
const withoutFfprobe = new WeakSet<Pick<Runner, "run">>();

/**
 * Has the module describe `path`: its ffprobe, or else its ffmpeg, which without an
 * output prints what the input is, and then fails.
 */
export async function probe(
  runner: Pick<Runner, "run">,
  fs: Fs,
  path: string,
  options: ProbeOptions = {},
): Promise<Probe> {
  options = checkInput("probe", fs, path, options, probeTable);
  const { url, mounts } = await inputOf(fs, path, options.mounts);
  const target = { fs, path, url };
  const isLong = options.count ?? options.duration;
  const timeout = options.timeout ?? (isLong ? undefined : MINUTE_MS);
  const bounded = { ...options, mounts, timeout };
  const probed = await describe(runner, target, bounded);
  const { duration, covers } = options;
  const exact = duration && !withoutFfprobe.has(runner)
    ? await readTimes(runner, target, bounded)
    : undefined;
  const image = isPicture(probed)
    ? await imageAt(fs, path, options.mounts)
    : undefined;
  const durationSec = exact?.durationSec();
  const completed = async (stream: VideoStream): Promise<VideoStream> => {
    const { index, timeBase, disposition: { attachedPic } } = stream;
    const frameSpacing = exact?.spacing(index, timeBase?.value ?? 0.001);
    const cover = covers && attachedPic
      ? await readCover(runner, target, index, bounded)
      : undefined;
    return {
      ...stream,
      ...(frameSpacing && { frameSpacing }),
      ...(cover && { cover }),
    };
  };
  const streams: ProbeStream[] = [];
  for (const stream of probed.streams) {
    const own = exact?.durationSec(stream.index);
    const timed = own === undefined ? stream : { ...stream, durationSec: own };
    streams.push(
      timed.type === "video" ? await completed(timed) : timed,
    );
  }
  return {
    ...probed,
    ...(durationSec !== undefined && { durationSec }),
    ...(image && { image }),
    streams,
  };
}

async function describe(
  runner: Pick<Runner, "run">,
  target: ProbeTarget,
  options: ProbeOptions,
): Promise<Probe> {
  if (!withoutFfprobe.has(runner)) {
    const probed = await runFfprobe(runner, target, options);
    if (probed) return probed;
    withoutFfprobe.add(runner);
  }
  return await runFfmpeg(runner, target, options);
}

/** Reads the times of all packets. */
async function readTimes(
  runner: Pick<Runner, "run">,
  { fs, path, url }: ProbeTarget,
  options: ProbeOptions,
): Promise<ExactTimes> {
  const times = new ExactTimes();
  const args = ["-loglevel", "error", "-of", "csv=p=0"];
  args.push("-show_entries", "packet=stream_index,pts_time,duration_time");
  args.push(...forFfprobe(inputArgs(options)), "-i", url);
  const argv0 = "ffprobe";
  const { success, exitCode, stderr } = await runner.run(fs, args, {
    ...pickOptions(options, runTable),
    ...{ argv0, stdout: times.stream() },
  });
  if (success) return times;
  throw new ProbeError(path, { argv: [argv0, ...args], exitCode, stderr });
}

/** Reads the picture file of a cover. */
async function readCover(
  runner: Pick<Runner, "run">,
  { fs, path, url }: ProbeTarget,
  index: number,
  options: ProbeOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const args = ["-nostdin", "-hide_banner", ...inputArgs(options), "-i", url];
  args.push("-map", `0:${index}`, "-c", "copy", "-frames:v", "1");
  args.push("-f", "image2pipe", "pipe:1");
  const { success, exitCode, stdout, stderr } = await wholeOutput(
    `read the cover of "${path}"`,
    () => runner.run(fs, args, pickOptions(options, runTable)),
  );
  if (success) return stdout;
  throw new ProbeError(path, { argv: ["ffmpeg", ...args], exitCode, stderr });
}

/** Whether a file is in a format of pictures, or has a brand of one. */
function isPicture({ formatNames, tags }: Probe): boolean {
  return formatNames.some((name) =>
    /_pipe$|^(apng|gif|image2|webp_anim)$/.test(name)
  ) || /^(av|he|mi|ms)[a-z][a-z1]$/.test((tags.major_brand ?? "").trim());
}

async function imageAt(
  fs: Fs,
  path: string,
  mounts: ProbeOptions["mounts"],
): Promise<ImageInfo | undefined> {
  const found = locate(fs, path, mounts);
  return await describeImage(found.fs, found.path);
}

/** What is probed. */
interface ProbeTarget {
  readonly fs: Fs;
  readonly path: string;
  readonly url: string;
}

/** Returns `undefined` if the module has no ffprobe. */
async function runFfprobe(
  runner: Pick<Runner, "run">,
  { fs, path, url }: ProbeTarget,
  options: ProbeOptions,
): Promise<Probe | undefined> {
  const { count } = options;
  const args = ["-loglevel", "error", "-of", "json"];
  args.push("-show_format", "-show_streams", "-show_chapters");
  if (count) args.push(`-count_${count}`);
  args.push(...forFfprobe(inputArgs(options)), "-i", url);
  const argv0 = "ffprobe";
  const runOptions = { ...pickOptions(options, runTable), argv0 };
  const result = await wholeOutput(
    `probe "${path}"`,
    () => runner.run(fs, args, runOptions),
  );
  if (isFfmpeg(result)) return undefined;
  const { exitCode, stdout, stderr } = result;
  if (exitCode !== 0) {
    throw new ProbeError(path, { argv: [argv0, ...args], exitCode, stderr });
  }
  try {
    return fromJson(new TextDecoder().decode(stdout));
  } catch {
    // It is another program.
    throw new ProbeError(path, { argv: [argv0, ...args], exitCode, stderr });
  }
}

/** Whether ffmpeg ran instead of ffprobe, which always prints something. */
function isFfmpeg({ exitCode, stdout, stderr }: Result): boolean {
  return exitCode !== 0 && stdout.length === 0 &&
    /^Unrecognized option 'of'/m.test(stderr);
}

async function runFfmpeg(
  runner: Pick<Runner, "run">,
  { fs, path, url }: ProbeTarget,
  options: ProbeOptions,
): Promise<Probe> {
  const args = ["-hide_banner", "-nostdin", "-loglevel", "repeat+info"];
  args.push(...inputArgs(options), "-i", url);
  const result = await runner.run(fs, args, pickOptions(options, runTable));
  const { exitCode, stderr, stderrDropped } = result;
  if (stderrDropped > 0) {
    const limit = options.maxStderrBytes ?? stderr.length;
    throw new LimitError(`probe "${path}"`, {
      option: "maxStderrBytes",
      limit,
    });
  }
  const probed = fromLog(stderr, url);
  if (!probed) {
    throw new ProbeError(path, { argv: ["ffmpeg", ...args], exitCode, stderr });
  }
  const found = locate(fs, path, options.mounts);
  const { size } = await found.fs.stat(found.path);
  return { ...probed, size };
}

function inputArgs({ format, inputArgs = [] }: ProbeOptions): string[] {
  return format === undefined ? [...inputArgs] : ["-f", format, ...inputArgs];
}

/** What ffprobe calls options that only ffmpeg has, or that it gives to a decoder. */
const longForms: ReadonlyMap<string, string> = new Map([
  ["-ac", "-ch_layout"],
  ["-ar", "-sample_rate"],
  ["-pix_fmt", "-pixel_format"],
  ["-r", "-framerate"],
  ["-s", "-video_size"],
]);

function forFfprobe(args: readonly string[]): string[] {
  return args.map((arg, i) =>
    args[i - 1] === "-ac" ? `${arg}C` : longForms.get(arg) ?? arg
  );
}
