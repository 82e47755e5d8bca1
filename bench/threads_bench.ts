// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What a switch from one thread that takes turns to another costs:
 * `deno run -A bench/threads_bench.ts`
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { MemoryFs, Runtime } from "../mod.ts";
import { compileThreadedGuest } from "../tests/support/c_guest.ts";
import { compare } from "./compare.ts";

const SWITCHES = 2_000_000;
const bytes = await compileThreadedGuest("threads.c");
await using guest = await Runtime.create({ module: { bytes } });
await compare(
  "to switch a million times",
  5,
  {
    "switch": async () => {
      const args = ["switch", `${SWITCHES}`];
      const { exitCode } = await guest.run(new MemoryFs(), args);
      assertEquals(exitCode, 0);
    },
  },
  // All three threads have a turn each time.
  3 * SWITCHES / 1e6,
);
