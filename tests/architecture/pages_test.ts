// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Pages name only files and headings that exist. */
import { assert, assertEquals } from "@std/assert";
import { readSources } from "../../.ci/unit_tests.ts";

const root = new URL("../../", import.meta.url);
const pages = ["CONTRIBUTING.md", "RATIONALE.md", "RELEASE.md"];
const isThere = (url: URL) => Deno.stat(url).then(() => true, () => false);

Deno.test("pages name files that exist", async () => {
  const missing = [];
  let count = 0;
  for (const page of pages) {
    const text = await Deno.readTextFile(new URL(page, root));
    const inCode = text.matchAll(
      /`((?:\.ci|src|vfs|engine|tests|testdata)\/[\w./-]+)`/g,
    );
    const linked = text.matchAll(/\]\(([\w./-]+)\)/g);
    for (const [, path] of [...inCode, ...linked]) {
      count++;
      if (!await isThere(new URL(path!, root))) missing.push([page, path]);
    }
  }
  assert(count > 30, `only ${count}`);
  assertEquals(missing, []);
});

Deno.test("comments link to headings of RATIONALE.md that exist", async () => {
  const page = await Deno.readTextFile(new URL("RATIONALE.md", root));
  const anchors = page.matchAll(/^#+ (.+)$/gm).map(([, heading]) =>
    heading!.toLowerCase().replaceAll(/[^\w -]/g, "").replaceAll(" ", "-")
  ).toArray();
  assertEquals(anchors.length, new Set(anchors).size);
  const broken = [];
  for (const path of (await readSources()).keys()) {
    const text = await Deno.readTextFile(new URL(path, root));
    for (const [, anchor] of text.matchAll(/RATIONALE\.md#([\w-]+)/g)) {
      if (!anchors.includes(anchor!)) broken.push([path, anchor]);
    }
  }
  assertEquals(broken, []);
});
