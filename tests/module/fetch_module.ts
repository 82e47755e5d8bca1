// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Fetches the module with the given URL and checksum, runs it, and prints its exit
 * code: for a separate process.
 *
 * @module
 */
import { MemoryFs, Runtime } from "../../mod.ts";

const [url, sha256] = Deno.args;
await using runtime = await Runtime.create({
  module: { url: url!, sha256: sha256! },
});
const { exitCode } = await runtime.run(new MemoryFs(), ["exit", "7"]);
console.log(exitCode);
