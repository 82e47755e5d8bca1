// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * How cost grows: doubles what there is to do, and prints the exponent, by processor
 * time beyond what next to nothing costs.
 *
 * | option          | what it does                                                |
 * | --------------- | ----------------------------------------------------------- |
 * | `--quick`       | ends each once a size takes 1.5 s of processor time         |
 * | `--only=TEXT,…` | only what contains one of these in its name                 |
 * | `--engine=FILE` | the module; the default is `ffmpeg.wasm`                    |
 * | `--out=FOLDER`  | writes `growth.json`, `growth.md` and `growth.svg`; what is |
 * |                 | there of the same machine and not measured anew is kept     |
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl } from "@std/path/posix";
import { describeMachine, type Machine } from "../machine.ts";
import { machineLine } from "../report.ts";
import { resultsText } from "../results_text.ts";
import { fileSystemGrowths } from "./file_systems.ts";
import type { Course, Growth } from "./growth.ts";
import { growthPlot } from "./growth_plot.ts";
import { courseLine, growthTable } from "./growth_table.ts";
import { runGrowths } from "./runs.ts";

/** All that grows. */
export const growths: readonly Growth[] = [...fileSystemGrowths, ...runGrowths];

/** Has a new process do what grows, size by size: its memory is nobody else's. */
async function courseOf(
  growth: Growth,
  engine: string,
  isQuick: boolean,
): Promise<Course> {
  const script = fromFileUrl(new URL("./course.ts", import.meta.url));
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, growth.name, engine, isQuick ? "quick" : "all"],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot measure "${growth.name}"`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** The courses that a folder has from earlier; those of another machine are left out. */
async function keptCourses(
  folder: string,
  { processor, processors, deno }: Machine,
): Promise<Course[]> {
  let text;
  try {
    text = await Deno.readTextFile(`${folder}/growth.json`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  const { machine, courses }: { machine: Machine; courses: Course[] } = JSON
    .parse(text);
  const isSame = machine.processor === processor &&
    machine.processors === processors && machine.deno === deno;
  return isSame ? courses : [];
}

if (import.meta.main) {
  const options: Record<string, unknown> = parseArgs(Deno.args, {
    string: ["only", "engine", "out"],
    boolean: ["quick"],
  });
  const [only, out] = [options.only, options.out] as (string | undefined)[];
  const engine = options.engine as string | undefined ?? "ffmpeg.wasm";
  const texts = only?.split(",") ?? [""];
  const machine = await describeMachine([engine]);
  const kept = out ? await keptCourses(out, machine) : [];
  const measured = new Map(kept.map((course) => [course.name, course]));
  const failed: string[] = [];
  for (const growth of growths) {
    if (!texts.some((text) => growth.name.includes(text))) continue;
    try {
      const course = await courseOf(growth, engine, options.quick === true);
      measured.set(growth.name, course);
      console.log(courseLine(course));
    } catch (error) {
      failed.push((error as Error).message);
    }
    if (!out) continue;
    const courses = growths.flatMap(({ name }) => measured.get(name) ?? []);
    await Deno.mkdir(out, { recursive: true });
    const write = (name: string, text: string) =>
      Deno.writeTextFile(`${out}/${name}`, text);
    await write("growth.json", resultsText({ machine, courses }));
    await write(
      "growth.md",
      `# How cost grows\n\n${machineLine(machine)}.\n\n${growthTable(courses)}`,
    );
    await write("growth.svg", growthPlot(courses));
  }
  for (const message of failed) console.error(message);
  if (failed.length > 0) Deno.exit(1);
}
