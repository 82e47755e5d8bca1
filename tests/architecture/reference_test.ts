// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The reference says what the code does, and the figures are those that were measured. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { declarationOf, exportsOf } from "../../.ci/declared.ts";
import { referencePages } from "../../.ci/reference_main.ts";
import { errorsTable } from "../../.ci/reference_pages.ts";
import { tables, withResults } from "../../bench/readme.ts";
import config from "../../deno.json" with { type: "json" };
import { exitCodes } from "../../src/cli/exit_codes.ts";
import { runTable, spawnTable } from "../../src/run/check_run.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, root));

/** Markdown without the formatter's layout. */
const plain = (markdown: string) =>
  markdown.replaceAll(/-{3,}/g, "-").replaceAll(/\s+/g, " ");

Deno.test("the reference is what `deno task reference` makes of the code", async () => {
  const pages = await referencePages();
  assertEquals(pages.size, 3);
  for (const [path, text] of pages) {
    assert(
      await read(path) === text,
      `stale, run deno task reference: ${path}`,
    );
  }
});

Deno.test("the reference has every option that a run may have", async () => {
  const page = await read("guides/reference/options.md");
  for (const name of Object.keys({ ...runTable, ...spawnTable })) {
    assert(page.includes(`- **\`${name}\`**: `), name);
  }
});

Deno.test("an error without a status has no place in the reference", () => {
  const errors = new URL("vfs/fs_error.ts", root).href;
  const known = declarationOf(errors, "FsError");
  const table = (name: string) =>
    errorsTable(new Map([[".", [{ ...known, name }]]]));
  assert(table("FsError").includes("| 500 |"));
  assertThrows(() => table("NewError"), Error, "it has no status");
});

Deno.test("a declaration has its members, signatures and documentation", async () => {
  const { doc, exports } = await exportsOf(new URL(config.exports["."], root));
  assert(doc.startsWith("FFmpeg over a virtual file system"));
  const runtime = exports.find(({ name }) => name === "Runtime")!;
  assertEquals(
    runtime.signature,
    "class Runtime implements Runner, AsyncDisposable",
  );
  const create = runtime.members.find(({ name }) => name === "create")!;
  assertEquals(
    create.signature,
    "static create(options: RuntimeOptions): Promise<Runtime>;",
  );
  assert(
    create.tags.some(({ name, text }) =>
      name === "throws" && text.startsWith("{@linkcode HostError} when")
    ),
  );
  assert(!runtime.members.some(({ name }) => name.startsWith("#")));
});

Deno.test("the reference has the exit codes of the command", async () => {
  const page = await read("guides/reference/exit-codes.md");
  const [, own] = page.split("## Of the command");
  for (const code of Object.values(exitCodes)) {
    assert(new RegExp(`^\\| ${code} `, "m").test(own!), `${code}`);
  }
});

Deno.test("the figures in pages are those in bench/results", async () => {
  for (const [path, table] of Object.entries(tables)) {
    const page = await read(path);
    assertEquals(plain(page), plain(withResults(page, table)), path);
  }
});

Deno.test("the README fits, and begins with what it takes to begin", async () => {
  const lines = (await read("README.md")).split("\n");
  assert(lines.length < 200, `${lines.length} lines`);
  const [first] = /```js ignore\n([^]*?)```/.exec(lines.join("\n"))!.slice(1);
  assertEquals(first!.trim().split("\n").filter((line) => line).length, 10);
});
