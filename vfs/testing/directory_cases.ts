// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import type { ConformanceCase } from "./conformance_case.ts";
import { assertFails, names, put } from "./expect.ts";

/** How directories behave. */
export const directoryCases: readonly ConformanceCase[] = [
  ["lists names in order, without dots", async (fs) => {
    await fs.mkdir("d");
    for (const name of ["b", "a", "d", "c"]) await put(fs, `d/${name}`, "1");
    assertEquals(await names(fs, "d"), ["a", "b", "c", "d"]);
    assertEquals(await names(fs, "/"), ["d"]);
  }],
  ["lists an empty directory", async (fs) => {
    assertEquals(await names(fs, "/"), []);
  }],
  ["lists page by page", async (fs) => {
    for (const name of ["a", "b", "c", "d", "e"]) await put(fs, name, "1");
    for (let size = 1; size <= 6; size++) {
      await using directory = await fs.open("/");
      const seen: string[] = [];
      for (;;) {
        const page = await directory.readdirnames(size);
        if (page.length === 0) break;
        seen.push(...page);
      }
      assertEquals(seen, ["a", "b", "c", "d", "e"]);
    }
  }],
  ["lists no entries when 0 are requested", async (fs) => {
    await put(fs, "a", "1");
    await using directory = await fs.open("/");
    assertEquals(await directory.readdir(0), []);
    assertEquals(await directory.readdirnames(), ["a"]);
  }],
  ["keeps its listing while entries are removed", async (fs) => {
    for (const name of ["a", "b", "c", "d"]) await put(fs, name, "1");
    await using directory = await fs.open("/");
    assertEquals(await directory.readdirnames(1), ["a"]);
    await fs.remove("a");
    await fs.remove("c");
    assertEquals(await directory.readdirnames(), ["b", "c", "d"]);
    await directory.seek(0);
    assertEquals(await directory.readdirnames(), ["b", "d"]);
  }],
  ["lists an open directory that was renamed", async (fs) => {
    await fs.mkdirAll("a/d");
    await put(fs, "a/d/own", "1");
    await using directory = await fs.open("a/d");
    await fs.rename("a", "b");
    await fs.mkdirAll("a/d");
    await put(fs, "a/d/other", "1");
    assertEquals(await directory.readdirnames(), ["own"]);
    await fs.remove("b/d/own");
    await fs.remove("b/d");
    await directory.seek(0);
    assertEquals(await directory.readdirnames(), []);
  }],
  ["describes the entries of a listing", async (fs) => {
    await fs.mkdir("d");
    await put(fs, "f", "12345");
    await using directory = await fs.open("/");
    const [d, f] = await directory.readdir();
    assertEquals([d?.name, d?.kind], ["d", "directory"]);
    assertEquals([f?.name, f?.kind, f?.size], ["f", "file", 5]);
    assertEquals(f?.ino, (await fs.stat("f")).ino);
  }],
  ["refuses to list a file", async (fs) => {
    await put(fs, "a", "1");
    await using file = await fs.open("a");
    await assertFails("ENOTDIR", () => file.readdir());
  }],
  ["refuses to create a directory that exists", async (fs) => {
    await fs.mkdir("d");
    await put(fs, "f", "1");
    await assertFails("EEXIST", () => fs.mkdir("d"), "d");
    await assertFails("EEXIST", () => fs.mkdir("f"), "f");
    await assertFails("EEXIST", () => fs.mkdir("/"), "/");
    await assertFails("ENOENT", () => fs.mkdir("no/d"), "no/d");
  }],
  ["creates a directory with its parents", async (fs) => {
    await fs.mkdirAll("a/b/c");
    await fs.mkdirAll("a/b/c");
    await fs.mkdirAll("/");
    assertEquals(await names(fs, "a/b"), ["c"]);
  }],
  ["refuses to create directories below a file", async (fs) => {
    await put(fs, "f", "1");
    await assertFails(["ENOTDIR", "EEXIST"], () => fs.mkdirAll("f"), "f");
    await assertFails("ENOTDIR", () => fs.mkdirAll("f/g"), "f/g");
  }],
  ["has exactly one winner of concurrent mkdirs", async (fs) => {
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, async () => await fs.mkdir("d")),
    );
    const won = tries.filter(({ status }) => status === "fulfilled");
    assertEquals(won.length, 1);
  }],
];
