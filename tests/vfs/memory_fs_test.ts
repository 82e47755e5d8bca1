// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import { FsError, MemoryFs } from "../../vfs/mod.ts";

const MiB = 2 ** 20;

Deno.test("MemoryFs uses no memory for a hole", () => {
  const fs = new MemoryFs();
  using file = fs.create("sparse");
  const before = Deno.memoryUsage().external;
  file.writeAt(new Uint8Array(MiB).fill(1), 2 ** 32 - MiB);
  assertEquals(file.stat().size, 2 ** 32);
  assertLess(Deno.memoryUsage().external - before, 3 * MiB);
  const buffer = new Uint8Array(10).fill(9);
  assertEquals(file.readAt(buffer, 2 ** 31), 10);
  assert(buffer.every((byte) => byte === 0));
  file.readAt(buffer, 2 ** 32 - MiB - 5);
  assertEquals(buffer, new Uint8Array([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]));
});

Deno.test("MemoryFs refuses sizes that a number cannot represent", () => {
  using file = new MemoryFs().create("a");
  const max = Number.MAX_SAFE_INTEGER;
  file.truncate(max);
  assertEquals(file.stat().size, max);
  assertThrows(() => file.writeAt(new Uint8Array(1), max), FsError, "EFBIG");
  assertThrows(() => file.writeAt(new Uint8Array(1), 0.5), FsError, "EINVAL");
  assertThrows(() => file.writeAt(new Uint8Array(1), NaN), FsError, "EINVAL");
  assertThrows(() => file.truncate(2 ** 60), FsError, "EINVAL");
});

Deno.test("MemoryFs stores a small file in little memory, and any within a tenth of its data", () => {
  const fs = new MemoryFs();
  const before = Deno.memoryUsage().external;
  for (let i = 0; i < 1000; i++) fs.writeFile(`${i}`, new Uint8Array(400));
  assertLess(Deno.memoryUsage().external - before, 4 * MiB);
  using file = fs.create("large");
  const start = Deno.memoryUsage().external;
  const piece = new Uint8Array(10_000);
  for (let i = 0; i < 3000; i++) file.write(piece);
  assertLess(Deno.memoryUsage().external - start, 33e6 + MiB);
});

Deno.test("MemoryFs takes its times from the given clock", () => {
  let now = 1n;
  const fs = new MemoryFs({ now: () => now });
  fs.writeFile("a", "1");
  now = 123_456_789n;
  fs.chmod("a", 0o600);
  const { mtimeNs, ctimeNs } = fs.stat("a");
  assertEquals([mtimeNs, ctimeNs], [1n, 123_456_789n]);
});

Deno.test("MemoryFs removes a tree that is deeper than the stack allows", () => {
  const fs = new MemoryFs();
  fs.mkdir("top");
  // A path is bounded, a tree is not: it is built from the leaf up.
  for (let i = 0; i < 20_000; i++) {
    fs.mkdir("next");
    fs.rename("top", "next/top");
    fs.rename("next", "top");
  }
  fs.removeAll("top");
  assertEquals(fs.open("/").readdirnames(), []);
});

Deno.test("MemoryFs counts the names of directories", () => {
  const fs = new MemoryFs();
  fs.mkdirAll("a/b");
  fs.mkdir("a/c");
  assertEquals([fs.stat("/").nlink, fs.stat("a").nlink], [3, 4]);
  fs.rename("a/c", "c");
  fs.remove("a/b");
  assertEquals([fs.stat("/").nlink, fs.stat("a").nlink], [4, 2]);
});
