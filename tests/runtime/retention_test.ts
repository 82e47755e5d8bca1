// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { inProcessOfItsOwn } from "../support/footprint.ts";

const MiB = 2 ** 20;

Deno.test("the memory of ended runs is at most as much again as that of the runs", async () => {
  const script = new URL("./retention.ts", import.meta.url);
  const { one, all } = await inProcessOfItsOwn<{ one: number; all: number }>(
    script,
  );
  // The guests really use what they may have.
  assertGreater(one, 250 * MiB);
  // Two threads, twice the limit each, and what does not depend on the limit.
  assertLess(all, 2 * 2 * 256 * MiB + 128 * MiB, `${all / MiB} MiB`);
});

Deno.test("an idle runtime holds nothing of the run that has ended", async () => {
  const script = new URL("./held_files.ts", import.meta.url);
  assertEquals(await inProcessOfItsOwn(script), [false, false]);
});
