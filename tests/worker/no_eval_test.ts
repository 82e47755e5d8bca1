// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";

/** Starts a thread, which refuses a module that is no WebAssembly. */
const SCRIPT = `
  import { Runtime } from "${new URL("../../mod.ts", import.meta.url)}";
  const bytes = new Uint8Array(8).fill(1);
  bytes.set([0, 0x61, 0x73, 0x6d]);
  await Runtime.create({ module: { bytes } }).catch(({ name }) => {
    console.log(name);
  });
`;

Deno.test("a thread starts where V8 may evaluate no text", async () => {
  const flag = "--v8-flags=--disallow-code-generation-from-strings";
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", flag, SCRIPT],
    cwd: new URL("../../", import.meta.url),
  }).output();
  const decoder = new TextDecoder();
  assertEquals(decoder.decode(stdout), "ModuleError\n", decoder.decode(stderr));
});
