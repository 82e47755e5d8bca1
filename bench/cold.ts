// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Creates a runtime from the module at the first argument, does the job whose number
 * is the second, and prints how long it took.
 *
 * @module
 */
import { Runtime } from "../mod.ts";
import { doJob, holding } from "./afmpeg.ts";
import { cpuTime } from "./compare.ts";
import { timed } from "./contender.ts";
import { readInputs } from "./inputs.ts";
import { jobs } from "./jobs.ts";

const [file, index] = Deno.args as [string, string];
const job = jobs[Number(index)]!;
const fs = holding(await readInputs(job.inputs));
const sample = await timed(cpuTime, async () => {
  await using runtime = await Runtime.create({ module: { file } });
  await doJob(runtime, fs, job);
});
console.log(JSON.stringify(sample));
