// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Measurement } from "./measure.ts";
import { ratio } from "./report.ts";

const ROW = 18;
const GAP = 10;
const LEFT = 150;
const WIDTH = 760;
const RIGHT = 60;
/** Readable on light and on dark backgrounds. */
const colours = [
  "#8b949e",
  "#d29922",
  "#db6d28",
  "#bc8cff",
  "#3fb950",
  "#2f81f7",
];

/**
 * Draws the times of the processor as ratios to the first contender, on a
 * logarithmic scale: half as long lies as far to the left of 1 as twice as long to
 * the right.
 */
export function plot(jobs: readonly Measurement[]): string {
  const names = [
    ...new Set(jobs.flatMap(({ samples }) => Object.keys(samples))),
  ];
  const [base, ...others] = names;
  const bars = jobs.map((measurement) => ({
    job: measurement.job,
    ratios: others.map((name) => ratio(measurement, name, base!, "cpuMs") ?? 1),
  }));
  const all = bars.flatMap(({ ratios }) => ratios);
  const low = Math.floor(Math.log2(Math.min(1, ...all)));
  const high = Math.ceil(Math.log2(Math.max(2, ...all)));
  const x = (value: number) =>
    LEFT + (Math.log2(value) - low) / (high - low) * (WIDTH - LEFT - RIGHT);
  const top = 34 + ROW * Math.ceil(others.length / 3);
  const bar = (ROW - 4) / 2;
  const height = others.length * bar + GAP;
  const total = top + bars.length * height + 24;
  const parts: string[] = [];
  others.forEach((name, i) => {
    const at = { x: LEFT + (i % 3) * 200, y: 28 + Math.floor(i / 3) * ROW };
    parts.push(
      `<rect x="${at.x}" y="${at.y - 9}" width="10" height="10" fill="${
        colour(i)
      }"/>`,
      text(at.x + 15, at.y, name),
    );
  });
  for (let power = low; power <= high; power++) {
    const at = x(2 ** power).toFixed(1);
    parts.push(
      `<line x1="${at}" x2="${at}" y1="${top - 4}" y2="${total - 20}" class="${
        power === 0 ? "one" : "grid"
      }"/>`,
      text(
        Number(at),
        total - 6,
        power < 0 ? `1/${2 ** -power}` : `${2 ** power}`,
        "middle",
      ),
    );
  }
  bars.forEach(({ job, ratios }, row) => {
    const y = top + row * height;
    parts.push(text(LEFT - 8, y + height / 2, job, "end"));
    ratios.forEach((value, i) => {
      const [from, to] = [x(1), x(value)].sort((a, b) => a - b);
      parts.push(
        `<rect x="${from!.toFixed(1)}" y="${(y + i * bar).toFixed(1)}" ` +
          `width="${Math.max(1, to! - from!).toFixed(1)}" height="${
            bar - 1
          }" fill="${colour(i)}">` +
          `<title>${
            escaped(`${others[i]}: ${value.toFixed(2)}×`)
          }</title></rect>`,
      );
    });
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${total}" font-family="system-ui, sans-serif" font-size="12">
<style>text{fill:#57606a}.grid{stroke:#8b949e44}.one{stroke:#8b949e}@media(prefers-color-scheme:dark){text{fill:#c9d1d9}}</style>
${
    text(
      LEFT,
      12,
      `Time of the processor, as a ratio to ${base}: less is better`,
    )
  }
${parts.join("\n")}
</svg>
`;
}

/** The colour of a contender, by its place. */
export function colour(index: number): string {
  return colours[index % colours.length]!;
}

/** A piece of text in a picture. */
export function text(
  x: number,
  y: number,
  content: string,
  anchor = "start",
): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${
    escaped(content)
  }</text>`;
}

/** Text without what means something in XML. */
export function escaped(content: string): string {
  return content.replace(/[&<>"]/g, (found) => `&#${found.charCodeAt(0)};`);
}
