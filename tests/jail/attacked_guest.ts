// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Runs a guest, whose module it reads from the standard input, in a jail:
 *
 *     attacked_guest.ts ROOT ARGUMENT...
 *
 * @module
 */
import { DenoFs } from "../../vfs/mod.ts";
import { Runtime } from "../../mod.ts";

const [root, ...args] = Deno.args;
const bytes = await new Response(Deno.stdin.readable).bytes();
await using runtime = await Runtime.create({ module: { bytes } });
const { exitCode, stdout, stderr } = await runtime.run(
  new DenoFs(root!),
  args,
);
await Deno.stdout.write(stdout);
console.error(stderr);
Deno.exitCode = exitCode;
