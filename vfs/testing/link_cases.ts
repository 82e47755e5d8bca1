// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import type { ConformanceCase } from "./conformance_case.ts";
import { assertFails, get, names, put } from "./expect.ts";

/** How symbolic and hard links behave. */
export const linkCases: readonly ConformanceCase[] = [
  ["follows a link", async (fs) => {
    await fs.mkdir("d");
    await put(fs, "d/f", "1");
    await fs.symlink!("d", "l");
    await fs.symlink!("../d/f", "d/g");
    assertEquals(await get(fs, "l/f"), "1");
    assertEquals(await get(fs, "l/g"), "1");
    assertEquals((await fs.stat("l")).kind, "directory");
    assertEquals((await fs.lstat!("l")).kind, "symlink");
    assertEquals((await fs.lstat!("l/")).kind, "directory");
    assertEquals(await fs.readlink!("d/g"), "../d/f");
  }],
  [
    "resolves an absolute target from the root, which it never leaves",
    async (fs) => {
      await put(fs, "f", "1");
      await fs.mkdir("d");
      await fs.symlink!("/f", "d/absolute");
      await fs.symlink!("../../../f", "d/up");
      assertEquals(await get(fs, "d/absolute"), "1");
      assertEquals(await get(fs, "d/up"), "1");
      await fs.symlink!("/etc/passwd", "outside");
      await assertFails("ENOENT", () => fs.open("outside"), "outside");
    },
  ],
  ["creates the target of a dangling link, but not exclusively", async (fs) => {
    await fs.symlink!("target", "l");
    await assertFails("ENOENT", () => fs.open("l"), "l");
    const exclusive = { write: true, create: true, exclusive: true };
    await assertFails("EEXIST", () => fs.openFile("l", exclusive), "l");
    await assertFails("EEXIST", () => fs.mkdir("l"), "l");
    await put(fs, "l", "1");
    assertEquals(await get(fs, "target"), "1");
  }],
  ["fails on a loop of links", async (fs) => {
    await fs.symlink!("b", "a");
    await fs.symlink!("a", "b");
    await assertFails("ELOOP", () => fs.stat("a"), "a");
    await assertFails("ELOOP", () => fs.open("a/x"), "a/x");
    assertEquals((await fs.lstat!("a")).kind, "symlink");
  }],
  ["follows 40 links in a row and not 41", async (fs) => {
    await put(fs, "l0", "1");
    for (let i = 1; i <= 41; i++) await fs.symlink!(`l${i - 1}`, `l${i}`);
    assertEquals(await get(fs, "l40"), "1");
    await assertFails("ELOOP", () => fs.open("l41"), "l41");
  }],
  ["does not follow a link with noFollow", async (fs) => {
    await put(fs, "f", "1");
    await fs.symlink!("f", "l");
    await assertFails("ELOOP", () => fs.openFile("l", { noFollow: true }), "l");
    await (await fs.openFile("f", { noFollow: true })).close();
  }],
  ["removes and renames the link, not its target", async (fs) => {
    await fs.mkdir("d");
    await put(fs, "d/f", "1");
    await fs.symlink!("d", "l");
    await fs.rename("l", "m");
    await fs.removeAll("m");
    assertEquals(await names(fs, "/"), ["d"]);
    assertEquals(await get(fs, "d/f"), "1");
  }],
  ["refuses an existing name, and readlink() of a non-link", async (fs) => {
    await put(fs, "f", "1");
    await assertFails("EEXIST", () => fs.symlink!("x", "f"), "f");
    await assertFails("EINVAL", () => fs.readlink!("f"), "f");
    await assertFails("ENOENT", () => fs.symlink!("", "g"));
  }],
  ["has one file under two names", async (fs) => {
    await put(fs, "a", "1");
    await fs.link!("a", "b");
    await put(fs, "b", "2");
    assertEquals(await get(fs, "a"), "2");
    const [a, b] = [await fs.stat("a"), await fs.stat("b")];
    assertEquals([a.ino, a.nlink], [b.ino, 2]);
    await fs.remove("a");
    assertEquals(await get(fs, "b"), "2");
    assertEquals((await fs.stat("b")).nlink, 1);
  }],
  ["links between directories below another one", async (fs) => {
    for (const path of ["a/b/c", "a/d/e"]) await fs.mkdirAll(path);
    await put(fs, "a/b/f", "1");
    await fs.link!("a/b/f", "a/d/g");
    await fs.link!("a/d/g", "a/b/c/f");
    await fs.link!("a/b/c/f", "a/d/e/g");
    assertEquals(await get(fs, "a/d/e/g"), "1");
    assertEquals((await fs.stat("a/b/f")).nlink, 4);
  }],
  ["links a symbolic link, but no directory", async (fs) => {
    await fs.symlink!("x", "l");
    await fs.link!("l", "m");
    assertEquals(await fs.readlink!("m"), "x");
    await fs.mkdir("d");
    await assertFails("EPERM", () => fs.link!("d", "e"));
    await assertFails("ENOENT", () => fs.link!("no", "e"));
    await assertFails("EEXIST", () => fs.link!("l", "m"));
  }],
  ["renames one name of a file onto another without a change", async (fs) => {
    await put(fs, "a", "1");
    await fs.link!("a", "b");
    await fs.rename("a", "b");
    assertEquals(await names(fs, "/"), ["a", "b"]);
  }],
];
