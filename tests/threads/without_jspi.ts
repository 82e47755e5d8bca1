// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Run by `without_jspi_test.ts`: what afmpeg does if the JavaScript engine has no
 * JavaScript Promise Integration. Prints the error and an exit code.
 *
 * @module
 */
import { assert } from "@std/assert";
import { buildEngine } from "../../engine/build.ts";
import { compileBareThreads } from "../support/c_guest.ts";

const engine = WebAssembly as unknown as Record<string, unknown>;
assert(delete engine.promising && delete engine.Suspending);
const { MemoryFs, Runtime } = await import("../../mod.ts");

const open = async (version: "5.1" | "9.0") => {
  const { path } = await buildEngine("gpl", { version });
  return await Runtime.create({ module: { file: path } });
};
const { name, message, missingImports } = await open("9.0")
  .catch((error) => error);
await using runtime = await open("5.1");
const { exitCode } = await runtime.run(new MemoryFs(), ["-version"]);
const bytes = await compileBareThreads("bare_threads.c");
await using parallel = await Runtime.create({ module: { bytes } });
const { stdout } = await parallel.run(new MemoryFs(), ["count"]);
const counted = new TextDecoder().decode(stdout);
console.log(
  JSON.stringify({ name, message, missingImports, exitCode, counted }),
);
