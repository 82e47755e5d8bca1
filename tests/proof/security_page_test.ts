// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertStringIncludes } from "@std/assert";

const root = new URL("../../", import.meta.url);

Deno.test("SECURITY.md names tests that exist", async () => {
  const page = await Deno.readTextFile(new URL("SECURITY.md", root));
  const named = [...page.matchAll(/`(tests\/\S+_test\.ts)`:\s+_([^_]+)_/g)];
  assert(named.length > 20, `only ${named.length}`);
  for (const [, file, name] of named) {
    const source = await Deno.readTextFile(new URL(file!, root));
    assertStringIncludes(source, name!.replaceAll(/\s+/g, " "), file);
  }
});
