// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import { conformanceCases } from "./conformance_cases.ts";
import { runInWorker } from "./run_in_worker.ts";

Deno.test("BridgeFs behaves like the file system of the caller", async () => {
  assert(conformanceCases.length > 0);
  const mounts = Object.fromEntries(
    conformanceCases.map((_, i) => [`/${i}`, new MemoryFs()]),
  );
  const outcome = await runInWorker("conformance_worker.ts", mounts, undefined);
  assertEquals(JSON.parse(outcome), []);
});
