// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import type { ConformanceCase } from "./conformance_case.ts";
import { assertFails, get, names, put } from "./expect.ts";

/** How paths, renaming and removing behave. */
export const nameCases: readonly ConformanceCase[] = [
  ["treats relative and absolute paths alike", async (fs) => {
    await put(fs, "/a", "1");
    assertEquals(await get(fs, "a"), "1");
    assertEquals(await get(fs, "./a"), "1");
    assertEquals(await get(fs, "//a"), "1");
  }],
  ["never leaves the root by `..`", async (fs) => {
    await put(fs, "a", "1");
    assertEquals(await get(fs, "../../a"), "1");
    assertEquals(await get(fs, "/../a"), "1");
  }],
  ["walks a path step by step", async (fs) => {
    await put(fs, "b", "1");
    await assertFails("ENOENT", () => fs.stat("a/../b"), "a/../b");
    await fs.mkdir("a");
    assertEquals(await get(fs, "a/../b"), "1");
    await assertFails("ENOTDIR", () => fs.stat("b/../b"));
  }],
  ["refuses an empty path", async (fs) => {
    await assertFails("ENOENT", () => fs.stat(""));
    await assertFails("ENOENT", () => fs.create(""));
    await assertFails("ENOENT", () => fs.mkdir(""));
  }],
  ["refuses a NUL", async (fs) => {
    await assertFails("EINVAL", () => fs.create("a\0b"), "a\0b");
  }],
  ["fails with ENOTDIR below a file", async (fs) => {
    await put(fs, "a", "1");
    await assertFails("ENOTDIR", () => fs.stat("a/b"), "a/b");
    await assertFails("ENOTDIR", () => fs.create("a/b"), "a/b");
    await assertFails("ENOTDIR", () => fs.mkdir("a/b"), "a/b");
    await assertFails("ENOTDIR", () => fs.stat("a/"), "a/");
    await assertFails("ENOTDIR", () => fs.open("a/"), "a/");
    await assertFails("ENOTDIR", () => fs.remove("a/"), "a/");
  }],
  ["accepts a trailing slash on a directory", async (fs) => {
    await fs.mkdir("d/");
    assertEquals((await fs.stat("d/")).kind, "directory");
    assertEquals((await fs.stat("d/.")).kind, "directory");
    await assertFails("EISDIR", () => fs.create("new/"), "new/");
  }],
  ["accepts names with spaces, dots and other letters", async (fs) => {
    const odd = [" ", "...", "a b", "Größe.mp4", "日本語", "🦶", "-x", "a\nb"];
    for (const name of odd) await put(fs, name, name);
    for (const name of odd) assertEquals(await get(fs, name), name);
    assertEquals(new Set(await names(fs, "/")), new Set(odd));
  }],
  ["accepts names of 255 bytes but not more", async (fs) => {
    const longest = "é".repeat(127) + "x";
    await put(fs, longest, "1");
    assertEquals(await get(fs, longest), "1");
    await assertFails("ENAMETOOLONG", () => fs.create(`${longest}x`));
    await assertFails("ENAMETOOLONG", () => fs.stat("x".repeat(256)));
  }],
  ["renames to an unused name", async (fs) => {
    await put(fs, "a", "1");
    const { ino } = await fs.stat("a");
    await fs.rename("a", "b");
    assertEquals(await names(fs, "/"), ["b"]);
    assertEquals((await fs.stat("b")).ino, ino);
  }],
  ["renames between directories below another one", async (fs) => {
    for (const path of ["a/b/c", "a/d/e"]) await fs.mkdirAll(path);
    await put(fs, "a/b/f", "1");
    const moves = ["a/b/f", "a/d/g", "a/b/c/f", "a/d/e/g", "a/g", "a/b/f"];
    for (let i = 1; i < moves.length; i++) {
      await fs.rename(moves[i - 1]!, moves[i]!);
      assertEquals(await get(fs, moves[i]!), "1");
    }
    await fs.rename("a/b/c", "a/d/c");
    assertEquals(await names(fs, "a/d"), ["c", "e"]);
  }],
  ["renames over a file", async (fs) => {
    await put(fs, "a", "1");
    await put(fs, "b", "2");
    await fs.rename("a", "b");
    assertEquals(await names(fs, "/"), ["b"]);
    assertEquals(await get(fs, "b"), "1");
  }],
  [
    "renames a whole tree, but no sibling with the same prefix",
    async (fs) => {
      await fs.mkdirAll("a/b");
      await put(fs, "a/b/c", "1");
      await put(fs, "a10", "2");
      await fs.rename("a", "z");
      assertEquals(await names(fs, "/"), ["a10", "z"]);
      assertEquals(await get(fs, "z/b/c"), "1");
      assertEquals(await get(fs, "z/b/../../a10"), "2");
    },
  ],
  ["renames to itself without a change", async (fs) => {
    await put(fs, "a", "1");
    await fs.rename("a", "a");
    assertEquals(await get(fs, "a"), "1");
  }],
  ["refuses to rename a directory into itself", async (fs) => {
    await fs.mkdirAll("a/b");
    await assertFails("EINVAL", () => fs.rename("a", "a/c"));
    await assertFails("EINVAL", () => fs.rename("a", "a/b/c"));
    await assertFails("ENOTEMPTY", () => fs.rename("a/b", "a"));
  }],
  ["renames a directory only over an empty one", async (fs) => {
    await fs.mkdirAll("a");
    await fs.mkdirAll("b");
    await fs.mkdirAll("c/d");
    await fs.rename("a", "b");
    await assertFails("ENOTEMPTY", () => fs.rename("b", "c"));
    assertEquals(await names(fs, "/"), ["b", "c"]);
  }],
  ["refuses to rename a file over a directory and vice versa", async (fs) => {
    await fs.mkdir("d");
    await put(fs, "f", "1");
    await assertFails("EISDIR", () => fs.rename("f", "d"));
    await assertFails("ENOTDIR", () => fs.rename("d", "f"));
    await assertFails("ENOTDIR", () => fs.rename("f", "g/"));
  }],
  ["refuses to rename a missing name", async (fs) => {
    await assertFails("ENOENT", () => fs.rename("a", "b"));
    await put(fs, "a", "1");
    await assertFails("ENOENT", () => fs.rename("a", "no/b"));
  }],
  ["keeps the name of an open file after a rename", async (fs) => {
    await put(fs, "a", "1");
    await using file = await fs.open("a");
    await fs.rename("a", "b");
    assertEquals(file.name, "a");
  }],
  ["removes files and empty directories", async (fs) => {
    await put(fs, "a", "1");
    await fs.mkdir("d");
    await fs.remove("a");
    await fs.remove("d");
    assertEquals(await names(fs, "/"), []);
  }],
  ["refuses to remove a missing name or a non-empty directory", async (fs) => {
    await assertFails("ENOENT", () => fs.remove("a"), "a");
    await fs.mkdirAll("d/e");
    await assertFails("ENOTEMPTY", () => fs.remove("d"), "d");
  }],
  ["removes whole trees, and accepts a missing name", async (fs) => {
    await fs.mkdirAll("a/b/c");
    await put(fs, "a/b/d", "1");
    await put(fs, "ab", "2");
    await fs.removeAll("a");
    await fs.removeAll("a");
    await fs.removeAll("no/where");
    assertEquals(await names(fs, "/"), ["ab"]);
  }],
];
