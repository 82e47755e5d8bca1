// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Runs the checks on a host, and the conformance suite of the file systems. What is
 * given is a file of JSON; prints one line of JSON for each check: its name, and what
 * it failed with, if it did.
 *
 * @module
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { Runtime } from "@afmpeg/afmpeg";
import { conformance } from "@afmpeg/afmpeg/testing";
import {
  DenoFs,
  MemoryFs,
  MountFs,
  OverlayFs,
  QuotaFs,
} from "@afmpeg/afmpeg/vfs";
import { checks, type Given } from "./checks.ts";

/** What is known of one check on one host. */
export interface Outcome {
  readonly name: string;
  readonly error?: string;
}

let hasFailed = false;

async function attempt(name: string, check: () => Promise<void>) {
  let outcome: Outcome = { name };
  try {
    await check();
  } catch (error) {
    hasFailed = true;
    const { stack } = error as Error;
    outcome = { name, error: `${error}\n${stack}` };
  }
  console.log(JSON.stringify(outcome));
}

const given = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Given;
const runtime = await Runtime.create({ module: { file: given.engine } });
for (const [name, check] of Object.entries(checks)) {
  await attempt(name, () => check(given, runtime));
}
await runtime.close();

const folder = mkdtempSync(join(tmpdir(), "conformance-"));
const cases: (() => Promise<void>)[] = [];
const register = (name: string, test: () => Promise<void>) =>
  cases.push(async () => {
    try {
      await test();
    } catch (cause) {
      throw new Error(`${name}: ${cause}`, { cause });
    }
  });
const options = { register };
conformance("MemoryFs", () => new MemoryFs(), options);
conformance(
  "DenoFs",
  () => new DenoFs(mkdtempSync(join(folder, "a"))),
  options,
);
conformance(
  "OverlayFs",
  () => new OverlayFs(new MemoryFs(), new MemoryFs()),
  options,
);
conformance("QuotaFs", () => new QuotaFs(new MemoryFs(), {}), options);
conformance("MountFs", () => new MountFs({ "/": new MemoryFs() }), options);
await attempt("the conformance suite of file systems", async () => {
  for (const test of cases) await test();
});
rmSync(folder, { recursive: true });
// A check that failed may have left a runtime open. If none did, the process must end by
// itself.
if (hasFailed) process.exit();
