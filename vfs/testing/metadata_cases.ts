// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import type { ConformanceCase } from "./conformance_case.ts";
import { assertFails, bytes, put } from "./expect.ts";

const MS = 1_000_000n;

/** How metadata behaves. */
export const metadataCases: readonly ConformanceCase[] = [
  ["describes the root", async (fs) => {
    const { name, kind } = await fs.stat("/");
    assertEquals([name, kind], ["/", "directory"]);
  }],
  ["describes a file by its path and by its handle alike", async (fs) => {
    await fs.mkdir("d");
    await put(fs, "d/f", "12345");
    const info = await fs.stat("d/f");
    assertEquals([info.name, info.kind, info.size], ["f", "file", 5]);
    await using file = await fs.open("d/f");
    assertEquals(await file.stat(), info);
  }],
  ["keeps permission bits", async (fs) => {
    await put(fs, "f", "1");
    await fs.mkdir("d");
    for (const mode of [0o600, 0o755, 0o644]) {
      await fs.chmod("f", mode);
      await fs.chmod("d", mode | 0o700);
      assertEquals((await fs.stat("f")).mode, mode);
      assertEquals((await fs.stat("d")).mode, mode | 0o700);
    }
    await assertFails("ENOENT", () => fs.chmod("no", 0o600), "no");
  }],
  ["keeps times", async (fs) => {
    await put(fs, "f", "1");
    await fs.chtimes("f", 1_000_000_000_123n * MS, 2_000_000_000_456n * MS);
    const { atimeNs, mtimeNs } = await fs.stat("f");
    assertEquals(atimeNs, 1_000_000_000_123n * MS);
    assertEquals(mtimeNs, 2_000_000_000_456n * MS);
    await assertFails("ENOENT", () => fs.chtimes("no", 0n, 0n), "no");
  }],
  ["leaves a time that is not given as it is", async (fs) => {
    await put(fs, "f", "1");
    await fs.chtimes("f", 1000n * MS, 2000n * MS);
    await fs.chtimes("f", undefined, 3000n * MS);
    await using file = await fs.open("f");
    await file.chtimes(4000n * MS, undefined);
    const { atimeNs, mtimeNs } = await fs.stat("f");
    assertEquals([atimeNs, mtimeNs], [4000n * MS, 3000n * MS]);
  }],
  ["updates the modification time on a write", async (fs) => {
    await put(fs, "f", "1");
    await fs.chtimes("f", 0n, 0n);
    await using file = await fs.openFile("f", { write: true });
    await file.write(bytes("x"));
    await file.sync();
    assert((await fs.stat("f")).mtimeNs > 0n);
  }],
  ["gives each file a unique number, whatever its names", async (fs) => {
    await put(fs, "a", "1");
    await put(fs, "b", "1");
    await fs.mkdir("d");
    const inos = await Promise.all(
      ["a", "b", "d", "/"].map(async (path) => (await fs.stat(path)).ino),
    );
    assertEquals(new Set(inos).size, 4);
    await fs.rename("a", "d/c");
    assertEquals((await fs.stat("d/c")).ino, inos[0]);
  }],
];
