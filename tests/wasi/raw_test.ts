// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Each function of WASI preview1, called directly by a C program: error numbers,
 * layouts and edge cases.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { Runtime } from "../../mod.ts";
import { DenoFs, MemoryFs } from "../../vfs/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { runGuest } from "../support/run_guest.ts";
import { prepare } from "../support/prepare.ts";

let bytes!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  bytes = await compileGuest("raw_wasi.c");
});
const args = ["grüße 🎬"];
const env = { TITLE: "Mäuse=✓" };

function assertPassed({ exitCode, stdout }: {
  exitCode: number;
  stdout: Uint8Array;
}): void {
  assertMatch(new TextDecoder().decode(stdout), /^\d{4} checks\n$/);
  assertEquals(exitCode, 0);
}

Deno.test("Wasi returns the right result of each call, in the same thread", () => {
  const fs = new MemoryFs();
  assertPassed(runGuest(bytes, { fs, args: ["guest", ...args], env }));
});

Deno.test("Wasi returns the right result of each call, through the bridge", async (t) => {
  await using runtime = await Runtime.create({ module: { bytes } });
  await t.step("in memory", async () => {
    assertPassed(await runtime.run(new MemoryFs(), args, { env }));
  });
  await t.step("on the disk", async () => {
    const root = await Deno.makeTempDir();
    assertPassed(await runtime.run(new DenoFs(root), args, { env }));
    await Deno.remove(root, { recursive: true });
  });
});
