// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Files } from "./native.ts";

/** What native ffmpeg logs, at the level info, in a folder that holds `files`. */
export async function nativeLog(
  args: readonly string[],
  files: Files,
): Promise<string> {
  const cwd = await Deno.makeTempDir();
  try {
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(`${cwd}/${name}`, bytes);
    }
    const { success, stderr } = await new Deno.Command("ffmpeg", {
      args: ["-hide_banner", "-nostats", "-nostdin", ...args],
      cwd,
    }).output();
    const log = new TextDecoder().decode(stderr);
    if (!success) throw new Error(log);
    return log;
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

/** The groups of all matches of a pattern, as numbers. */
export function numbersIn(log: string, pattern: RegExp): number[][] {
  return Array.from(
    log.matchAll(pattern),
    ([, ...groups]) => groups.map(Number),
  );
}
