import type { Fs } from "../vfs/fs.ts";
import { ProbeError } from "./errors.ts";
import type { RunOptions } from "./run_options.ts";
import type { Runtime } from "./runtime.ts";

/** What {@linkcode Runtime.probe} found out about a media file. */
export interface Probe {
  /**
   * How long it plays, in seconds; `undefined` where the file does not say
   * (ffmpeg prints `Duration: N/A`), as a still picture or a raw stream.
   */
  readonly durationSec: number | undefined;
}

/**
 * Has ffmpeg describe `path`, which works with every build of it: `ffmpeg -i`
 * without an output prints what the input is, and then fails.
 */
export async function probe(
  runtime: Runtime,
  fs: Fs,
  path: string,
  options: RunOptions,
): Promise<Probe> {
  // Opened here, so that a missing file is the caller's ENOENT, not a log line.
  const file = await fs.open(path);
  await file.close();
  const args = ["-hide_banner", "-nostdin", "-loglevel", "info"];
  args.push("-i", `file:${path}`);
  const { exitCode, stderr } = await runtime.run(fs, args, options);
  const duration = /^ {2}Duration: (N\/A|(\d+):(\d\d):(\d\d\.\d+))/m.exec(
    stderr,
  );
  if (!duration) {
    throw new ProbeError(path, ["ffmpeg", ...args], exitCode, stderr);
  }
  const [, text, hours, minutes, seconds] = duration;
  if (text === "N/A") return { durationSec: undefined };
  return {
    durationSec: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds),
  };
}
