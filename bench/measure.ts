// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Profile } from "../mod.ts";
import type { Contender, Sample } from "./contender.ts";
import { readInputs } from "./inputs.ts";
import type { BenchJob } from "./jobs.ts";

/** How long a job took, by contender: one sample for each round. */
export interface Measurement {
  readonly job: string;
  readonly command: string;
  /** The target ratio to native ffmpeg, without the start. */
  readonly aim?: number;
  readonly samples: Readonly<Record<string, readonly Sample[]>>;
  /** What each contender spent its time on, if it can tell. */
  readonly profiles: Readonly<Record<string, Profile>>;
}

/**
 * Has all contenders do a job in turn, so that what else the machine does is the
 * same for all of them. A round that warms up is not counted. Who cannot do it is
 * left out.
 */
export async function measure(
  job: BenchJob,
  contenders: readonly Contender[],
  rounds: number,
): Promise<Measurement> {
  const inputs = await readInputs(job.inputs);
  for (const contender of contenders) await contender.load(inputs);
  const able = new Set(contenders);
  const samples: Record<string, Sample[]> = {};
  for (let round = 0; round <= rounds; round++) {
    for (const contender of able) {
      try {
        const sample = await repeat(contender, job);
        if (round > 0) (samples[contender.name] ??= []).push(sample);
      } catch (error) {
        console.error(`\n${(error as Error).message.split("\n", 1)}`);
        able.delete(contender);
        delete samples[contender.name];
      }
    }
  }
  const profiles: Record<string, Profile> = {};
  for (const contender of able) {
    if (!contender.profile) continue;
    profiles[contender.name] = await contender.profile(job);
  }
  const command = [job.program ?? "ffmpeg", ...job.args].join(" ");
  return {
    job: job.name,
    command,
    ...(job.aim !== undefined && { aim: job.aim }),
    samples,
    profiles,
  };
}

/** The mean of several runs. */
async function repeat(contender: Contender, job: BenchJob): Promise<Sample> {
  const sum = { wallMs: 0, cpuMs: 0 };
  for (let i = 0; i < job.repeat; i++) {
    const { wallMs, cpuMs } = await contender.run(job);
    sum.wallMs += wallMs / job.repeat;
    sum.cpuMs += cpuMs / job.repeat;
  }
  return sum;
}
