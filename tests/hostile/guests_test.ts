// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertGreater,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  AfmpegError,
  GuestTrapError,
  MemoryFs,
  type Result,
  type RunOptions,
  Runtime,
  TimeoutError,
} from "../../mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { wat } from "../support/wat.ts";
import { prepare } from "../support/prepare.ts";

const MiB = 2 ** 20;
let bytes!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  bytes = await compileGuest("hostile.c");
});

async function withRuntime(
  work: (
    run: (args: string[], options?: RunOptions) => Promise<Result>,
  ) => Promise<void>,
): Promise<void> {
  await using runtime = await Runtime.create({
    module: { bytes },
    maxMemoryBytes: 64 * MiB,
  });
  await work((args, options) => runtime.run(new MemoryFs(), args, options));
  const result = await runtime.run(new MemoryFs(), ["path"]);
  assertEquals(text(result), "-1 Filename too long", "is usable afterwards");
}

function text({ stdout }: Result): string {
  return new TextDecoder().decode(stdout);
}

Deno.test("Runtime.run() ends a guest that recurses", async (t) => {
  await withRuntime(async (run) => {
    for (
      const [how, names] of [["mutual", ["even", "odd"]], ["indirect", [
        "indirect",
      ]]] as const
    ) {
      await t.step(how, async () => {
        const error = await assertRejects(() => run([how]), GuestTrapError);
        assertEquals(error.kind, "stack-overflow");
        assertEquals(error.stderr, `about to do harm: ${how}\n`);
        for (const name of names) assertStringIncludes(error.wasmStack, name);
      });
    }
    await t.step("beyond the stack in its memory", async () => {
      const error = await assertRejects(() => run(["frames"]), GuestTrapError);
      assert(["out-of-bounds", "stack-overflow"].includes(error.kind));
    });
  });
});

Deno.test("Runtime.run() keeps a guest from more memory than its limit", async () => {
  await withRuntime(async (run) => {
    const [pages] = text(await run(["grow"])).split(" ");
    assertGreater(Number(pages), 900);
    assertLess(Number(pages), 1024);
    assertEquals((await run(["churn"])).exitCode, 0);
  });
});

Deno.test("Runtime.run() survives a guest that writes forever", async () => {
  await withRuntime(async (run) => {
    for (const stream of ["1", "2"]) {
      await assertRejects(
        () => run(["shout", stream], { timeout: 100 }),
        TimeoutError,
      );
    }
  });
});

Deno.test("Runtime.run() bounds how many files a guest makes", async () => {
  await withRuntime(async (run) => {
    const files = await run(["files"], { maxFiles: 3000 });
    assertEquals(text(files), "3000 Quota exceeded");
    const directories = await run(["directories"], { maxFiles: 100 });
    assertEquals(text(directories), "100 Quota exceeded");
  });
});

Deno.test("Runtime.run() survives a guest that destroys its own memory", async (t) => {
  await withRuntime(async (run) => {
    for (let seed = 0; seed < 40; seed++) {
      await t.step(`in way ${seed}`, async () => {
        try {
          await run(["smash", `${seed}`], { timeout: 1000 });
        } catch (error) {
          assert(error instanceof AfmpegError, `${error}`);
        }
      });
    }
  });
});

/** A command whose `_start` is `code`. */
function command(code: string, rest = ""): Uint8Array<ArrayBuffer> {
  return wat(`(module
    (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (table $t 2 funcref) (elem (table $t) (i32.const 0) func $start)
    (type $command (func)) (tag $e) ${rest}
    (func $start (export "_start") ${code}))`);
}

Deno.test("Runtime.run() stops what nothing in the guest can", async (t) => {
  const endless: Record<string, string> = {
    "a loop without a call": `(loop (br 0))`,
    "a tail call": `(return_call $start)`,
    "an indirect tail call":
      `(return_call_indirect (type $command) (i32.const 0))`,
    "calls of the host": `(loop (drop (call $yield)) (br 0))`,
    "a loop that throws and catches":
      `(loop (try (do (throw $e)) (catch_all)) (br 0))`,
    "a handler that starts again":
      `(loop $l (try (do (loop (br 0))) (catch_all (br $l))))`,
    "a handler around calls of the host":
      `(loop $l (try (do (drop (call $yield))) (catch_all)) (br $l))`,
  };
  for (const [name, code] of Object.entries(endless)) {
    await t.step(name, async () => {
      await using runtime = await Runtime.create({
        module: { bytes: command(code) },
      });
      for (let round = 0; round < 2; round++) {
        await assertRejects(
          () => runtime.run(new MemoryFs(), [], { timeout: 30 }),
          TimeoutError,
        );
      }
    });
  }
});

