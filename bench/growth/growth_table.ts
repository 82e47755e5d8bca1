// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fit } from "./fit.ts";
import type { Course } from "./growth.ts";

/** The cells of a course: name, sizes, exponent, last doubling, time of one, memory. */
function cells(course: Course): string[] {
  const { name, unit, holds, base, points } = course;
  const { exponent, lastFactor } = fit(course);
  const [first, last] = [points[0]!, points.at(-1)!];
  const each = (last.cpuMs - base.cpuMs) * 1000 / (last.size - base.size);
  const peaks = [first, last].map(({ peakBytes }) =>
    `${Math.round(peakBytes / 2 ** 20)}`
  );
  return [
    name,
    `${number(first.size)} to ${number(last.size)} ${unit}`,
    exponent?.toFixed(2) ?? "–",
    lastFactor?.toFixed(2) ?? "–",
    time(Math.max(0, each)),
    `${peaks.join(" to ")} MiB${holds ? `, with ${holds}` : ""}`,
  ];
}

/** A course, for the terminal. */
export function courseLine(course: Course): string {
  const [name, sizes, exponent, factor, each, memory] = cells(course);
  return `${name!.padEnd(64)} ${exponent} (last doubling ${factor}), ` +
    `${each} for each of ${sizes}; ${memory}`;
}

/** All courses, in Markdown. */
export function growthTable(courses: readonly Course[]): string {
  const head = ["", "sizes", "exponent", "last doubling", "each", "peak"];
  const line = (of: readonly string[]) => `| ${of.join(" | ")} |\n`;
  return line(head) + line(head.map(() => "---")) +
    courses.map((course) => line(cells(course))).join("");
}

function number(value: number): string {
  return value.toLocaleString("en");
}

/** A time that is given in microseconds. */
function time(us: number): string {
  if (us < 1) return `${(us * 1000).toPrecision(2)} ns`;
  if (us < 1000) return `${us.toPrecision(3)} µs`;
  return `${(us / 1000).toPrecision(3)} ms`;
}
