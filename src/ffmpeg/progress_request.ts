// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { CommandLine } from "./command_line.ts";

/**
 * Makes ffmpeg report its progress to `device`. It reports to one place only, so if
 * the command line names one, ffmpeg gets a `tee` to both.
 */
export function requestProgress(
  line: CommandLine,
  device: string,
): CommandLine {
  const asked = line.options.findLast(({ name, value }) =>
    name === "progress" && value !== undefined
  );
  if (asked === undefined) return line.withFirst("progress", device);
  // "tee" does not support pipes: the same pipe is named as a file.
  const own = asked.value!.replace(
    /^(?:-|pipe:(\d*))$/,
    (_, number) => `/dev/fd/${number || 1}`,
  );
  const escaped = own.replaceAll(/[\\'|\s]/g, "\\$&");
  return line.withValues(new Map([[asked, `tee:${device}|${escaped}`]]));
}
