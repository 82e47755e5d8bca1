// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The same jobs on each host: by the library, in a process that has run before, and by
 * the command, whose process starts anew for each job. Name a folder to write
 * `hosts.json` and `hosts.md` into it. `--rounds=N`, `--jobs=TEXT,...` and
 * `--engine=FILE` are those of `main.ts`.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { fromFileUrl, join } from "@std/path/posix";
import { type Host, installHosts } from "../tests/hosts/hosts.ts";
import { compileFor, makeProject } from "../tests/hosts/project.ts";
import type { Contender } from "./contender.ts";
import { onHost } from "./host.ts";
import { type BenchJob, jobs } from "./jobs.ts";
import { describeMachine, type Machine } from "./machine.ts";
import { measure, type Measurement } from "./measure.ts";
import { native, program } from "./native.ts";
import { jobTable, machineLine, ratioTable } from "./report.ts";
import { resultsText } from "./results_text.ts";

/** The results of one call. */
export interface HostResults {
  readonly machine: Machine;
  readonly rounds: number;
  /** Of the library, compared with Deno. */
  readonly library: Measurement[];
  /** Of the command, compared with native ffmpeg. */
  readonly command: Measurement[];
}

const options: Record<string, unknown> = parseArgs(Deno.args, {
  string: ["rounds", "jobs", "engine"],
});
const rounds = Number(options.rounds ?? 9);
const parts = (options.jobs as string | undefined)?.split(",");
const isWanted = ({ name }: BenchJob) =>
  parts?.some((part) => name.includes(part)) ?? true;

const named = (...names: string[]) =>
  jobs.filter(({ name }) => names.includes(name));
const short = named("version", "probe", "thumbnail");
const long = named("decode h264, 720p", "x264 medium, 360p");

const hosts = await installHosts();
const engine = await Deno.realPath(options.engine as string ?? "ffmpeg.wasm");
const folder = await Deno.makeTempDir();
await makeProject(folder);
const results: HostResults = {
  machine: await describeMachine([engine]),
  rounds,
  library: [],
  command: [],
};

const [out] = options._ as string[];

/** Writes the results so far: a long measurement may be interrupted. */
async function save(): Promise<void> {
  if (out === undefined) return;
  await Deno.writeTextFile(join(out, "hosts.json"), resultsText(results));
  await Deno.writeTextFile(join(out, "hosts.md"), report(results));
}

/** Has all contenders do the jobs that are wanted. */
async function compare(
  all: readonly BenchJob[],
  contenders: readonly Contender[],
  into: Measurement[],
): Promise<void> {
  for (const job of all.filter(isWanted)) {
    const measurement = await measure(job, contenders, rounds);
    into.push(measurement);
    console.log(jobTable(measurement));
    await save();
  }
  for (const contender of contenders) await contender.close();
}

const compiled = await compileFor(folder, "bench/host_program.ts");
const able: Contender[] = [];
for (const host of hosts.flatMap(alsoWithFlag)) {
  await onHost(host, compiled, engine).then(
    (contender) => able.push(contender),
    (error) => console.error(`${error.message}; it is left out`),
  );
}
await compare([...short, ...long], able, results.library);

/** A host, and the same with the flag of V8 that short runs of Node gain from. */
function alsoWithFlag(host: Host): Host[] {
  if (!/^Node (24|26)/.test(host.name)) return [host];
  const before = ["--external-memory-accounted-in-global-limit"];
  return [host, { ...host, name: `${host.name}, flag`, before }];
}

/** The command on Deno is its sources, on others what the package makes of them. */
function commandOn({ name, path, before }: Host): Promise<Contender> {
  const script = path === Deno.execPath()
    ? fromFileUrl(new URL("../cli.ts", import.meta.url))
    : join(folder, "node_modules/@afmpeg/afmpeg/dist/bin.js");
  return program(
    name,
    (own) => [path, ...before, script, own, "--engine", engine],
    // The command cannot show what is below `/dev`.
    "/tmp",
  );
}

await compare(
  short.map((job) => ({ ...job, repeat: 1 })),
  [
    await native("native, 1 thread", { threads: 1 }),
    ...await Promise.all(hosts.map(commandOn)),
  ],
  results.command,
);
await Deno.remove(folder, { recursive: true });

/** Everything, in Markdown. */
function report({ machine, rounds, library, command }: HostResults): string {
  const tables = (title: string, jobs: readonly Measurement[]) => [
    `## ${title}: processor time, as ratios to the first\n`,
    ratioTable(jobs, "cpuMs"),
    `## ${title}: elapsed time, as ratios to the first\n`,
    ratioTable(jobs, "wallMs"),
  ];
  return [
    "# Each host\n",
    `${machineLine(machine)}; ${rounds} rounds.\n`,
    ...tables("The library, warm", library),
    ...tables("The command, cold", command),
  ].join("\n");
}
