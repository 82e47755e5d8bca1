// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import {
  checkOptions,
  list,
  number,
  oneOf,
  type OptionTable,
  refusal,
  text,
  that,
} from "../../../vfs/check.ts";
import type { Runner } from "../../run/runner.ts";
import { factsOf } from "../recipe/facts.ts";
import {
  checkRecipe,
  type RecipeOptions,
  recipeTable,
} from "../recipe/recipe_options.ts";
import { carryOut } from "../recipe/run_plan.ts";
import type { EncodeSpeed } from "../transcode/encode_args.ts";
import { encoderFor, type VideoCodec } from "../transcode/encode_args.ts";
import { encodersOf } from "../transcode/encoders.ts";
import { encodeTable } from "../transcode/transcode.ts";
import { finishPackage, type StreamKey } from "./finish_package.ts";
import { type PackagePlan, planPackage, type Rung } from "./plan_package.ts";

/** Options of {@linkcode packageStreams}. */
export interface PackageStreamsOptions extends RecipeOptions {
  /**
   * Whether there are playlists of HLS (`master.m3u8`), a manifest of DASH
   * (`manifest.mpd`), or both, of the same segments.
   *
   * @default {"both"}
   */
  formats?: "hls" | "dash" | "both" | undefined;
  /**
   * The sizes of the picture; those that are larger than the video are left out. The
   * default are the usual ones, from 2160 lines at 14 Mb/s to 240 at 300 kb/s.
   */
  rungs?: readonly Rung[] | undefined;
  /**
   * How long a segment is, in seconds: each begins with a key frame.
   *
   * @default {4}
   */
  segmentSec?: number | undefined;
  /**
   * The codec of the video.
   *
   * @default {"h264"}
   */
  codec?: VideoCodec | undefined;
  /**
   * How much time the encoder may take.
   *
   * @default {"fast"}
   */
  speed?: EncodeSpeed | undefined;
  /** The bit rate of each stream of sound: see {@linkcode EncodeOptions}. */
  soundBitRate?: number | undefined;
  /**
   * Encrypts the segments with AES-128. Only HLS knows that, so `formats` must be
   * `"hls"`, and there are no playlists of key frames.
   */
  key?: StreamKey | undefined;
}

const rungTable: OptionTable<Rung> = {
  height: number({ least: 16, isWhole: true }),
  bitRate: number({ least: 1000, isWhole: true }),
};

const keyTable: OptionTable<StreamKey> = {
  uri: text,
  bytes: that(
    (value) => value instanceof Uint8Array && value.length === 16,
    "a Uint8Array of 16 bytes",
  ),
};

const packageTable: OptionTable<PackageStreamsOptions> = {
  ...recipeTable,
  formats: oneOf("hls", "dash", "both"),
  rungs(name, value) {
    list((own, rung) => {
      if (typeof rung !== "object" || rung === null) {
        throw refusal(`\`${own}\``, rung, "a height and a bit rate");
      }
      checkOptions(own, rung as Rung, rungTable);
      const { height, bitRate } = rung as Rung;
      rungTable.height(`${own}.height`, height);
      rungTable.bitRate(`${own}.bitRate`, bitRate);
    })(name, value);
    if ((value as Rung[]).length > 0 && (value as Rung[]).length <= 16) return;
    throw refusal(`\`${name}\``, value, "1 to 16 sizes");
  },
  segmentSec: number({ least: 0.5 }),
  codec: encodeTable.codec,
  speed: encodeTable.speed,
  soundBitRate: encodeTable.soundBitRate,
  key(name, value) {
    checkOptions(name, value as StreamKey, keyTable);
    const { uri, bytes } = value as StreamKey;
    keyTable.uri(`${name}.uri`, uri);
    keyTable.bytes(`${name}.bytes`, bytes);
  },
};

/**
 * Packages a file for streaming, in several sizes: fragmented MP4 (CMAF) with playlists
 * of HLS, with a manifest of DASH, or with both. All sizes are cut at the same times.
 * Each stream of sound is packaged by itself; subtitles that are text become captions in
 * WebVTT; playlists of key frames let players show pictures while one seeks.
 *
 * @param folder The directory to write to: it exists, and is empty. Players open
 * `master.m3u8` or `manifest.mpd` in it, which appear when all else is there.
 * @throws {MediaError} when the file has neither video nor sound.
 * @throws {FsError} when the directory does not exist (ENOENT) or is not empty
 * (ENOTEMPTY), or a file cannot be opened or written.
 * @throws {ExitError} when ffmpeg fails.
 * @throws {TypeError} when an argument or an option is invalid.
 *
 * @example
 * ```ts
 * import { MemoryFs, Runtime } from "@afmpeg/afmpeg";
 * import { packageStreams } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });
 * const fs = new MemoryFs();
 * await runtime.run(fs, "-f lavfi -i testsrc=d=4:s=320x240 in.mp4".split(" "));
 *
 * fs.mkdir("out");
 * const { renditions } = await packageStreams(runtime, fs, "in.mp4", "out", {
 *   rungs: [{ height: 240, bitRate: 300_000 }, { height: 120, bitRate: 90_000 }],
 *   segmentSec: 2,
 * });
 * assertEquals(renditions.map(({ width }) => width), [320, 160]);
 * assertEquals((await runtime.probe(fs, "out/master.m3u8")).streams.length, 2);
 * assertEquals((await runtime.probe(fs, "out/manifest.mpd")).streams.length, 2);
 * ```
 */
export async function packageStreams(
  runner: Runner,
  fs: Fs,
  input: string,
  folder: string,
  options: PackageStreamsOptions = {},
): Promise<PackagePlan> {
  options = checkRecipe(
    "packageStreams",
    fs,
    input,
    folder,
    options,
    packageTable,
  );
  const { formats = "both", segmentSec = 4, codec = "h264" } = options;
  // Whoever has made a key may wipe it.
  const key = options.key &&
    { ...options.key, bytes: options.key.bytes.slice() };
  if (key && formats !== "hls") {
    throw new TypeError(
      `Cannot use \`key\`: received it for "${formats}"; give \`formats: "hls"\`, ` +
        "which alone knows it",
    );
  }
  const facts = await factsOf(runner, fs, input, options);
  const encoder = encoderFor(codec, await encodersOf(runner));
  const plan = planPackage(facts, {
    ...{ folder, encoder, segmentSec, rungs: options.rungs },
    ...{ speed: options.speed, soundBitRate: options.soundBitRate },
  });
  await carryOut(
    runner,
    fs,
    plan,
    options,
    (staged) =>
      finishPackage(staged, facts, plan, {
        isHls: formats !== "dash",
        isDash: formats !== "hls",
        key,
      }),
  );
  return plan;
}
