import type { CommandLine } from "./command_line.ts";

/**
 * Makes ffmpeg report its progress to `device`. It reports to one place only, so
 * where the command line names one, it is given both.
 */
export function requestProgress(
  line: CommandLine,
  device: string,
): CommandLine {
  const asked = line.options.findLast(({ name, value }) =>
    name === "progress" && value !== undefined
  );
  if (asked === undefined) return line.withFirst("progress", device);
  // "tee" leaves pipes out: what is the same is named as a file.
  const own = asked.value!.replace(
    /^(?:-|pipe:(\d*))$/,
    (_, number) => `/dev/fd/${number || 1}`,
  );
  const escaped = own.replaceAll(/[\\'|\s]/g, "\\$&");
  return line.withValues(new Map([[asked, `tee:${device}|${escaped}`]]));
}
