// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import type { ConformanceCase } from "./conformance_case.ts";
import { assertFails, bytes, get, put, rest } from "./expect.ts";

/** How reading, writing and opening behave. */
export const fileCases: readonly ConformanceCase[] = [
  ["reads what was written", async (fs) => {
    await put(fs, "a", "hello");
    assertEquals(await get(fs, "a"), "hello");
  }],
  ["reads nothing into an empty buffer, which is not the end", async (fs) => {
    await put(fs, "a", "x");
    await using file = await fs.open("a");
    assertEquals(await file.read(new Uint8Array(0)), 0);
    assertEquals(await rest(file), "x");
    assertEquals(await file.read(new Uint8Array(1)), null);
  }],
  ["reads up to the end, then null", async (fs) => {
    await put(fs, "a", "hello");
    await using file = await fs.open("a");
    const buffer = new Uint8Array(8);
    assertEquals(await file.read(buffer), 5);
    assertEquals(await file.read(buffer), null);
  }],
  ["reads null beyond the end", async (fs) => {
    await put(fs, "a", "hello");
    await using file = await fs.open("a");
    assertEquals(await file.readAt(new Uint8Array(1), 100), null);
    await file.seek(100);
    assertEquals(await file.read(new Uint8Array(1)), null);
  }],
  ["fills a view of shared memory", async (fs) => {
    await put(fs, "a", "hello");
    await using file = await fs.openFile("a", { read: true, write: true });
    const view = new Uint8Array(new SharedArrayBuffer(5));
    assertEquals(await file.readAt(view, 0), 5);
    view.reverse();
    await file.writeAt(view, 0);
    assertEquals(await get(fs, "a"), "olleh");
  }],
  ["writes at the current end when appending", async (fs) => {
    await put(fs, "a", "1");
    await using appending = await fs.openFile("a", { append: true });
    await using other = await fs.openFile("a", { write: true });
    await appending.write(bytes("2"));
    await other.writeAt(bytes("33"), 2);
    await appending.seek(0);
    await appending.write(bytes("4"));
    assertEquals(await get(fs, "a"), "12334");
  }],
  ["refuses to read a file that is open for writing only", async (fs) => {
    await put(fs, "a", "1");
    await using file = await fs.openFile("a", { write: true });
    await assertFails("EBADF", () => file.read(new Uint8Array(1)));
    await assertFails("EBADF", () => file.readAt(new Uint8Array(1), 0));
  }],
  ["refuses to change a file that is open for reading only", async (fs) => {
    await put(fs, "a", "1");
    await using file = await fs.open("a");
    await assertFails("EBADF", () => file.write(bytes("x")));
    await assertFails("EBADF", () => file.writeAt(bytes("x"), 0));
    await assertFails(["EBADF", "EINVAL"], () => file.truncate(0));
    assertEquals(await get(fs, "a"), "1");
  }],
  ["truncates an existing file with create()", async (fs) => {
    await put(fs, "a", "long text");
    await put(fs, "a", "x");
    assertEquals(await get(fs, "a"), "x");
  }],
  ["opens without truncating", async (fs) => {
    await put(fs, "a", "hello");
    await using file = await fs.openFile("a", { write: true, create: true });
    await file.write(bytes("J"));
    assertEquals(await get(fs, "a"), "Jello");
  }],
  ["does not create unless told to", async (fs) => {
    await assertFails("ENOENT", () => fs.open("a"), "a");
    await assertFails("ENOENT", () => fs.openFile("a", { write: true }), "a");
  }],
  ["does not create below a missing directory", async (fs) => {
    await assertFails("ENOENT", () => fs.create("no/a"), "no/a");
  }],
  ["creates exclusively only if the name is unused", async (fs) => {
    const options = { write: true, create: true, exclusive: true };
    await (await fs.openFile("a", options)).close();
    await assertFails("EEXIST", () => fs.openFile("a", options), "a");
  }],
  ["ignores exclusive without create", async (fs) => {
    await put(fs, "a", "1");
    await using file = await fs.openFile("a", { exclusive: true });
    assertEquals(await rest(file), "1");
  }],
  ["refuses to truncate a file that is not open for writing", async (fs) => {
    await put(fs, "a", "1");
    await assertFails("EINVAL", () => fs.openFile("a", { truncate: true }));
    assertEquals(await get(fs, "a"), "1");
  }],
  ["shrinks and grows, filling with zeros", async (fs) => {
    await using file = await fs.create("a");
    await file.write(bytes("hello"));
    await file.truncate(2);
    await file.truncate(4);
    assertEquals((await file.stat()).size, 4);
    assertEquals(await get(fs, "a"), "he\0\0");
  }],
  ["keeps the cursor when the length changes", async (fs) => {
    await using file = await fs.create("a");
    await file.write(bytes("hello"));
    await file.truncate(0);
    await file.write(bytes("!"));
    assertEquals(await get(fs, "a"), "\0\0\0\0\0!");
  }],
  ["leaves zeros before a write beyond the end", async (fs) => {
    await using file = await fs.create("a");
    await file.writeAt(bytes("x"), 3);
    assertEquals(await get(fs, "a"), "\0\0\0x");
  }],
  ["finds no data in holes, if it can tell", async (fs) => {
    await using file = await fs.create("a");
    const ends = [3, 400_003];
    for (const end of ends) await file.writeAt(bytes("abc"), end - 3);
    await file.truncate(1_000_000);
    if (!file.seekData) return;
    assertEquals(await file.seekData(1), 1);
    for (const position of [3, 200_000, 400_003, 999_999]) {
      const data = await file.seekData(position);
      const next = ends.find((end) => end > position);
      const start = next === undefined ? null : Math.max(next - 3, position);
      // A file that cannot tell exactly reports data.
      assert(data === null ? start === null : data >= position);
      if (data !== null && start !== null) assert(data <= start);
    }
    const past = await file.seekData(2_000_000);
    assert(past === null || past === 2_000_000);
  }],
  ["reads zeros after it was cut and grew again", async (fs) => {
    await using file = await fs.create("a");
    await file.write(new Uint8Array(200_000).fill(7));
    await file.truncate(70_000);
    await file.truncate(200_000);
    const buffer = new Uint8Array(200_000);
    assertEquals(await file.readAt(buffer, 0), 200_000);
    assertEquals(buffer.indexOf(0), 70_000);
    assert(buffer.subarray(70_000).every((byte) => byte === 0));
  }],
  ["reads and writes large pieces at odd positions", async (fs) => {
    const data = new Uint8Array(300_001).map((_, i) => i * 31 + (i >> 8));
    await using file = await fs.create("a");
    await file.writeAt(data.subarray(1000), 1000);
    await file.writeAt(data.subarray(0, 1000), 0);
    const buffer = new Uint8Array(data.length);
    assertEquals(await file.readAt(buffer.subarray(0, 65_537), 0), 65_537);
    assertEquals(await file.readAt(buffer.subarray(65_537), 65_537), 234_464);
    assertEquals(buffer, data);
  }],
  ["seeks from start, cursor and end", async (fs) => {
    await put(fs, "a", "0123456789");
    await using file = await fs.open("a");
    const table = [
      [4, "start", 4],
      [2, "current", 6],
      [-3, "current", 3],
      [-1, "end", 9],
      [5, "end", 15],
      [2 ** 31, "start", 2 ** 31],
      [2 ** 33, "start", 2 ** 33],
      [0, "current", 2 ** 33],
      [0, "start", 0],
    ] as const;
    for (const [offset, origin, position] of table) {
      assertEquals(await file.seek(offset, origin), position);
    }
  }],
  [
    "refuses to seek before the beginning, and keeps its position",
    async (fs) => {
      await put(fs, "a", "0123456789");
      await using file = await fs.open("a");
      await file.seek(3);
      await assertFails("EINVAL", () => file.seek(-1));
      await assertFails("EINVAL", () => file.seek(-4, "current"));
      await assertFails("EINVAL", () => file.seek(-11, "end"));
      await assertFails("EINVAL", () => file.readAt(new Uint8Array(1), -1));
      assertEquals(await file.seek(0, "current"), 3);
    },
  ],
  ["keeps the cursor on readAt and writeAt", async (fs) => {
    await using file = await fs.create("a");
    await file.write(bytes("abc"));
    await file.writeAt(bytes("X"), 0);
    await file.readAt(new Uint8Array(2), 1);
    await file.write(bytes("d"));
    assertEquals(await get(fs, "a"), "Xbcd");
  }],
  ["has a cursor for each handle, and shared data", async (fs) => {
    await put(fs, "a", "0123");
    await using one = await fs.open("a");
    await using two = await fs.openFile("a", { read: true, write: true });
    await one.read(new Uint8Array(2));
    await two.writeAt(bytes("XY"), 2);
    assertEquals(await rest(one), "XY");
    assertEquals(await rest(two), "01XY");
  }],
  ["keeps a removed file until it is closed", async (fs) => {
    await put(fs, "a", "old");
    await using file = await fs.openFile("a", { read: true, write: true });
    await fs.remove("a");
    await assertFails("ENOENT", () => fs.stat("a"), "a");
    await put(fs, "a", "new");
    await file.seek(0, "end");
    await file.write(bytes("er"));
    await file.seek(0);
    assertEquals(await rest(file), "older");
    assertEquals(await get(fs, "a"), "new");
  }],
  ["refuses everything after close, including close", async (fs) => {
    await put(fs, "a", "1");
    const file = await fs.open("a");
    await file.close();
    await assertFails("EBADF", () => file.close());
    await assertFails("EBADF", () => file.read(new Uint8Array(1)));
    await assertFails("EBADF", () => file.seek(0));
    await assertFails("EBADF", () => file.stat());
  }],
  [
    "closes what is abandoned, and keeps what others write and close",
    async (fs) => {
      await put(fs, "a", "old");
      const file = await fs.openFile("a", { write: true });
      const other = await fs.openFile("a", { write: true });
      await other.write(bytes("new"));
      // Where it is missing, it is `close`.
      const end = () => file.abandon ? file.abandon() : file.close();
      await end();
      await assertFails("EBADF", end);
      await assertFails("EBADF", () => file.close());
      await assertFails("EBADF", () => file.write(bytes("1")));
      await other.close();
      assertEquals(await get(fs, "a"), "new");
      await fs.remove("a");
      await put(fs, "a", "newer");
      assertEquals(await get(fs, "a"), "newer");
    },
  ],
  ["opens a directory for reading only", async (fs) => {
    await fs.mkdir("d");
    await using file = await fs.open("d");
    await assertFails("EISDIR", () => file.read(new Uint8Array(1)));
    await assertFails("EISDIR", () => fs.openFile("d", { write: true }), "d");
    await assertFails("EISDIR", () => fs.create("d"), "d");
  }],
  ["requires a directory if the options do", async (fs) => {
    await put(fs, "a", "1");
    await fs.mkdir("d");
    await (await fs.openFile("d", { directory: true })).close();
    await assertFails("ENOTDIR", () => fs.openFile("a", { directory: true }));
  }],
  ["writes text as UTF-8", async (fs) => {
    await using file = await fs.create("a");
    assertEquals(await file.writeString("Grüße 🦶"), 12);
    assertEquals((await file.stat()).size, 12);
  }],
];
