// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { runTable } from "../../run/check_run.ts";
import { assertSuccess } from "../../ffmpeg/assert_success.ts";
import { pickOptions } from "../../util/option_table.ts";
import type { FrameSource } from "./frame_source.ts";
import { inputArgs } from "./picture_input.ts";
import { SHOW, type ShownFrame, ShownFrames } from "./shown_frames.ts";

/** Decodes from `sec` seconds on, only to learn which frames there are. */
export async function listFrames(
  { runner, fs, url, stream, options }: FrameSource,
  sec?: number,
): Promise<ShownFrame[]> {
  const args = [
    ...[...inputArgs(url, stream, sec), "-vf", SHOW, "-f", "null", "-"],
  ];
  const frames: ShownFrame[] = [];
  const shown = new ShownFrames((frame) => frames.push(frame));
  const result = await runner.run(fs, args, {
    ...pickOptions(options, runTable),
    onLog: (record) => void shown.learn(record),
  });
  assertSuccess(["ffmpeg", ...args], result);
  return frames;
}
