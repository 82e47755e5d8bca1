// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * `deno task bench:readme`: puts the tables of `bench/results/results.json` into
 * `bench/README.md`, `engine/README.md` and the page that compares, between two marks.
 *
 * @module
 */
import {
  kernelTable,
  machineLine,
  ratioTable,
  type Results,
} from "./report.ts";

const BEGIN = "<!-- made by deno task bench:readme -->";
const END = "<!-- end -->";

const here = (path: string) => new URL(path, import.meta.url);
const results: Results = JSON.parse(
  await Deno.readTextFile(here("results/results.json")),
);

/** Those that users choose between. */
const compared = ["native, 1 thread", "@ffmpeg/core", "afmpeg", "afmpeg, cold"];

/** The tables, by the pages that they stand in. */
export const tables: Readonly<Record<string, string>> = {
  "bench/README.md": ratioTable(results.jobs, "cpuMs"),
  "engine/README.md": kernelTable(results.kernels),
  "guides/explanation/comparison.md": ratioTable(
    results.jobs.map(({ samples, ...job }) => ({
      ...job,
      samples: Object.fromEntries(
        compared.map((name) => [name, samples[name]!]),
      ),
    })),
    "cpuMs",
  ),
};

/** The text of a page with a table between its marks. */
export function withResults(page: string, table: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) {
    throw new Error("Cannot put a table into a page without its marks");
  }
  const made = `\n\n${table}\n${machineLine(results.machine)}.\n\n`;
  return page.slice(0, from + BEGIN.length) + made + page.slice(to);
}

if (import.meta.main) {
  for (const [name, table] of Object.entries(tables)) {
    const path = here(`../${name}`);
    const page = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, withResults(page, table));
    await new Deno.Command(Deno.execPath(), {
      args: ["fmt", "--quiet", name],
      cwd: here(".."),
    }).output();
  }
}
