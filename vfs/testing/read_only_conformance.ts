// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import type { Awaitable, Fs } from "../fs.ts";
import type { Capabilities } from "./conformance.ts";
import type { ConformanceCase } from "./conformance_case.ts";
import { denoTest } from "./register.ts";
import { assertFails, bytes, get, names, rest } from "./expect.ts";

/** The files that {@linkcode readOnlyConformance} expects to find. */
export const seedTree: Readonly<Record<string, string>> = {
  "a.txt": "hello",
  "d/b.txt": "12345",
  "d/e/empty": "",
  "d10": "beside d",
};

const cases: readonly ConformanceCase[] = [
  ["reads files", async (fs) => {
    for (const [path, text] of Object.entries(seedTree)) {
      assertEquals(await get(fs, path), text);
      assertEquals((await fs.stat(path)).size, text.length);
    }
  }],
  ["reads up to the end, then null", async (fs) => {
    await using file = await fs.open("a.txt");
    const buffer = new Uint8Array(8);
    assertEquals(await file.read(new Uint8Array(0)), 0);
    assertEquals(await file.read(buffer), 5);
    assertEquals(await file.read(buffer), null);
    assertEquals(await file.readAt(buffer, 100), null);
    await assertFails("EINVAL", () => file.readAt(buffer, -1));
  }],
  ["seeks, and reads at any position", async (fs) => {
    await using file = await fs.open("d/b.txt");
    assertEquals(await file.seek(-2, "end"), 3);
    const buffer = new Uint8Array(2);
    assertEquals(await file.readAt(buffer, 1), 2);
    assertEquals(buffer, bytes("23"));
    assertEquals(await rest(file), "45");
    await assertFails("EINVAL", () => file.seek(-1));
    assertEquals(await file.seek(0, "current"), 5);
  }],
  ["fills a view of shared memory", async (fs) => {
    await using file = await fs.open("a.txt");
    const view = new Uint8Array(new SharedArrayBuffer(5));
    assertEquals(await file.readAt(view, 0), 5);
    assertEquals(view.slice(), new Uint8Array(bytes("hello")));
  }],
  ["lists directories", async (fs) => {
    assertEquals(await names(fs, "/"), ["a.txt", "d", "d10"]);
    assertEquals(await names(fs, "d"), ["b.txt", "e"]);
    await using directory = await fs.open("d");
    assertEquals(await directory.readdirnames(1), ["b.txt"]);
    assertEquals((await directory.readdir()).map(({ kind }) => kind), [
      "directory",
    ]);
    await assertFails("EISDIR", () => directory.read(new Uint8Array(1)));
  }],
  ["describes files and directories", async (fs) => {
    assertEquals((await fs.stat("/")).kind, "directory");
    assertEquals((await fs.stat("d/e/")).name, "e");
    await using file = await fs.open("d/b.txt");
    assertEquals(await file.stat(), await fs.stat("d/b.txt"));
    await assertFails("ENOTDIR", () => file.readdir());
  }],
  ["fails on missing names", async (fs) => {
    await assertFails("ENOENT", () => fs.stat("no"), "no");
    await assertFails("ENOENT", () => fs.open("d/no"), "d/no");
    await assertFails("ENOENT", () => fs.stat("no/../a.txt"), "no/../a.txt");
    await assertFails("ENOTDIR", () => fs.open("a.txt/b"), "a.txt/b");
    await assertFails("ENOTDIR", () => fs.stat("a.txt/"), "a.txt/");
    await assertFails("ENOENT", () => fs.stat(""), "");
    assertEquals(await get(fs, "../../d/../a.txt"), "hello");
  }],
  ["refuses every change", async (fs) => {
    const changes: [() => Awaitable<unknown>, string][] = [
      [() => fs.create("new"), "new"],
      [() => fs.openFile("a.txt", { write: true }), "a.txt"],
      [() => fs.openFile("a.txt", { append: true }), "a.txt"],
      [() => fs.openFile("new", { create: true }), "new"],
      [() => fs.mkdir("new"), "new"],
      [() => fs.remove("a.txt"), "a.txt"],
      [() => fs.removeAll("d"), "d"],
      [() => fs.rename("a.txt", "new"), "a.txt"],
      [() => fs.chmod("a.txt", 0o600), "a.txt"],
      [() => fs.chown("a.txt", 1, 1), "a.txt"],
      [() => fs.chtimes("a.txt", 0n, 0n), "a.txt"],
    ];
    for (const [change] of changes) await assertFails("EROFS", change);
    await using file = await fs.open("a.txt");
    await assertFails("EBADF", () => file.write(bytes("x")));
    await assertFails("EBADF", () => file.truncate(0));
    await assertFails("EROFS", () => file.chtimes(0n, 0n));
    assertEquals(await get(fs, "a.txt"), "hello");
  }],
  ["refuses everything after close", async (fs) => {
    const file = await fs.open("a.txt");
    await file.close();
    await assertFails("EBADF", () => file.read(new Uint8Array(1)));
    await assertFails("EBADF", () => file.readdir());
    await assertFails("EBADF", () => file.stat());
    await assertFails("EBADF", () => file.close());
  }],
];

/**
 * Registers the tests of a read-only file system.
 *
 * @param name The first part of the tests' names.
 * @param make Creates a file system that holds exactly {@linkcode seedTree}.
 * @param options What registers a test, unless it is `Deno.test`.
 * @throws {TypeError} when nothing does.
 */
export function readOnlyConformance(
  name: string,
  make: () => Awaitable<Fs>,
  { register = denoTest() }: Pick<Capabilities, "register"> = {},
): void {
  for (const [behaviour, test] of cases) {
    register(`${name} ${behaviour}`, async () => await test(await make()));
  }
}
