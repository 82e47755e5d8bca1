// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { inProcessOfItsOwn } from "../support/footprint.ts";

Deno.test("a host that refuses threads fails the runs that need them, and no others", async () => {
  const script = new URL("./refused_threads.ts", import.meta.url);
  assertEquals(await inProcessOfItsOwn(script), {
    // Before, while they are refused twice, and after: with three kinds of refusals.
    refused: new Array(3).fill([0, "HostError", "HostError", 0]).flat(),
    replaced: new Array(6).fill(0),
    idle: [0, 0],
  });
});

Deno.test("threads whose host was ended while they started end, too", async () => {
  const script = new URL("./abandoned_threads.ts", import.meta.url);
  assertEquals(await inProcessOfItsOwn(script), 20);
});
