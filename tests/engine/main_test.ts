// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { MemoryFs } from "../../mod.ts";
import { engineRuntime } from "../support/engine.ts";

Deno.test("the engine starts in the folder that PWD names", async () => {
  await using runtime = await engineRuntime("lgpl");
  const fs = new MemoryFs();
  fs.mkdirAll("/films/old");
  const make = ["-f", "lavfi", "-i", "testsrc2=size=32x32:duration=0.2"];
  const env = { PWD: "/films/old" };
  const first = await runtime.run(fs, [...make, "-c:v", "ffv1", "a.mkv"], {
    env,
  });
  assertEquals(first.exitCode, 0, first.stderr);
  const second = await runtime.run(
    fs,
    ["-i", "./a.mkv", "-c", "copy", "../b.mkv"],
    { env },
  );
  assertEquals(second.exitCode, 0, second.stderr);
  assertEquals(fs.open("/films").readdirnames().sort(), ["b.mkv", "old"]);
  assertEquals(fs.open("/films/old").readdirnames(), ["a.mkv"]);
  assertEquals(fs.open("/").readdirnames(), ["films"]);
});

Deno.test("the engine starts in the root when PWD is no folder", async () => {
  await using runtime = await engineRuntime("lgpl");
  const fs = new MemoryFs();
  for (const PWD of ["/none", "", "relative"]) {
    const { exitCode, stderr } = await runtime.run(
      fs,
      ["-i", "missing.mkv", "-f", "null", "-"],
      { env: { PWD } },
    );
    assertNotEquals(exitCode, 0);
    assertStringIncludes(stderr, "No such file or directory");
  }
});
