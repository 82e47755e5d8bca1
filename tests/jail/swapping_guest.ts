// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Runs a guest that swaps directories, until the standard input ends:
 *
 *     swapping_guest.ts ROOT MODULE
 *
 * @module
 */
import { DenoFs } from "../../vfs/mod.ts";
import { Runtime } from "../../mod.ts";

const [root, module] = Deno.args;
await using runtime = await Runtime.create({ module: { file: module! } });
const running = runtime.run(new DenoFs(root!), [], {
  stdout: Deno.stdout.writable,
});
await Deno.stdin.readable.pipeTo(new WritableStream());
await Deno.writeTextFile(`${root}/stop`, "");
const { exitCode } = await running;
Deno.exitCode = exitCode;
