// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * `deno task bench`: the same jobs done by native ffmpeg, by others and by this
 * project, side by side.
 *
 * | option                 | what it does                                                                |
 * | ---------------------- | --------------------------------------------------------------------------- |
 * | `--jobs=TEXT,...`      | only jobs whose names contain one of these                                  |
 * | `--contenders=TEXT,…`  | only contenders whose names contain one of these                            |
 * | `--engine=[NAME=]FILE` | which module; several are compared. Default: `ffmpeg.wasm`                  |
 * | `--rounds=N`           | how often each job is measured; default 5                                   |
 * | `--quick`              | one round                                                                   |
 * | `--parts=jobs,...`     | `jobs`, `kernels`, `filters`, `micro`, `pool`; and `full`, for that variant |
 * | `--out=FOLDER`         | writes `results.json`, `report.md` and `plot.svg`                           |
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { cold, warm } from "./afmpeg.ts";
import { bare } from "./bare.ts";
import type { Contender } from "./contender.ts";
import { ffmpegCore } from "./ffmpeg_core.ts";
import {
  type BenchJob,
  filterJobs,
  fullJobs,
  jobs,
  kernelJobs,
  start,
} from "./jobs.ts";
import { measure, type Measurement } from "./measure.ts";
import { describeMachine } from "./machine.ts";
import { micro } from "./micro.ts";
import { native } from "./native.ts";
import { plot } from "./plot.ts";
import { pool } from "./pool.ts";
import { jobTable, report, type Results } from "./report.ts";
import { resultsText } from "./results_text.ts";

const options: Record<string, unknown> = parseArgs(Deno.args, {
  string: ["jobs", "contenders", "engine", "rounds", "parts", "out"],
  boolean: ["quick"],
  collect: ["engine"],
});
const text = (name: string) => options[name] as string | undefined;

/** Whether an option that lists parts of names selects a name. */
function isWanted(name: string, option: string): boolean {
  return text(option)?.split(",").some((part) => name.includes(part)) ?? true;
}

const files = options.engine as string[];
const engines = (files.length > 0 ? files : ["ffmpeg.wasm"])
  .map((file) => {
    const at = file.indexOf("=");
    return { label: file.slice(0, Math.max(at, 0)), path: file.slice(at + 1) };
  });

/** How to make each contender, by name; the others are compared with the first. */
const makers: Record<string, () => Contender | Promise<Contender>> = {
  "native, 1 thread": () => native("native, 1 thread", { threads: 1 }),
  "native, all threads": () => native("native, all threads", {}),
  "native, no assembly": () =>
    native("native, no assembly", { threads: 1, kernels: false }),
  "@ffmpeg/core": () => ffmpegCore("@ffmpeg/core"),
};
for (const { label, path } of engines) {
  const suffix = label && ` (${label})`;
  makers[`bare shim${suffix}`] = async () =>
    await bare(`bare shim${suffix}`, await Deno.readFile(path));
  makers[`afmpeg${suffix}`] = async () => await warm(`afmpeg${suffix}`, path);
  makers[`afmpeg, in C${suffix}`] = async () =>
    await warm(`afmpeg, in C${suffix}`, path, {
      kernels: false,
    });
  makers[`afmpeg, cold${suffix}`] = () => cold(`afmpeg, cold${suffix}`, path);
}

const rounds = options.quick ? 1 : Number(text("rounds") ?? 5);
const results: Results = {
  machine: await describeMachine(engines.map(({ path }) => path)),
  rounds,
  jobs: [],
  kernels: [],
  filters: [],
  micro: [],
  pool: [],
};
const contenders: Contender[] = [];
for (const [name, make] of Object.entries(makers)) {
  if (isWanted(name, "contenders")) contenders.push(await make());
}
/** Measures the selected jobs with the selected contenders. */
async function compareAll(
  jobs: readonly BenchJob[],
  into: Measurement[],
  leftOut: string,
): Promise<void> {
  const chosen = contenders.filter(({ name }) => !name.includes(leftOut));
  for (const job of jobs) {
    const measurement = await measure(job, chosen, rounds);
    into.push(measurement);
    console.log(jobTable(measurement));
    await save();
  }
}
const isWantedJob = ({ name }: BenchJob) => isWanted(name, "jobs");
if (isWanted("jobs", "parts")) {
  await compareAll(jobs.filter(isWantedJob), results.jobs, "in C");
}
if (isWanted("kernels", "parts")) {
  const wanted = kernelJobs.filter(isWantedJob);
  await compareAll([start, ...wanted], results.kernels, "cold");
}
if (text("parts") && isWanted("full", "parts")) {
  const wanted = fullJobs.filter(isWantedJob);
  await compareAll([start, ...wanted], results.kernels, "cold");
}
if (isWanted("filters", "parts")) {
  const wanted = filterJobs.filter(isWantedJob);
  await compareAll([start, ...wanted], results.filters, "cold");
}
for (const contender of contenders) await contender.close();
if (isWanted("micro", "parts")) {
  results.micro = await micro(engines[0]!.path, rounds);
}
if (isWanted("pool", "parts")) {
  results.pool = await pool(engines[0]!.path, rounds);
}
await save();

/** Writes the results so far: a long measurement may be interrupted. */
async function save(): Promise<void> {
  const folder = text("out");
  if (!folder) return;
  await Deno.mkdir(folder, { recursive: true });
  const write = (name: string, content: string) =>
    Deno.writeTextFile(`${folder}/${name}`, content);
  await write("results.json", resultsText(results));
  await write("report.md", report(results));
  await write("plot.svg", plot(results.jobs));
}
