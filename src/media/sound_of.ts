// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../vfs/fs.ts";
import type { Runner } from "../run/runner.ts";
import { MissingStreamError } from "./missing_stream_error.ts";
import { pickOptions } from "../util/option_table.ts";
import { type HelperOptions, lookTable } from "./helper_options.ts";
import { probe } from "./probe/probe.ts";

/** What must be known of sound to decode it. */
export interface Sound {
  /** The number of the stream among all streams. */
  readonly index: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly durationSec: number | undefined;
}

/**
 * Finds a stream of sound.
 *
 * @throws {MissingStreamError} when there is none.
 */
export async function soundOf(
  runtime: Pick<Runner, "run">,
  fs: Fs,
  path: string,
  options: HelperOptions & { audioStream?: number | undefined },
): Promise<Sound> {
  const { audioStream = 0 } = options;
  const look = pickOptions(options, lookTable);
  const about = await probe(runtime, fs, path, look);
  const stream = about.streams
    .filter((stream) => stream.type === "audio")[audioStream];
  const { index, sampleRate, channels, durationSec } = stream ?? {};
  if (index === undefined || !sampleRate || !channels) {
    throw new MissingStreamError("draw", path, {
      type: "audio",
      index: audioStream,
      isBroken: stream !== undefined,
    });
  }
  return {
    ...{ index, sampleRate, channels },
    durationSec: durationSec ?? about.durationSec,
  };
}
