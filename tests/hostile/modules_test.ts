// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  LimitError,
  MemoryFs,
  ModuleError,
  Runtime,
  TimeoutError,
} from "../../mod.ts";
import { rewrite, WasmFormatError } from "../../src/wasm/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { inProcessOfItsOwn } from "../support/footprint.ts";
import { Random } from "../support/random.ts";
import { wat } from "../support/wat.ts";

Deno.test("Runtime.create() rejects with a LimitError when a module starts with too much memory", async () => {
  const bytes = wat(
    `(module (memory (export "memory") 17) (func (export "_start")))`,
  );
  const error = await assertRejects(
    () => Runtime.create({ module: { bytes }, maxMemoryBytes: 2 ** 20 }),
    LimitError,
  );
  assertEquals([error.option, error.limit], ["maxMemoryBytes", 2 ** 20]);
  assert(error.cause instanceof WasmFormatError);
});

Deno.test("Runtime.create() accepts a module that is already rewritten", async () => {
  const rewritten = rewrite(await compileGuest("hostile.c"), {
    interrupt: true,
  });
  const sources = [{ bytes: rewritten }, await WebAssembly.compile(rewritten)];
  for (const module of sources) {
    await using runtime = await Runtime.create({ module });
    for (let round = 0; round < 2; round++) {
      await assertRejects(
        () => runtime.run(new MemoryFs(), ["loop"], { timeout: 50 }),
        TimeoutError,
      );
    }
  }
});

Deno.test("Runtime.create() gives the offset of an unknown opcode, and loads the module with interruptible set to false", async () => {
  const script = new URL("./unknown_opcode.ts", import.meta.url);
  // An instruction that engines support only behind a flag.
  const report = await inProcessOfItsOwn<Record<string, unknown>>(script, [
    "--experimental-wasm-fp16",
  ]);
  assertEquals(report, {
    reason: "format",
    kind: "unknown-opcode",
    isAtTheOffset: true,
    saysWhatToDo: true,
    exitCode: 0,
  });
});

Deno.test("Runtime.create() answers every corrupted module", async () => {
  const guest = await compileGuest("hostile.c");
  const random = new Random(3);
  for (let round = 0; round < 60; round++) {
    const bytes = guest.slice(0, random.below(4) ? undefined : 5000);
    for (let i = random.below(3); i >= 0; i--) {
      bytes[random.below(bytes.length)] = random.below(256);
    }
    try {
      await using _ = await Runtime.create({ module: { bytes } });
    } catch (error) {
      assert(
        error instanceof ModuleError || error instanceof LimitError,
        `${error}`,
      );
    }
  }
});

Deno.test("Runtime abandons the thread of a module that only pretends to be interruptible", async () => {
  const script = new URL("./pretender.ts", import.meta.url);
  assertEquals(await inProcessOfItsOwn(script), ["stop", 0]);
});

/** A module that calls the host for ever, with more memories than one. */
const calling = (memory: string, before = "") =>
  wat(`(module
    (import "wasi_snapshot_preview1" "fd_close"
      (func $close (param i32) (result i32)))
    (memory (export "memory") 1)
    (memory (export "afmpeg:interrupt") ${memory})
    (func (export "_start")
      ${before} (loop (drop (call $close (i32.const 99))) (br 0))))`);

Deno.test("Runtime.create() rejects a memory that only bears the name of the one that stops guests", async (t) => {
  for (
    const memory of ["0 1 shared", "1 16384 shared", "1 2 shared", "1", "1 1"]
  ) {
    await t.step(memory, async () => {
      const bytes = calling(memory);
      const error = await assertRejects(
        () => Runtime.create({ module: { bytes } }),
        ModuleError,
        "afmpeg:interrupt",
      );
      assert(error.cause instanceof WasmFormatError);
    });
  }
});

Deno.test("Runtime survives a compiled module whose memory to stop it has no word", async () => {
  const module = new WebAssembly.Module(calling("0 1 shared"));
  await using runtime = await Runtime.create({ module });
  for (let round = 0; round < 2; round++) {
    await assertRejects(
      () => runtime.run(new MemoryFs(), [], { timeout: 50 }),
      TimeoutError,
    );
  }
});

Deno.test("Runtime.create() rejects a module with threads that have memories of their own", async () => {
  const bytes = wat(`(module
    (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
    (import "env" "memory" (memory 1 1 shared))
    (memory 1)
    (func (export "wasi_thread_start") (param i32 i32))
    (func (export "_start") (drop (call $spawn (i32.const 0)))))`);
  await assertRejects(
    () => Runtime.create({ module: { bytes } }),
    ModuleError,
    "it has a memory of its own",
  );
});

Deno.test("Runtime.run() ends as a start function does", async () => {
  const bytes = wat(`(module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (func $start (call $exit (i32.const 7)))
    (start $start)
    (func (export "_start") unreachable))`);
  await using runtime = await Runtime.create({ module: { bytes } });
  assertEquals((await runtime.run(new MemoryFs(), [])).exitCode, 7);
});
