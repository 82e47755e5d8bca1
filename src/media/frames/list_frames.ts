// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { runTable } from "../../run/check_run.ts";
import { ExitError } from "../../ffmpeg/exit_error.ts";
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
  const { success, exitCode, stderr } = await runner.run(fs, args, {
    ...pickOptions(options, runTable),
    onLog: (record) => void shown.learn(record),
  });
  if (!success) throw new ExitError(["ffmpeg", ...args], { exitCode, stderr });
  return frames;
}
