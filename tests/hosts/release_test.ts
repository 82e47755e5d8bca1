// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/posix";
import { starter } from "./hosts.ts";

const run = starter(Deno.execPath(), ["run", "-A"]);
const script = fromFileUrl(new URL("../../.ci/release.ts", import.meta.url));

Deno.test("a release of an engine is made, signed, published, installed and run", async () => {
  const { code, stdout, stderr } = await run([
    ...[script, "--dry-run", "--variants=lgpl"],
  ]);
  assertEquals(code, 0, stdout + stderr);
  assertStringIncludes(stdout, "what was changed on the way was refused\n");
});

Deno.test("a release is not made of what is wrong", async () => {
  const cases: [args: string[], text: string][] = [
    [[], "no folder"],
    [["made"], "--url"],
    [["made", "--url=https://host/page"], "ends with /"],
    [[".", "--url=https://host/page/"], "must not exist yet"],
    [["--dry-run", "made"], "neither a folder"],
    [["--dry-run", "--variant=lgpl"], "the option --variant"],
    [["--dry-run", "--variants=lgpI"], '"lgpI", not one of lgpl, lgpl-threads'],
  ];
  for (const [args, text] of cases) {
    const { code, stderr } = await run([script, ...args]);
    assertStringIncludes(stderr, text);
    assertEquals(code, 2);
  }
});