Deno.test("Runtime.run() keeps a guest from catching its own exit", async () => {
  await using runtime = await Runtime.create({
    module: {
      bytes: command(
        `(try (do (call $exit (i32.const 3))) (catch_all (call $exit (i32.const 4))))`,
      ),
    },
  });
  assertEquals((await runtime.run(new MemoryFs(), [])).exitCode, 3);
});

Deno.test("Runtime.run() names the kind of every trap", async (t) => {
  const traps: Record<string, [string, string]> = {
    "unreachable": ["unreachable", `unreachable`],
    "a load": ["out-of-bounds", `(drop (i32.load (i32.const -1)))`],
    "memory.fill": [
      "out-of-bounds",
      `(memory.fill (i32.const 0) (i32.const 0) (i32.const -1))`,
    ],
    "no such entry": [
      "indirect-call",
      `(call_indirect (type $command) (i32.const 9))`,
    ],
    "an empty entry": [
      "indirect-call",
      `(call_indirect (type $command) (i32.const 1))`,
    ],
    "an entry of another type": [
      "indirect-call",
      `(drop (call_indirect (result i32) (i32.const 0)))`,
    ],
    "recursion": ["stack-overflow", `(call $start) (call $start)`],
    "a division": [
      "arithmetic",
      `(drop (i32.div_s (i32.const 1) (i32.const 0)))`,
    ],
    "a conversion": [
      "arithmetic",
      `(drop (i32.trunc_f32_s (f32.const nan)))`,
    ],
    "an unaligned atomic": [
      "other",
      `(drop (i32.atomic.load (i32.const 1)))`,
    ],
    "an exception": ["exception", `(throw $e)`],
  };
  for (const [name, [kind, code]] of Object.entries(traps)) {
    await t.step(name, async () => {
      await using runtime = await Runtime.create({
        module: { bytes: command(code) },
      });
      const error = await assertRejects(
        () => runtime.run(new MemoryFs(), []),
        GuestTrapError,
      );
      assertEquals(error.kind, kind, error.message);
      for (const frame of error.wasmStack.split("\n").filter(Boolean)) {
        assertStringIncludes(frame, "wasm-function");
      }
    });
  }
});

Deno.test("Runtime.run() names the trap of a guest that sets the word that stops it", async () => {
  const self = wat(`(module
    (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_close"
      (func $close (param i32) (result i32)))
    (import "env" "memory" (memory 1 1 shared))
    (import "afmpeg" "interrupt" (memory 1 1 shared))
    (func (export "wasi_thread_start") (param i32 i32))
    (func (export "_start")
      (i32.store 1 (i32.const 0) (i32.const 1))
      (drop (call $close (i32.const 99)))))`);
  await using runtime = await Runtime.create({ module: { bytes: self } });
  const trap = await assertRejects(
    () => runtime.run(new MemoryFs(), []),
    GuestTrapError,
    "it stopped itself",
  );
  assertEquals(trap.kind, "other");
});

Deno.test("Runtime.run() names the trap of a function with a name of a megabyte", async () => {
  const leb = (value: number): number[] =>
    value < 128 ? [value] : [value & 127 | 128, ...leb(value >>> 7)];
  const name = new Array(1_200_000).fill(120);
  const names = [...leb(1), ...leb(0), ...leb(name.length)].concat(name);
  const section = [4, ...new TextEncoder().encode("name"), 1]
    .concat(leb(names.length), names);
  const trapping = wat(`(module (memory (export "memory") 1)
    (func (export "_start") unreachable))`);
  const named = new Uint8Array(
    [...trapping, 0].concat(leb(section.length), section),
  );
  await using runtime = await Runtime.create({ module: { bytes: named } });
  const trap = await assertRejects(
    () => runtime.run(new MemoryFs(), []),
    GuestTrapError,
  );
  assertEquals(trap.kind, "unreachable");
});
