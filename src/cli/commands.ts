// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Command } from "./command.ts";
import { transcodeCommand } from "./transcode_command.ts";
import { remuxCommand } from "./remux_command.ts";
import { watchCommand } from "./watch_command.ts";
import { trimCommand } from "./trim_command.ts";
import { concatCommand } from "./concat_command.ts";
import { extractCommand } from "./extract_command.ts";
import { normalizeCommand } from "./normalize_command.ts";
import { burnCommand } from "./burn_command.ts";
import { gifCommand } from "./gif_command.ts";
import { packageCommand } from "./package_command.ts";
import { metadataCommand } from "./metadata_command.ts";
import { chaptersCommand } from "./chapters_command.ts";
import { coverCommand } from "./cover_command.ts";
import { repairCommand } from "./repair_command.ts";
import { analyzeCommand } from "./analyze_command.ts";
import { checkCommand } from "./check_command.ts";
import { compareCommand } from "./compare_command.ts";
import { loudnessCommand } from "./loudness_command.ts";
import { previewCommand } from "./preview_command.ts";
import { sheetCommand } from "./sheet_command.ts";
import { spectrogramCommand } from "./spectrogram_command.ts";
import { spriteCommand } from "./sprite_command.ts";
import { waveformCommand } from "./waveform_command.ts";
import { completionsCommand } from "./completions_command.ts";
import { doctorCommand } from "./doctor_command.ts";
import { engineCommand } from "./engine_command.ts";
import { framesCommand } from "./frames_command.ts";
import { inspectCommand } from "./inspect_command.ts";
import { ffmpegCommand, ffprobeCommand } from "./pass_command.ts";
import { probeCommand } from "./probe_command.ts";
import { runCommand } from "./run_command.ts";
import { thumbnailCommand } from "./thumbnail_command.ts";
import { jobsCommand } from "./jobs_command.ts";
import { submitCommand } from "./submit_command.ts";
import { workerCommand } from "./worker_command.ts";

/** Those that make one file of one. */
const single: readonly Command[] = [
  transcodeCommand,
  remuxCommand,
  trimCommand,
  extractCommand,
  normalizeCommand,
  burnCommand,
  gifCommand,
  repairCommand,
];

/** Those that look at media, and make pictures of it. */
const helpers: readonly Command[] = [
  analyzeCommand,
  loudnessCommand,
  compareCommand,
  waveformCommand,
  spectrogramCommand,
  checkCommand,
  spriteCommand,
  sheetCommand,
  previewCommand,
];

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
  transcodeCommand,
  remuxCommand,
  trimCommand,
  concatCommand,
  extractCommand,
  normalizeCommand,
  burnCommand,
  gifCommand,
  packageCommand,
  metadataCommand,
  chaptersCommand,
  coverCommand,
  repairCommand,
  watchCommand(single),
  ...helpers,
  workerCommand,
  submitCommand,
  jobsCommand,
];

/** The commands, in the order in which they are shown. */
export const commands: readonly Command[] = [
  ...working,
  completionsCommand(working),
];
