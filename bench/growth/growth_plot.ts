// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { colour, escaped, text } from "../plot.ts";
import { fit } from "./fit.ts";
import type { Course } from "./growth.ts";

const SIDE = 150;
const GAP = 24;
const LINE = 12;
/** At most four lines. */
const CAPTION = 4 * LINE + 8;
const COLUMNS = 5;

/**
 * Draws the processor time of each course on logarithmic scales, one small picture for
 * each: what is linear runs along the grey diagonal.
 */
export function growthPlot(courses: readonly Course[]): string {
  const rows = Math.ceil(courses.length / COLUMNS);
  const width = COLUMNS * (SIDE + GAP) + GAP;
  const height = rows * (SIDE + CAPTION + GAP) + GAP;
  const pictures = courses.map((course, i) => {
    const x = GAP + (i % COLUMNS) * (SIDE + GAP);
    const y = GAP + Math.floor(i / COLUMNS) * (SIDE + CAPTION + GAP);
    return `<g transform="translate(${x} ${y})">${picture(course)}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="10">
<style>text{fill:#57606a}.frame{fill:none;stroke:#8b949e88}.one{stroke:#8b949e;stroke-dasharray:3}@media(prefers-color-scheme:dark){text{fill:#c9d1d9}}</style>
${pictures.join("\n")}
</svg>
`;
}

function picture(course: Course): string {
  const { name, unit, base, points } = course;
  const least = points[0]!.size;
  const most = points.at(-1)!.size;
  const doublings = Math.max(1, Math.log2(most / least));
  const last = Math.max(1, points.at(-1)!.cpuMs - base.cpuMs);
  const step = SIDE / doublings;
  const at = ({ size, cpuMs }: Course["points"][number]) => {
    const ms = Math.max(last / 2 ** doublings, cpuMs - base.cpuMs);
    const y = -Math.log2(ms / last) * step;
    return `${(Math.log2(size / least) * step).toFixed(1)},${
      Math.min(SIDE, Math.max(0, y)).toFixed(1)
    }`;
  };
  const line = points.map(at).join(" ");
  const caption = [...linesOf(name), `${least} to ${most} ${unit}`];
  const { exponent } = fit(course);
  return `<title>${escaped(name)}</title>` +
    `<rect width="${SIDE}" height="${SIDE}" class="frame"/>` +
    `<line x1="0" y1="${SIDE}" x2="${SIDE}" y2="0" class="one"/>` +
    `<polyline points="${line}" fill="none" stroke="${
      colour(5)
    }" stroke-width="2"/>` +
    text(4, 14, exponent?.toFixed(2) ?? "–") +
    caption.map((line, i) => text(0, SIDE + (i + 1) * LINE, line)).join("");
}

/** How many characters are about as wide as a picture. */
const MOST = 28;

/** A name in lines that are no wider than its picture. */
function linesOf(name: string): string[] {
  const end = name.length <= MOST ? -1 : name.lastIndexOf(" ", MOST);
  if (end < 0) return [name];
  return [name.slice(0, end), ...linesOf(name.slice(end + 1))];
}
