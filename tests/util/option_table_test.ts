// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertStrictEquals } from "@std/assert";
import { pickOptions } from "../../src/util/option_table.ts";
import { MemoryFs } from "../../vfs/mod.ts";

Deno.test("pickOptions() copies lists and records, and nothing else", () => {
  const fs = new MemoryFs();
  // A file system of the caller's own is no record.
  const own = { stat: () => fs.stat("/"), opened: [0] };
  const bytes = new Uint8Array(4);
  const options = {
    times: [1],
    chapters: [{ startSec: 0, tags: { title: "a" } }],
    mounts: { "/a": fs, "/b": own },
    bytes,
    left: 1,
  };
  const check = () => {};
  const table = { times: check, chapters: check, mounts: check, bytes: check };
  const { mounts, ...others } = pickOptions<Omit<typeof options, "left">>(
    options,
    table,
  );
  options.times.push(2);
  options.chapters[0]!.tags.title = "b";
  options.mounts["/a"] = new MemoryFs();
  assertEquals(others, {
    times: [1],
    chapters: [{ startSec: 0, tags: { title: "a" } }],
    bytes,
  });
  assertStrictEquals(mounts["/a"], fs);
  assertStrictEquals(mounts["/b"], own);
  assertStrictEquals(others.bytes, bytes);
});
