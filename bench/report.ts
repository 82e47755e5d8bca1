// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { median } from "./compare.ts";
import type { Sample } from "./contender.ts";
import type { Machine } from "./machine.ts";
import type { Measurement } from "./measure.ts";

/** A single figure and its unit. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** The results of one call of the benchmark. */
export interface Results {
  readonly machine: Machine;
  readonly rounds: number;
  readonly jobs: Measurement[];
  /** The jobs for kernels; the first one does nothing but start. */
  readonly kernels: Measurement[];
  /** The same for filters. */
  readonly filters: Measurement[];
  micro: Figure[];
  pool: Figure[];
}

/** Which time to compare. */
export type Clock = keyof Sample;

/** The median of the ratios to `base`, round by round; `undefined` if one is missing. */
export function ratio(
  { samples }: Measurement,
  name: string,
  base: string,
  clock: Clock,
): number | undefined {
  const [over, under] = [samples[name], samples[base]];
  if (!over || !under) return undefined;
  return median(over.map((sample, i) => sample[clock] / under[i]![clock]));
}

/** One job, for the terminal. */
export function jobTable(measurement: Measurement): string {
  const { job, samples } = measurement;
  const [base] = Object.keys(samples);
  const lines = Object.entries(samples).map(([name, of]) => {
    const columns = (["wallMs", "cpuMs"] as const).map((clock) => {
      const times = of.map((sample) => sample[clock]);
      const spread = `${Math.min(...times).toFixed(1)} to ${
        Math.max(...times).toFixed(1)
      }`;
      return `${median(times).toFixed(1).padStart(9)} ms ${
        ratio(measurement, name, base!, clock)!.toFixed(2).padStart(6)
      }× (${spread})`.padEnd(46);
    });
    return `  ${name.padEnd(22)}${columns.join("")}`;
  });
  return `\n${job}${" ".repeat(Math.max(1, 26 - job.length))}wall${
    " ".repeat(42)
  }processor\n${lines.join("\n")}`;
}

/** Everything, in Markdown. */
export function report(results: Results): string {
  const { machine, jobs, kernels, filters, micro, pool, rounds } = results;
  return [
    "# Benchmark\n",
    `${machineLine(machine)}; ${rounds} rounds.\n`,
    ...(jobs.length > 0 ? [jobsSection(jobs), profileSection(jobs)] : []),
    ...(kernels.length > 0
      ? ["## Jobs for kernels\n", kernelTable(kernels)]
      : []),
    ...(filters.length > 0 ? ["## Filters\n", kernelTable(filters)] : []),
    ...(micro.length > 0 ? ["## Parts\n", figures(micro)] : []),
    ...(pool.length > 0 ? ["## A pool\n", figures(pool)] : []),
  ].join("\n");
}

/** The machine and the software, as a sentence without its full stop. */
export function machineLine(machine: Machine): string {
  const sizes = machine.engines.map(({ path, bytes }) =>
    `${path} of ${(bytes / 1e6).toFixed(1)} MB`
  ).join(", ");
  return `${machine.date}, ${machine.processors} × ${machine.processor}, ` +
    `${machine.system}, Deno ${machine.deno} (V8 ${machine.v8}), native ffmpeg ` +
    `${machine.native}, ${sizes}; load at the start ${machine.load.toFixed(1)}`;
}

/** A table of times, as ratios to the first contender, whose times are in milliseconds. */
export function ratioTable(
  jobs: readonly Measurement[],
  clock: Clock,
): string {
  const names = [
    ...new Set(jobs.flatMap(({ samples }) => Object.keys(samples))),
  ];
  const [base, ...others] = names;
  const rows = jobs.map((measurement) => [
    measurement.job,
    `${time(measurement.samples[base!]?.map((s) => s[clock]))} ms`,
    ...others.map((name) => {
      const value = ratio(measurement, name, base!, clock);
      return value === undefined ? "" : value.toFixed(2);
    }),
  ]);
  return table(["", base!, ...others], rows);
}

/**
 * A table of processor times, as ratios to the first contender. The time to start, which
 * is that of the first job, is subtracted from each.
 */
export function kernelTable([start, ...jobs]: readonly Measurement[]): string {
  const [base, ...others] = Object.keys(start!.samples);
  const cpu = ({ samples }: Measurement, name: string) =>
    samples[name]?.map(({ cpuMs }) => cpuMs) ?? [];
  const beyondStart = (job: Measurement, name: string) => {
    const least = median(cpu(start!, name));
    return cpu(job, name).map((ms) => ms - least);
  };
  const rows = jobs.map((job) => {
    const under = beyondStart(job, base!);
    return [
      job.job,
      `${time(under)} ms`,
      ...others.map((name) => {
        const ratios = beyondStart(job, name).map((ms, i) => ms / under[i]!);
        return ratios.length > 0 ? median(ratios).toFixed(2) : "";
      }),
      `${job.aim ?? ""}`,
    ];
  });
  return table(["", base!, ...others, "aim"], rows);
}

function jobsSection(jobs: readonly Measurement[]): string {
  const commands = jobs.map((
    { job, command },
  ) => [job, `\`${command.replaceAll("|", "\\|")}\``]);
  return [
    "## Processor time, as ratios to the first\n",
    ratioTable(jobs, "cpuMs"),
    "## Elapsed time, as ratios to the first\n",
    ratioTable(jobs, "wallMs"),
    "## The jobs\n",
    table(["", "command"], commands),
  ].join("\n");
}

function profileSection(jobs: readonly Measurement[]): string {
  const rows = jobs.flatMap(({ job, profiles }) =>
    Object.entries(profiles).map(([name, profile]) => {
      const { instantiateTime, wasmTime, hostTime, waitTime, calls } = profile;
      const most = Object.entries(calls).slice(0, 3).map((
        [name, { count, time }],
      ) => `${name} ${count} × ${(time * 1000 / count).toFixed(0)} µs`);
      return [
        job,
        name,
        ...[instantiateTime, wasmTime, hostTime, waitTime].map((ms) =>
          ms.toFixed(1)
        ),
        most.join(", "),
      ];
    })
  );
  const heads = [
    "",
    "",
    "instantiate",
    "guest",
    "host",
    "wait",
    "most expensive calls",
  ];
  return ["## What a run spends its time on, in ms\n", table(heads, rows)]
    .join("\n");
}

function figures(all: readonly Figure[]): string {
  return table(
    ["", ""],
    all.map(({ name, value, unit }) => [name, `${short(value)} ${unit}`]),
  );
}

function table(
  head: readonly string[],
  rows: readonly string[][],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return line(head) + line(head.map(() => "---")) + rows.map(line).join("");
}

function time(times: readonly number[] | undefined): string {
  return times ? short(median([...times])) : "";
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
