// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertStringIncludes } from "@std/assert";
import { inProcessOfItsOwn } from "../support/footprint.ts";

Deno.test("Runtime.create() reports what a module with threads needs of the JavaScript engine", async () => {
  const script = new URL("./without_jspi.ts", import.meta.url);
  const { name, message, missingImports, exitCode, counted } =
    await inProcessOfItsOwn<Record<string, unknown>>(script);
  assertEquals(name, "ModuleError");
  assertStringIncludes(`${message}`, "JavaScript Promise Integration");
  assertStringIncludes(`${message}`, "FFmpeg 5.1");
  assertEquals(missingImports, ["afmpeg_threads.switch"]);
  assertEquals(exitCode, 0);
  // Threads that run at the same time need none of it.
  assertEquals(counted, "16000\n240\n");
});
