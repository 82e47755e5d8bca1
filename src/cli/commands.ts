// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Command } from "./command.ts";
import { completionsCommand } from "./completions_command.ts";
import { doctorCommand } from "./doctor_command.ts";
import { engineCommand } from "./engine_command.ts";
import { framesCommand } from "./frames_command.ts";
import { inspectCommand } from "./inspect_command.ts";
import { ffmpegCommand, ffprobeCommand } from "./pass_command.ts";
import { probeCommand } from "./probe_command.ts";
import { runCommand } from "./run_command.ts";
import { thumbnailCommand } from "./thumbnail_command.ts";

const working: readonly Command[] = [
  runCommand,
  ffmpegCommand,
  ffprobeCommand,
  probeCommand,
  framesCommand,
  thumbnailCommand,
  inspectCommand,
  engineCommand,
  doctorCommand,
];

/** The commands, in the order in which they are shown. */
export const commands: readonly Command[] = [
  ...working,
  completionsCommand(working),
];
