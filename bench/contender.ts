// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Profile } from "../mod.ts";
import type { BenchJob } from "./jobs.ts";

/** How long a job took, in milliseconds. */
export interface Sample {
  readonly wallMs: number;
  /** Processor time of all threads: less affected by others on the machine. */
  readonly cpuMs: number;
}

/** A way of doing a job. */
export interface Contender {
  readonly name: string;
  /** Sets the inputs of the next runs, as cheap to reach as possible. */
  load(inputs: Record<string, Uint8Array<ArrayBuffer>>): Promise<void>;
  /** Does a job once. Rejects if it fails. */
  run(job: BenchJob): Promise<Sample>;
  /** What a run of a job spends its time on, if the contender can tell. */
  profile?(job: BenchJob): Promise<Profile>;
  close(): Promise<void>;
}

/** Times `work`; `cpuTime` returns the processor time spent so far. */
export async function timed(
  cpuTime: () => number,
  work: () => Promise<unknown>,
): Promise<Sample> {
  const cpu = cpuTime();
  const start = performance.now();
  await work();
  return { wallMs: performance.now() - start, cpuMs: cpuTime() - cpu };
}

/** How a job is done. */
export interface Manner {
  /** The threads of decoders, filters and encoders. The default is the program's own. */
  readonly threads?: 1;
  /**
   * Whether what is written for the processor by hand is used, in place of C.
   *
   * @default true
   */
  readonly kernels?: boolean;
}

/** The command line of a job, for ffmpeg or ffprobe. */
export function commandLine(
  { program, args }: BenchJob,
  { threads, kernels = true }: Manner = {},
): string[] {
  if (program === "ffprobe") return [...args];
  const line = ["-hide_banner", "-nostdin", "-y"];
  if (!kernels) line.push("-cpuflags", "0");
  if (!args.includes("-i")) return [...line, ...args];
  const limit = threads ? ["-threads", `${threads}`] : [];
  if (threads) {
    line.push("-filter_threads", "1", "-filter_complex_threads", "1");
  }
  line.push(...args.flatMap((arg) => arg === "-i" ? [...limit, arg] : [arg]));
  const inC = !kernels && args.includes("libx264")
    ? ["-x264-params", "asm=0"]
    : [];
  line.splice(-1, 0, ...limit, ...inC);
  return line;
}

/** @throws {Error} if a command did not succeed. */
export function assertDone(
  name: string,
  job: BenchJob,
  exitCode: number,
  stderr: string,
): void {
  if (exitCode === 0) return;
  throw new Error(
    `${name} cannot do "${job.name}": exit code ${exitCode}\n${
      stderr.slice(-2000)
    }`,
  );
}
