// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Threads that run at the same time, compared with native ffmpeg and with threads that
 * take turns: `deno run -A bench/real_threads_bench.ts REAL.wasm GREEN.wasm [ROUNDS
 * [JOB]]`
 *
 * Besides the times, it prints the bound: the processor time of all threads, divided by
 * that of the busiest. No number of processors makes the job faster than that, so it
 * tells what a machine with more of them would gain.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import process from "node:process";
import { MemoryFs, Runtime } from "../mod.ts";
import { sha256 } from "../src/util/sha256.ts";
import { type InputName, readInputs } from "./inputs.ts";
import { native } from "./native.ts";

const [real, green, rounds = "3", wanted = ""] = Deno.args;
if (real === undefined || green === undefined) {
  throw new TypeError(
    "Give two engines: with real threads, and with green ones",
  );
}

interface Job {
  readonly input: InputName;
  /** The arguments after the input. */
  readonly output: string;
}

const x264 = (preset: string) => `-c:v libx264 -preset ${preset} out.mp4`;
const jobs: Readonly<Record<string, Job>> = {
  "x264 veryfast": { input: "raw720p.y4m", output: x264("veryfast") },
  "x264 medium": { input: "raw720p.y4m", output: x264("medium") },
  "transcode": { input: "video720.mp4", output: `-an ${x264("veryfast")}` },
  "h264 decode": { input: "h264.mp4", output: "-f null -" },
  "hevc decode": { input: "hevc.mp4", output: "-f null -" },
  "vp9 decode": { input: "vp9.webm", output: "-f null -" },
};

/** What one run cost. */
interface Cost {
  readonly wall: number;
  readonly cpu: number;
  readonly bound?: number;
  readonly digest: string;
}

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

function commandOf({ input, output }: Job, threads: number): string[] {
  const [last, ...rest] = output.split(" ").reverse();
  return [
    ...["-threads", `${threads}`, "-i", input, ...rest.reverse()],
    ...["-threads", `${threads}`, "-fflags", "+bitexact", last!],
  ];
}

async function runGuest(
  runtime: Runtime,
  job: Job,
  threads: number,
): Promise<Cost> {
  const fs = new MemoryFs();
  const inputs = await readInputs([job.input]);
  fs.writeFile(job.input, inputs[job.input]!);
  const before = threadTimes();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await runtime.run(fs, commandOf(job, threads));
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  assertEquals(result.exitCode, 0, result.stderr);
  const used = [...threadTimes()]
    .map(([name, time]) => time - (before.get(name) ?? 0));
  const all = used.reduce((sum, time) => sum + time, 0);
  const made = job.output.endsWith("out.mp4")
    ? await sha256(fs.readFile("out.mp4"))
    : "";
  return {
    wall,
    cpu: (user + system) / 1000,
    bound: all / Math.max(...used),
    digest: made.slice(0, 8),
  };
}

async function runHost(job: Job, threads: number): Promise<Cost> {
  await host.load(await readInputs([job.input]));
  const { wallMs, cpuMs } = await host.run({
    name: "native",
    inputs: [job.input],
    args: commandOf(job, threads),
    repeat: 1,
  });
  return { wall: wallMs, cpu: cpuMs, digest: "" };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

const all = navigator.hardwareConcurrency;
const host = await native("native", {});
await using parallel = await Runtime.create({ module: { file: real } });
await using turns = await Runtime.create({ module: { file: green } });
const ways: Record<string, (job: Job) => Promise<Cost>> = {
  [`native, ${all}`]: (job) => runHost(job, all),
  "native, 1": (job) => runHost(job, 1),
  "green": (job) => runGuest(turns, job, 1),
};
for (const threads of [1, 2, 4, 8]) {
  ways[`real, ${threads}`] = (job) => runGuest(parallel, job, threads);
}
console.log("| job | threads | wall | of native | CPU | bound | output |");
console.log("| - | - | - | - | - | - | - |");
for (const [name, job] of Object.entries(jobs)) {
  if (!name.includes(wanted)) continue;
  const costs: Record<string, Cost[]> = {};
  // In turn, because the speed of the machine drifts; the first round only warms up.
  for (let round = 0; round <= Number(rounds); round++) {
    for (const [way, run] of Object.entries(ways)) {
      const cost = await run(job);
      if (round > 0) (costs[way] ??= []).push(cost);
    }
  }
  const reference = median(costs[`native, ${all}`]!.map(({ wall }) => wall));
  for (const [way, list] of Object.entries(costs)) {
    const of = (key: "wall" | "cpu" | "bound") =>
      median(list.map((cost) => cost[key] ?? 1));
    const digests = new Set(list.map(({ digest }) => digest));
    const cells = [
      ...[name, way, of("wall").toFixed(0)],
      (of("wall") / reference).toFixed(2),
      ...[of("cpu").toFixed(0), of("bound").toFixed(1)],
      digests.size > 1 ? "differs" : [...digests][0],
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
await host.close();
