// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { inFolder } from "./cli.ts";
import type { Files } from "./native.ts";

/** What native ffmpeg logs, at the level info, in a folder that holds `files`. */
export async function nativeLog(
  args: readonly string[],
  files: Files,
): Promise<string> {
  return await inFolder(files, async (cwd) => {
    const { success, stderr } = await new Deno.Command("ffmpeg", {
      args: ["-hide_banner", "-nostats", "-nostdin", ...args],
      cwd,
    }).output();
    const log = new TextDecoder().decode(stderr);
    if (!success) throw new Error(log);
    return log;
  });
}

/** The groups of all matches of a pattern, as numbers. */
export function numbersIn(log: string, pattern: RegExp): number[][] {
  return Array.from(
    log.matchAll(pattern),
    ([, ...groups]) => groups.map(Number),
  );
}
