// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * `deno task bench:readme`: puts the tables of `bench/results/results.json` into
 * `bench/README.md` and `engine/README.md`, between two marks.
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

/** Replaces the text between the marks in a file. */
async function put(name: string, table: string): Promise<void> {
  const path = here(`../${name}`);
  const text = await Deno.readTextFile(path);
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) {
    throw new Error(`Cannot put the table into ${name}: it has no marks`);
  }
  const made = `\n\n${table}\n${machineLine(results.machine)}.\n\n`;
  await Deno.writeTextFile(
    path,
    text.slice(0, from + BEGIN.length) + made + text.slice(to),
  );
  await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", name],
    cwd: here(".."),
  }).output();
}

await put("bench/README.md", ratioTable(results.jobs, "cpuMs"));
await put("engine/README.md", kernelTable(results.kernels));
