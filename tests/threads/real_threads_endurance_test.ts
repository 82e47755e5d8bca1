// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertLess } from "@std/assert";
import { type Footprint, inProcessOfItsOwn } from "../support/footprint.ts";

const MiB = 2 ** 20;

type Result = Record<"runs" | "aborts" | "large", [Footprint, Footprint]> & {
  threads: [number, number];
};

Deno.test("many runs with threads, and many aborts, need no more than a few, and close() leaves nothing", async () => {
  const script = new URL("./real_threads_endurance.ts", import.meta.url);
  const { threads: [before, after], ...kinds } = await inProcessOfItsOwn<
    Result
  >(script);
  for (const [kind, [few, many]] of Object.entries(kinds)) {
    // Idle Workers stay; a new one may be starting while an old one ends.
    assertLess(many.threads, few.threads + 24, kind);
    assertLess(many.rss, few.rss + 200 * MiB, kind);
  }
  // The JavaScript engine may have started some of its own.
  assertLess(after, before + 4);
});
