// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What `setjmp` and `longjmp` cost, in each way of compiling them.
 * `deno run -A bench/env_bench.ts`
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { rewrite } from "../src/wasm/mod.ts";
import { compileJumper, flavours } from "../tests/support/jump_guest.ts";
import { runGuest } from "../tests/support/run_guest.ts";
import { compare } from "./compare.ts";

const names = ["LLVM 16", "LLVM 19", "LLVM 22", "LLVM 22, Emscripten style"];
const modules: Record<string, Uint8Array<ArrayBuffer>> = {};
for (const name of names) {
  const bytes = await compileJumper("jumps.c", flavours[name]!);
  modules[name] = rewrite(bytes, { exportTag: "__c_longjmp" });
}

/** Ways of doing `what` repeatedly; the first is a WASI call that does nothing. */
function ways(what: string, count: number): Record<string, () => void> {
  const run = (name: string, what: string) => {
    const args = ["jumps", what, `${count}`];
    assertEquals(runGuest(modules[name]!, { args }).exitCode, 0);
  };
  return {
    "sched_yield": () => run("LLVM 22", "yield"),
    ...Object.fromEntries(names.map((name) => [name, () => run(name, what)])),
  };
}

for (
  const [title, what, count] of [
    ["1,000,000 × setjmp: ms, which is ns each", "set", 1_000_000],
    ["1,000,000 calls in reach of a setjmp", "call", 1_000_000],
    ["100,000 × longjmp out of 10 functions", "jump", 100_000],
    ["10,000 × longjmp over 10 other setjmp", "forward", 10_000],
  ] as const
) {
  await compare(title, 5, ways(what, count));
}
