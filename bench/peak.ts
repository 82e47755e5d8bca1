// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Remuxes a small file in one of two ways, and prints the peak memory of this process,
 * in bytes.
 *
 * @module
 */
import { warm } from "./afmpeg.ts";
import { bare } from "./bare.ts";
import { readInputs } from "./inputs.ts";
import { jobs } from "./jobs.ts";

const [how, file] = Deno.args as [string, string];
const contender = how === "bare"
  ? await bare(how, await Deno.readFile(file))
  : await warm(how, file);
const job = jobs.find(({ name }) => name === "remux 0.6 MB")!;
await contender.load(await readInputs(job.inputs));
await contender.run(job);
await contender.close();
const status = await Deno.readTextFile("/proc/self/status");
console.log(Number(/^VmHWM:\s+(\d+)/m.exec(status)![1]) * 1024);
