/**
 * `deno task bench:readme`: puts the table of `bench/results/results.json` into
 * the README, between two marks.
 *
 * @module
 */
import type { Results } from "./report.ts";
import { machineLine, ratioTable } from "./report.ts";

const BEGIN = "<!-- made by deno task bench:readme -->";
const END = "<!-- end -->";

const here = (path: string) => new URL(path, import.meta.url);
const results: Results = JSON.parse(
  await Deno.readTextFile(here("results/results.json")),
);
const path = here("../README.md");
const text = await Deno.readTextFile(path);
const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
if (from < 0 || to < from) {
  throw new Error("Cannot put the table into the README: it has no marks");
}
const table = ratioTable(results.jobs, "cpuMs");
const made = `\n\n${table}\n${machineLine(results.machine)}.\n\n`;
await Deno.writeTextFile(
  path,
  text.slice(0, from + BEGIN.length) + made + text.slice(to),
);
await new Deno.Command(Deno.execPath(), {
  args: ["fmt", "--quiet", "README.md"],
  cwd: here(".."),
}).output();
