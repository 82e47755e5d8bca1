// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertRejects } from "@std/assert";
import { JSR_LIMIT, makeJsrEngine } from "../../.ci/jsr_engine.ts";
import { Runtime } from "../../mod.ts";
import { MemoryFs } from "../../vfs/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { inFolder } from "../support/cli.ts";

/** What of a package for npm becomes part of that for JSR. */
const shared = {
  "npm/LICENSES/zlib/copyright": "Zlib",
  "npm/SOURCES.md": "# Sources",
  "npm/sbom.spdx.json": "{}",
  "npm/module.json": '{ "version": "9.0", "license": "LGPL-2.1-or-later" }',
};

Deno.test("an engine's package for JSR has its module compressed, and names it", async () => {
  const guest = await compileGuest("behave.c");
  await inFolder({ ...shared, "npm/ffmpeg.wasm": guest }, async (folder) => {
    const jsr = `${folder}/jsr`;
    const bytes = await makeJsrEngine("remux", `${folder}/npm`, jsr);
    assert(bytes < guest.length, `${bytes} of ${guest.length}`);
    const { module } = await import(`file://${jsr}/mod.ts`);
    await using runtime = await Runtime.create({ module });
    const { exitCode } = await runtime.run(new MemoryFs(), ["exit", "7"]);
    assertEquals(exitCode, 7);
    for (const name of Object.keys(shared)) {
      await Deno.stat(`${folder}/${name.replace("npm", "jsr")}`);
    }
  });
});

Deno.test("an engine that JSR would refuse is an error before it is published", async () => {
  const module = new Uint8Array(JSR_LIMIT);
  for (let at = 0; at < module.length; at += 2 ** 16) {
    crypto.getRandomValues(module.subarray(at, at + 2 ** 16));
  }
  await inFolder({ ...shared, "npm/ffmpeg.wasm": module }, async (folder) => {
    await assertRejects(
      () => makeJsrEngine("full", `${folder}/npm`, `${folder}/jsr`),
      Error,
      "20971520 is the limit",
    );
  });
});
