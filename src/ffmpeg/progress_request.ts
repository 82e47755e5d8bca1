import { parseCommandLine } from "./command_line.ts";

/**
 * Makes ffmpeg report its progress to `device`. It reports to one place only, so
 * where the command line names one, it is given both.
 */
export function requestProgress(
  args: readonly string[],
  device: string,
): string[] {
  const asked = parseCommandLine(args).options
    .findLast(({ name }) => name === "progress");
  if (asked?.value === undefined) return ["-progress", device, ...args];
  // "tee" leaves pipes out: what is the same is named as a file.
  const own = asked.value.replace(
    /^(?:-|pipe:(\d*))$/,
    (_, number) => `/dev/fd/${number || 1}`,
  );
  const escaped = own.replaceAll(/[\\'|\s]/g, "\\$&");
  return args.with(asked.index + 1, `tee:${device}|${escaped}`);
}
