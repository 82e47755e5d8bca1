// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The engine's C code, compiled natively, withstands a few thousand inputs under the
 * sanitizers. `deno task fuzz native` goes on from there.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { buildTarget, nativeTargets, runTarget } from "../../fuzz/native.ts";
import { fuzzSeed, repeatWith } from "./seed.ts";

Deno.test("the engine's C code withstands random inputs under the sanitizers", async (t) => {
  const seed = fuzzSeed();
  const folder = await Deno.makeTempDir();
  const targets = await nativeTargets();
  assertEquals(targets, ["guard", "shim", "threads"]);
  for (const name of targets) {
    await t.step(`${name}, ${repeatWith(seed)}`, async () => {
      const program = await buildTarget(name, folder);
      const { success, log } = await runTarget(program, [
        ...["-runs=4000", "-max_len=400", `-seed=${seed}`],
        `-artifact_prefix=${folder}/`,
      ]);
      assert(success, log);
    });
  }
  await Deno.remove(folder, { recursive: true });
});
