// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import type { Runner } from "../../run/runner.ts";
import { containerOf } from "../recipe/container.ts";
import { type Facts, factsOf, seeksToKeys, videoOf } from "../recipe/facts.ts";
import { MediaError } from "../recipe/media_error.ts";
import { checkRecipe } from "../recipe/recipe_options.ts";
import { carryOut } from "../recipe/run_plan.ts";
import {
  timeArg,
  type VideoPackets,
  videoPackets,
  withCleanKeys,
} from "../recipe/video_packets.ts";
import { encoderFor } from "../transcode/encode_args.ts";
import { encodersOf } from "../transcode/encoders.ts";
import { codecFor } from "../transcode/transcode.ts";
import { planCopy } from "./plan_copy.ts";
import { planExact } from "./plan_exact.ts";
import { planSmart, smartCodec } from "./plan_smart.ts";
import {
  type TrimOptions,
  type TrimPlan,
  trimTable,
  type TrimTarget,
} from "./trim_options.ts";

/**
 * Cuts a piece out of a file, at key frames or exactly.
 *
 * @throws {MediaError} when there is nothing between the times, or a video that is not
 * H.264 is to be cut in the mode `"smart"`.
 * @throws {FsError} when a file cannot be opened or written.
 * @throws {ExitError} when ffmpeg fails.
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { trim } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * const source = "-f lavfi -i testsrc2=d=4:r=25 -g 25 in.mp4".split(" ");
 * await runtime.run(fs, source);
 *
 * const cut = { startSec: 1.5, endSec: 3.2 };
 * const { startSec } = await trim(runtime, fs, "in.mp4", "rough.mp4", cut);
 * assertEquals(startSec, 1);
 *
 * await trim(runtime, fs, "in.mp4", "out.mp4", { ...cut, mode: "smart" });
 * const { streams } = await runtime.probe(fs, "out.mp4", { count: "frames" });
 * assertEquals(streams[0]?.frameCount, 42);
 * ```
 */
export async function trim(
  runner: Runner,
  fs: Fs,
  input: string,
  output: string,
  options: TrimOptions = {},
): Promise<TrimPlan> {
  options = checkRecipe("trim", fs, input, output, options, trimTable);
  const { startSec = 0, endSec = Infinity, mode = "copy" } = options;
  if (!(endSec > startSec)) {
    throw new TypeError(
      `Cannot use \`endSec\`: received ${endSec}; give a time after \`startSec\`, ` +
        `${startSec}`,
    );
  }
  const container = containerOf(output);
  const facts = await factsOf(runner, fs, input, options);
  const video = videoOf(facts);
  const packets = video && (mode !== "exact" || !seeksToKeys(facts))
    ? await videoPackets(runner, fs, facts, video, options)
    : undefined;
  const clean = packets && mode === "smart" && video?.codec === "h264"
    ? await withCleanKeys(runner, fs, facts, video, packets, options)
    : packets;
  const encoder = mode === "copy" ? "" : encoderFor(
    mode === "smart" && video
      ? smartCodec(facts, container, options)
      : codecFor(container, options.codec),
    await encodersOf(runner),
  );
  const plan = planTrim(facts, clean, { output, encoder, ...options });
  await carryOut(runner, fs, plan, options);
  return plan;
}
/** Plans {@linkcode trim}. */
export function planTrim(
  facts: Facts,
  packets: VideoPackets | undefined,
  options: TrimTarget,
): TrimPlan {
  const { startSec = 0, endSec = Infinity, mode = "copy" } = options;
  const end = Math.min(endSec, facts.probe.durationSec ?? Infinity);
  if (!(end > startSec)) {
    throw new MediaError(
      "trim",
      facts.path,
      `${facts.probe.durationSec} s, which end before ${startSec} s`,
      "lower `startSec`",
    );
  }
  const cut = { ...options, start: startSec, end };
  const plan = mode === "smart" && packets
    ? planSmart(facts, packets, cut)
    : mode !== "copy" && videoOf(facts)
    ? planExact(facts, packets, cut)
    : planCopy(facts, packets, cut);
  // As precise as ffmpeg reads times.
  return { ...plan, startSec: Number(timeArg(plan.startSec)) };
}
