// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type BenchJob, jobs } from "./jobs.ts";
import { fromFileUrl } from "@std/path/posix";
import { MemoryFs, type Result, Runtime } from "../mod.ts";
import {
  assertDone,
  commandLine,
  type Contender,
  type Manner,
  type Sample,
  timed,
} from "./contender.ts";
import { cpuTime } from "./compare.ts";

/** A `MemoryFs` that holds `inputs`. */
export function holding(
  inputs: Record<string, Uint8Array<ArrayBuffer>>,
): MemoryFs {
  const fs = new MemoryFs();
  for (const [name, bytes] of Object.entries(inputs)) fs.writeFile(name, bytes);
  return fs;
}

/** Does a job. */
export async function doJob(
  runtime: Runtime,
  fs: MemoryFs,
  job: BenchJob,
  { profile = false, ...manner }: Manner & { profile?: boolean } = {},
): Promise<Result> {
  const result = await runtime.run(fs, commandLine(job, manner), {
    argv0: job.program ?? "ffmpeg",
    profile,
  });
  assertDone("afmpeg", job, result.exitCode, result.stderr);
  return result;
}

/** This project, with a runtime that has run before. */
export async function warm(
  name: string,
  file: string,
  manner: Manner = {},
): Promise<Contender> {
  const runtime = await Runtime.create({ module: { file } });
  let fs = new MemoryFs();
  return {
    name,
    load(inputs) {
      fs = holding(inputs);
      return Promise.resolve();
    },
    run: (job) => timed(cpuTime, () => doJob(runtime, fs, job, manner)),
    async profile(job) {
      return (await doJob(runtime, fs, job, { ...manner, profile: true }))
        .profile!;
    },
    close: () => runtime.close(),
  };
}

/** This project, cold: from the start of a program to its first result. */
export function cold(name: string, path: string): Contender {
  const script = fromFileUrl(new URL("./cold.ts", import.meta.url));
  return {
    name,
    load: () => Promise.resolve(),
    async run(job): Promise<Sample> {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", script, path, `${jobs.indexOf(job)}`],
      }).output();
      assertDone(name, job, code, new TextDecoder().decode(stderr));
      return JSON.parse(new TextDecoder().decode(stdout));
    },
    close: () => Promise.resolve(),
  };
}
