import type { Profile } from "../mod.ts";
import type { Job } from "./jobs.ts";

/** What a job took, in milliseconds. */
export interface Sample {
  readonly wallMs: number;
  /** The time of the processor, of all threads: others on the machine count less. */
  readonly cpuMs: number;
}

/** A way of doing a job. */
export interface Contender {
  readonly name: string;
  /** Makes the inputs of the next runs, which replace others, as cheap to reach as it can. */
  load(inputs: Record<string, Uint8Array<ArrayBuffer>>): Promise<void>;
  /** Does a job once. Rejects where that fails. */
  run(job: Job): Promise<Sample>;
  /** What a run of a job spends its time on, where it can tell. */
  profile?(job: Job): Promise<Profile>;
  close(): Promise<void>;
}

/** Takes the time of `work`; `cpuTime` tells what the processor has spent so far. */
export async function timed(
  cpuTime: () => number,
  work: () => Promise<unknown>,
): Promise<Sample> {
  const cpu = cpuTime();
  const start = performance.now();
  await work();
  return { wallMs: performance.now() - start, cpuMs: cpuTime() - cpu };
}

/** The command line of a job for ffmpeg and ffprobe alike. */
export function commandLine({ program, args }: Job): string[] {
  return program === "ffprobe"
    ? [...args]
    : ["-hide_banner", "-nostdin", "-y", ...args];
}

/** Errors: where a command did not succeed. */
export function assertDone(
  name: string,
  job: Job,
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
