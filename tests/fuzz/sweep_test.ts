// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Every component that an engine lists is used once, with a tiny input: none traps,
 * hangs or fails without a reason.
 *
 * @module
 */
import { assertEquals, assertGreater } from "@std/assert";
import { inspectModule, RuntimePool } from "../../mod.ts";
import { MemoryFs, OverlayFs, ReadOnlyFs } from "../../vfs/mod.ts";
import { engineBytes } from "../support/engine.ts";
import { Random } from "../support/random.ts";
import { outcomeOf } from "./outcome.ts";
import { fuzzSeed, repeatWith } from "./seed.ts";
import { sampleCommand, samples, sweepJobs } from "./sweep.ts";

Deno.test("no filter, codec or format of the engine traps, hangs or fails without a reason", async () => {
  const seed = fuzzSeed();
  const bytes = await engineBytes("gpl");
  const { program } = await inspectModule({ bytes });
  const jobs = sweepJobs(program!);
  await using pool = await RuntimePool.create({ module: { bytes }, size: 2 });
  const made = new MemoryFs();
  made.writeFile(samples.noise, new Random(seed).bytes(4096));
  made.writeFile(samples.subtitles, "1\n00:00:00,000 --> 00:00:01,000\nHi\n");
  const { exitCode, stderr } = await pool.run(made, [...sampleCommand]);
  assertEquals(exitCode, 0, stderr);

  const faults: string[] = [];
  const works = new Map<string, number>();
  await Promise.all(jobs.map(async ({ component, args }) => {
    const fs = new OverlayFs(new ReadOnlyFs(made), new MemoryFs());
    const outcome = await outcomeOf(pool, fs, args);
    if ("fault" in outcome) {
      faults.push(`${component}: ${outcome.fault}: ${args.join(" ")}`);
    }
    if (!("result" in outcome) || !outcome.result.success) return;
    const kind = component.slice(0, component.lastIndexOf(" "));
    works.set(kind, (works.get(kind) ?? 0) + 1);
  }));
  assertEquals(faults, [], repeatWith(seed));
  // Most do something; the others need options, or another input.
  const least = { filter: 330, encoder: 70, decoder: 90, muxer: 50 };
  for (const [kind, count] of Object.entries(least)) {
    assertGreater(works.get(kind) ?? 0, count, kind);
  }
});
