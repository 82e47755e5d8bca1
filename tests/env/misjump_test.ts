// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Jumps without a target, and everything else that can end a guest within the reach
 * of a `setjmp`.
 *
 * @module
 */
import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { GuestTrapError, LongjmpError, MemoryFs, Runtime } from "../../mod.ts";
import { rewrite } from "../../src/wasm/mod.ts";
import { compileJumper, flavours } from "../support/jump_guest.ts";
import { runGuest } from "../support/run_guest.ts";

const MiB = 2 ** 20;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Runs the guest in this thread. */
function runHere(bytes: Uint8Array<ArrayBuffer>, what: string) {
  const module = rewrite(bytes, { exportTag: "__c_longjmp" });
  return runGuest(module, { fs: new MemoryFs(), args: ["misjump", what] });
}

/** Stops a guest that does nothing but jump. */
async function assertStops(runtime: Runtime) {
  const stop = new AbortController();
  const { stdout, status } = runtime.spawn(new MemoryFs(), ["spin"], {
    signal: stop.signal,
    stdout: "piped",
  });
  const { value } = await stdout.getReader().read();
  assertMatch(text(value!), /^spinning/);
  stop.abort(new Error("enough"));
  await assertRejects(() => status, Error, "enough");
}

for (const [name, flavour] of Object.entries(flavours)) {
  const compile = () => compileJumper("misjump.c", flavour);
  const create = (bytes: Uint8Array<ArrayBuffer>) =>
    Runtime.create({ module: { bytes }, maxMemoryBytes: 8 * MiB });

  Deno.test(`a jump without a target is a LongjmpError when compiled by ${name}`, async () => {
    const bytes = await compile();
    await using runtime = await create(bytes);
    const values = {
      unset: 1,
      garbage: -5,
      returned: 6,
      corrupt: 7,
      outside: 8,
    };
    for (const [what, value] of Object.entries(values)) {
      const error = await assertRejects(
        () => runtime.run(new MemoryFs(), [what]),
        LongjmpError,
      );
      const jmpBuf = what === "outside"
        ? 0xffff_fff0
        : parseInt(error.stderr.slice("jmp_buf ".length));
      assertEquals(
        [error.reason, error.value, error.jmpBuf],
        ["dead", value, jmpBuf],
        what,
      );
      assertEquals(error.argv, ["ffmpeg", what]);
      const here = assertThrows(() => runHere(bytes, what), LongjmpError);
      assertEquals(here.message, error.message);
    }
    const { exitCode } = await runtime.run(new MemoryFs(), ["files"]);
    assertEquals(exitCode, 5);
  });

  Deno.test(`setjmp does not prevent other ends when compiled by ${name}`, async (t) => {
    const bytes = await compile();
    await using runtime = await create(bytes);
    const run = (what: string) => runtime.run(new MemoryFs(), [what]);

    await t.step("an exit", async () => {
      assertEquals((await run("exit")).exitCode, 9);
      assertEquals(runHere(bytes, "exit").exitCode, 9);
    });
    for (
      const [what, kind] of Object.entries({
        trap: "unreachable",
        overflow: "stack-overflow",
        wild: "indirect-call",
        "set-outside": "out-of-bounds",
      })
    ) {
      await t.step(`a trap: ${kind}`, async () => {
        const error = await assertRejects(() => run(what), GuestTrapError);
        assertEquals(error.kind, kind);
      });
    }
    await t.step("the limit of memory", async () => {
      const { exitCode, stdout } = await run("memory");
      assertEquals(exitCode, 4);
      assertMatch(text(stdout), /^out of memory: late\n$/);
    });
    await t.step("the limit of open files", async () => {
      const fs = new MemoryFs();
      const { exitCode, stdout } = await runtime.run(fs, ["files"], {
        maxOpenFiles: 10,
      });
      assertEquals(exitCode, 5);
      assertMatch(text(stdout), /^[1-9] files: 10\n$/);
      assertEquals(fs.readTextFile("data"), "still open");
    });
    await t.step("an abort", async () => {
      await assertStops(runtime);
    });
    assertEquals((await run("exit")).exitCode, 9);
  });
}

Deno.test("a guest without checks in its loops is stopped when it jumps", async () => {
  for (const [name, flavour] of Object.entries(flavours)) {
    const bytes = await compileJumper("misjump.c", flavour);
    await using runtime = await Runtime.create({
      module: { bytes },
      interruptible: false,
    });
    await assertStops(runtime);
    const { exitCode } = await runtime.run(new MemoryFs(), ["exit"]);
    assertEquals(exitCode, 9, name);
  }
});

Deno.test("a module that is already compiled must export its tag", async () => {
  const run = async (flavour: string) => {
    const bytes = await compileJumper("misjump.c", flavours[flavour]!);
    const module = new WebAssembly.Module(bytes);
    await using runtime = await Runtime.create({ module });
    return await runtime.run(new MemoryFs(), [""]);
  };
  for (const flavour of ["LLVM 19, tag exported", "LLVM 22"]) {
    assertEquals((await run(flavour)).exitCode, 1);
  }
  for (const flavour of ["LLVM 16", "LLVM 19"]) {
    const error = await assertRejects(() => run(flavour), LongjmpError);
    assertEquals([error.reason, error.value], ["private-tag", 3]);
  }
});
