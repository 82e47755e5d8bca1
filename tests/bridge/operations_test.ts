// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertNotEquals } from "@std/assert";
import {
  directoryMode,
  info,
  nothing,
  number,
  path,
} from "../../src/bridge/codecs.ts";
import { rawOperations } from "../../src/bridge/raw_operations.ts";
import { fileOperations } from "../../src/bridge/file_operations.ts";
import { fsOperations } from "../../src/bridge/fs_operations.ts";
import type { MessageOperations, Rows } from "../../src/bridge/operation.ts";
import { operations } from "../../src/bridge/operations.ts";
import { rowsOn } from "../../src/bridge/rows_on.ts";

Deno.test("operations are found by the codes of all tables", () => {
  const tables = [fsOperations, fileOperations, rawOperations];
  const all = tables.flatMap((table) => Object.entries(table));
  for (const [name, operation] of all) {
    assertEquals(operations[operation.code], operation);
    assertEquals(operation.name, name);
  }
  assertEquals(operations.length, all.length);
  // They have the same name, but are different.
  assertNotEquals(fsOperations.stat.code, rawOperations.stat.code);
});

/** A part of a file system, with arguments and results of several kinds. */
interface Methods {
  rename(oldPath: string, newPath: string): void;
  mkdir(path: string, mode?: number): void;
  size(path: string): number;
}

Deno.test("a row that does not match its method does not compile", () => {
  const op = rowsOn((service) => service.fs);
  type Table = Rows<MessageOperations<Methods>>;
  const right: Table = {
    rename: op([path, path], nothing, (fs, a, b) => fs.rename(a, b)),
    mkdir: op(
      [path, directoryMode],
      nothing,
      (fs, a, mode) => fs.mkdir(a, mode),
    ),
    size: op([path], number, (_, a) => a.length),
  };
  const wrong: Table[] = [
    // @ts-expect-error: an argument too few
    { ...right, rename: op([path], nothing, (fs, a) => fs.remove(a)) },
    {
      ...right,
      // @ts-expect-error: an argument too many
      rename: op([path, path, path], nothing, (fs, a, b) => fs.rename(a, b)),
    },
    {
      ...right,
      // @ts-expect-error: an argument of another type
      rename: op([path, number], nothing, (fs, a, b) => fs.chmod(a, b)),
    },
    {
      ...right,
      // @ts-expect-error: an optional argument that must not be omitted
      mkdir: op([path, number], nothing, (fs, a, mode) => fs.mkdir(a, mode)),
    },
    // @ts-expect-error: no result
    { ...right, size: op([path], nothing, (fs, a) => fs.remove(a)) },
    // @ts-expect-error: a result that does not match its codec
    { ...right, size: op([path], number, (fs, a) => fs.stat(a)) },
    // @ts-expect-error: a result of another type
    { ...right, size: op([path], info, (fs, a) => fs.stat(a)) },
    // @ts-expect-error: arguments that do not match their codecs
    { ...right, size: op([path], number, (fs, a) => fs.chmod(a, a)) },
    // @ts-expect-error: a row without a method
    { ...right, other: right.size },
    // @ts-expect-error: a row is missing
    { rename: right.rename, mkdir: right.mkdir },
  ];
  assertEquals(wrong.length, 10);
  // @ts-expect-error: more arguments than a row can have
  op([path, path, path, path], nothing, (fs, a) => fs.remove(a));
});
