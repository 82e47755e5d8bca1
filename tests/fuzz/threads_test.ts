// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { Runtime } from "../../mod.ts";
import { engineBytes } from "../support/engine.ts";
import { Random } from "../support/random.ts";
import { fuzzSeed, repeatWith } from "./seed.ts";
import { ThreadFuzzer, threadInputs, threadJobs } from "./threads.ts";

Deno.test("jobs with many threads make the same after others were aborted at random", async () => {
  const first = fuzzSeed();
  const variant = "gpl-lean";
  const bytes = await engineBytes(variant, { threads: "real" });
  await using runtime = await Runtime.create({ module: { bytes }, threads: 4 });
  const jobs = threadJobs[variant];
  const fuzzer = new ThreadFuzzer(runtime, await threadInputs(), jobs);
  for (let seed = first; seed < first + 24; seed++) {
    const random = new Random(seed);
    const wrong = seed % 3 === 0
      ? await fuzzer.finish(random)
      : await fuzzer.abort(random);
    assertEquals(wrong, undefined, repeatWith(seed));
  }
});
