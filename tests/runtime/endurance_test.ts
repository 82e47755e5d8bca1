// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertLess } from "@std/assert";
import { type Footprint, inProcessOfItsOwn } from "../support/footprint.ts";
import { testedThreads } from "../support/tested_threads.ts";

Deno.test("Runtime does not grow over 300 mixed runs and 200 aborts", async () => {
  const script = new URL("./endurance.ts", import.meta.url);
  type Report = Record<"runs" | "aborts", [Footprint, Footprint]>;
  const report = await inProcessOfItsOwn<Report>(script);
  for (const [what, [early, late]] of Object.entries(report)) {
    const change = `${what}: ${early.rss / 1e6} MB became ${late.rss / 1e6} MB`;
    assertLess(late.rss, early.rss * 1.2, change);
    // V8 and the thread pool for host calls start a few of their own; of Workers for
    // threads of guests, new ones may be starting while old ones end.
    const spare = testedThreads() === undefined ? 4 : 24;
    assertLess(late.threads, early.threads + spare, what);
  }
});
