// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

// Who checks types needs those of packages that are only loaded by commands.
import type {} from "bullmq";
import type {} from "ioredis";
import type { Command } from "./command.ts";

/**
 * What loads the commands for short jobs, each alone: loading all commands takes longer
 * than such a job.
 */
const quick: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import("./run_command.ts")).runCommand,
  ffmpeg: async () => (await import("./pass_command.ts")).ffmpegCommand,
  ffprobe: async () => (await import("./pass_command.ts")).ffprobeCommand,
  probe: async () => (await import("./probe_command.ts")).probeCommand,
  thumbnail: async () =>
    (await import("./thumbnail_command.ts")).thumbnailCommand,
};

/** The command of that name; `undefined` if there is none. */
export async function findCommand(name: string): Promise<Command | undefined> {
  if (Object.hasOwn(quick, name)) return await quick[name]!();
  return (await allCommands()).find((command) => command.name === name);
}

/** The commands, in the order in which they are shown. */
export async function allCommands(): Promise<readonly Command[]> {
  return (await import("./commands.ts")).commands;
}
