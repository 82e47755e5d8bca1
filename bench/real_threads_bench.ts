// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Threads that run at the same time, compared with native ffmpeg and with threads that
 * take turns: `deno run -A bench/real_threads_bench.ts REAL.wasm GREEN.wasm`
 *
 * Besides the times, it prints the bound: the processor time of all threads, divided by
 * that of the busiest. No number of processors makes the job faster than that, so it
 * tells what a machine with more of them would gain.
 *
 * - `--rounds=5`: how often each way does each job.
 * - `--jobs=NAME,…`: the jobs whose name contains one of these; `--jobs=` does all that
 *   `bench/jobs.ts` has.
 * - `--ways=NAME,…`: the ways to do them, such as `native`, `green` or `real 4`.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";
import process from "node:process";
import { MemoryFs, Runtime } from "../mod.ts";
import { sha256 } from "../src/util/sha256.ts";
import { median } from "./compare.ts";
import { readInputs } from "./inputs.ts";
import { type BenchJob, jobs as wholeJobs, kernelJobs } from "./jobs.ts";
import { native } from "./native.ts";

const options: {
  readonly _: readonly unknown[];
  readonly rounds?: string;
  readonly jobs?: string;
  readonly ways?: string;
} = parseArgs(Deno.args, { string: ["rounds", "jobs", "ways"] });
const { rounds = "5" } = options;
const [real, green] = options._.map(String);
if (real === undefined || green === undefined) {
  throw new TypeError(
    "Give two engines: with real threads, and with green ones",
  );
}

/** What one job cost, done once. */
interface Cost {
  readonly wall: number;
  readonly cpu: number;
  readonly bound?: number;
  readonly digest: string;
}

const x264 = (preset: string): BenchJob => ({
  name: `x264 ${preset}, 720p`,
  args: `-i raw720p.y4m -c:v libx264 -preset ${preset} out.mp4`.split(" "),
  inputs: ["raw720p.y4m"],
  repeat: 1,
});

/** The jobs that tell most, whose outputs are compared, too. */
const usual: readonly BenchJob[] = [
  x264("veryfast"),
  x264("medium"),
  {
    name: "h264 to x264 veryfast, 720p",
    args: "-i video720.mp4 -c:v libx264 -preset veryfast out.mp4".split(" "),
    inputs: ["video720.mp4"],
    repeat: 1,
  },
  ...kernelJobs.filter(({ name }) => /^decode (h264|hevc|vp9)/.test(name)),
];

/** The processor time of each thread of this process, in milliseconds. */
function threadTimes(): Map<string, number> {
  const times = new Map<string, number>();
  for (const { name } of Deno.readDirSync("/proc/self/task")) {
    try {
      const text = Deno.readTextFileSync(`/proc/self/task/${name}/schedstat`);
      times.set(name, Number(text.split(" ")[0]) / 1e6);
    } catch {
      // It has ended meanwhile.
    }
  }
  return times;
}

/** The command line of a job with a number of threads, or with the usual one. */
function argsOf({ program, args }: BenchJob, threads?: number): string[] {
  if (program === "ffprobe" || args.length < 3) return [...args];
  const choice = threads === undefined ? [] : ["-threads", `${threads}`];
  return [
    "-y",
    ...args.slice(0, -1).flatMap((arg) =>
      arg === "-i" ? [...choice, arg] : [arg]
    ),
    ...[...choice, "-fflags", "+bitexact", args.at(-1)!],
  ];
}

async function runGuest(
  runtime: Runtime,
  job: BenchJob,
  threads?: number,
): Promise<Cost> {
  const fs = new MemoryFs();
  const inputs = await readInputs(job.inputs);
  for (const name of job.inputs) fs.writeFile(name, inputs[name]!);
  const args = argsOf(job, threads);
  const { program: argv0 = "ffmpeg" } = job;
  const before = threadTimes();
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let i = 0; i < job.repeat; i++) {
    const { exitCode, stderr } = await runtime.run(fs, args, { argv0 });
    assertEquals(exitCode, 0, stderr);
  }
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const used = [...threadTimes()]
    .map(([name, time]) => time - (before.get(name) ?? 0));
  const all = used.reduce((sum, time) => sum + time, 0);
  const output = args.at(-1)!;
  const made = output.startsWith("out.")
    ? await sha256(fs.readFile(output))
    : "";
  return {
    wall: wall / job.repeat,
    cpu: (user + system) / 1000 / job.repeat,
    bound: all / Math.max(...used),
    digest: made.slice(0, 8),
  };
}

async function runHost(job: BenchJob, threads?: number): Promise<Cost> {
  await host.load(await readInputs(job.inputs));
  const args = argsOf(job, threads);
  const { wallMs, cpuMs } = await host.run({ ...job, args });
  return { wall: wallMs / job.repeat, cpu: cpuMs / job.repeat, digest: "" };
}

const host = await native("native", {});
/** Runtimes of guests that find so many processors, and all, by their number. */
const parallel = new Map<number | "auto", Promise<Runtime>>();
const withProcessors = (threads: number | "auto") =>
  parallel.getOrInsertComputed(
    threads,
    () => Runtime.create({ module: { file: real }, threads }),
  );
await using turns = await Runtime.create({ module: { file: green } });
const every: Record<string, (job: BenchJob) => Promise<Cost>> = {
  // As many threads as each of them chooses by itself: for all processors.
  "native": (job) => runHost(job),
  "native 1": (job) => runHost(job, 1),
  "green": (job) => runGuest(turns, job, 1),
  "real": async (job) => runGuest(await withProcessors("auto"), job),
};
for (const threads of [1, 2, 4, 8]) {
  every[`real ${threads}`] = async (job) =>
    runGuest(await withProcessors(threads), job, threads);
}
const ways = Object.entries(every)
  .filter(([name]) => options.ways?.split(",").includes(name) ?? true);
const wanted = options.jobs?.split(",");
const all = [...usual, ...wholeJobs, ...kernelJobs];
const jobs = wanted === undefined
  ? usual
  : all.filter(({ name }, i) =>
    wanted.some((part) => name.includes(part)) &&
    all.findIndex((job) => job.name === name) === i
  );

const row = (cells: readonly string[]) =>
  console.log(`| ${cells.join(" | ")} |`);
const header = [
  ...["job", "threads", "ms", "of native", "CPU ms", "of green", "bound"],
  "output",
];
row(header);
row(header.map(() => "-"));
for (const job of jobs) {
  const costs: Record<string, Cost[]> = {};
  // In turn, because the speed of the machine drifts; the first round only warms up.
  for (let round = 0; round <= Number(rounds); round++) {
    for (const [way, run] of ways) {
      const cost = await run(job);
      if (round > 0) (costs[way] ??= []).push(cost);
    }
  }
  const ratio = (way: string, of: string, key: "wall" | "cpu") =>
    costs[of] === undefined ? "" : median(
      costs[way]!.map((cost, i) => cost[key] / costs[of]![i]![key]),
    ).toFixed(2);
  for (const [way, list] of Object.entries(costs)) {
    const of = (key: "wall" | "cpu" | "bound") =>
      median(list.map((cost) => cost[key] ?? 1));
    const digests = new Set(list.map(({ digest }) => digest));
    row([
      ...[job.name, way, of("wall").toFixed(0), ratio(way, "native", "wall")],
      ...[of("cpu").toFixed(0), ratio(way, "green", "cpu")],
      way.startsWith("native") ? "" : of("bound").toFixed(1),
      digests.size > 1 ? "differs" : [...digests][0]!,
    ]);
  }
}
for (const runtime of parallel.values()) await (await runtime).close();
await host.close();
