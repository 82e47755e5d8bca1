// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import { FsAnswerError } from "../../vfs/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { runGuest } from "../support/run_guest.ts";

Deno.test("Wasi ends when a stream of the caller makes no progress", async (t) => {
  const writes = await compileGuest("behave.c");
  const reads = await compileGuest("pipe.c");
  for (const count of [0, -1, NaN, 0.5, 1e6, Infinity, undefined, "1"]) {
    const method = (name: string) => ({ [name]: () => count }) as never;
    await t.step(`write returns ${Deno.inspect(count)}`, () => {
      const error = assertThrows(
        () =>
          runGuest(writes, {
            ...{ args: ["behave", "spew", "1"], stdout: method("write") },
          }),
        FsAnswerError,
        "Cannot use the answer of `write` of a stream: received ",
      );
      assertEquals(error.method, "write");
    });
    // Without a count it is at its end.
    if (count === undefined) continue;
    await t.step(`read returns ${Deno.inspect(count)}`, () => {
      assertThrows(
        () =>
          runGuest(reads, {
            ...{ args: ["pipe", "copy"], stdin: method("read") },
          }),
        FsAnswerError,
        "Cannot use the answer of `read` of a stream: received ",
      );
    });
  }
});
