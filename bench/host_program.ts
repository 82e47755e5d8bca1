// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Does jobs on a host with the engine at the first argument: each line of standard input
 * is a {@linkcode HostRequest}. Prints a line when it is ready, and one for each run.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { MemoryFs, Runtime } from "@afmpeg/afmpeg";

/** What the program is asked for. */
export type HostRequest =
  /** To hold the files of a folder as the inputs of the next runs. */
  | { readonly inputs: string }
  | { readonly argv: readonly string[] };

/** What it answers. */
export interface HostAnswer {
  readonly exitCode: number;
  readonly stderr: string;
  readonly wallMs: number;
  /** Of all threads. */
  readonly cpuMs: number;
}

function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

let fs = new MemoryFs();
const runtime = await Runtime.create({ module: { file: process.argv[2]! } });

function load(folder: string): void {
  fs = new MemoryFs();
  for (const name of readdirSync(folder)) {
    fs.writeFile(name, new Uint8Array(readFileSync(join(folder, name))));
  }
}

async function run([argv0, ...args]: readonly string[]): Promise<HostAnswer> {
  const cpu = cpuTime();
  const start = performance.now();
  const { exitCode, stderr } = await runtime.run(fs, args, { argv0 });
  const wallMs = performance.now() - start;
  return { exitCode, stderr, wallMs, cpuMs: cpuTime() - cpu };
}

console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as HostRequest;
  if ("inputs" in request) load(request.inputs);
  else console.log(JSON.stringify(await run(request.argv)));
}
await runtime.close();
