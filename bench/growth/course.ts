// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Measures one growth in a process of its own, and prints the course as JSON:
 * `course.ts NAME ENGINE quick|all`.
 *
 * @module
 */
import { Runtime } from "../../mod.ts";
import { cpuTime } from "../compare.ts";
import { fileSystemGrowths } from "./file_systems.ts";
import type { Course, Growth, Point } from "./growth.ts";
import { runGrowths } from "./runs.ts";

/** A size that took more processor time is the last with `quick`, in milliseconds. */
const PATIENCE = 1500;

async function measure(
  { work }: Growth,
  size: number,
  runtime: Runtime,
  file: string,
): Promise<Point> {
  // Forgets the peak so far.
  await Deno.writeTextFile("/proc/self/clear_refs", "5");
  const [cpu, wall] = [cpuTime(), performance.now()];
  await work(size, runtime, file);
  const status = await Deno.readTextFile("/proc/self/status");
  return {
    size,
    cpuMs: cpuTime() - cpu,
    wallMs: performance.now() - wall,
    peakBytes: Number(/^VmHWM:\s+(\d+)/m.exec(status)![1]) * 1024,
  };
}

const [name, file, extent] = Deno.args as [string, string, string];
const isQuick = extent === "quick";
const growth = [...fileSystemGrowths, ...runGrowths]
  .find((growth) => growth.name === name)!;
await using runtime = await Runtime.create({ module: { file } });
const { unit, holds, sizes, quick } = growth;
// The first sizes also warm up.
await growth.work(growth.base, runtime, file);
await growth.work(sizes[0]!, runtime, file);
const base = await measure(growth, growth.base, runtime, file);
const points: Point[] = [];
for (const size of sizes) {
  if (isQuick && size > quick) break;
  points.push(await measure(growth, size, runtime, file));
  if (isQuick && points.at(-1)!.cpuMs > PATIENCE) break;
}
const course: Course = { name, unit, ...holds && { holds }, base, points };
console.log(JSON.stringify(course));
