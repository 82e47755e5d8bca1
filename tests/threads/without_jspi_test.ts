// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertStringIncludes } from "@std/assert";
import { inProcessOfItsOwn } from "../support/footprint.ts";

Deno.test("Runtime.create() reports what green threads need of the JavaScript engine, and real ones do not", async () => {
  const script = new URL("./without_jspi.ts", import.meta.url);
  const { name, message, missingImports, exitCode, durationSec } =
    await inProcessOfItsOwn<Record<string, unknown>>(script);
  assertEquals(name, "ModuleError");
  assertStringIncludes(`${message}`, "JavaScript Promise Integration");
  assertStringIncludes(`${message}`, "--threads=real");
  assertEquals(missingImports, ["afmpeg_threads.switch"]);
  assertEquals([exitCode, durationSec], [0, 1]);
});
