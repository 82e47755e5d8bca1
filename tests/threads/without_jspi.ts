// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Run by `without_jspi_test.ts`: what afmpeg does if the JavaScript engine has no
 * JavaScript Promise Integration. Prints the error of an engine whose threads take turns,
 * and what one does whose threads do not.
 *
 * @module
 */
import { assert } from "@std/assert";
import { buildEngine } from "../../engine/build.ts";

const engine = WebAssembly as unknown as Record<string, unknown>;
assert(delete engine.promising && delete engine.Suspending);
const { MemoryFs, Runtime } = await import("../../mod.ts");

const green = await buildEngine("lgpl");
const { name, message, missingImports } = await Runtime.create({
  module: { file: green.path },
}).catch((error) => error);
const real = await buildEngine("gpl-lean", { threads: "real" });
await using runtime = await Runtime.create({ module: { file: real.path } });
const fs = new MemoryFs();
const source = "-f lavfi -i testsrc2=duration=1:size=160x120:rate=10";
const { exitCode } = await runtime.run(
  fs,
  `${source} -c:v libx264 out.mp4`.split(" "),
);
const { durationSec } = await runtime.probe(fs, "out.mp4");
console.log(
  JSON.stringify({ name, message, missingImports, exitCode, durationSec }),
);
