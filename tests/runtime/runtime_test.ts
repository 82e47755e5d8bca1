// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  ClosedError,
  GuestTrapError,
  inspectModule,
  LimitError,
  MemoryFs,
  ModuleError,
  type ModuleSource,
  type Result,
  type RunOptions,
  Runtime,
} from "../../mod.ts";
import { turn } from "../support/turn.ts";
import { wat } from "../support/wat.ts";
import { compileGuest } from "../support/c_guest.ts";
import { BaseFile, FsError, type FsFile } from "../../vfs/mod.ts";
import { prepare } from "../support/prepare.ts";

let behave!: { bytes: Uint8Array<ArrayBuffer> };
prepare(async () => {
  behave = { bytes: await compileGuest("behave.c") };
});

function text({ stdout }: Result): string {
  return new TextDecoder().decode(stdout);
}

/** The smallest module with one import and, optionally, `_start` and `memory`. */
function moduleWith(
  { imports, isCommand }: { imports: [string, string][]; isCommand: boolean },
): Uint8Array<ArrayBuffer> {
  const name = (
    text: string,
  ) => [text.length, ...new TextEncoder().encode(text)];
  const section = (id: number, items: number[][]) => {
    const body = [items.length, ...items.flat()];
    return items.length === 0 ? [] : [id, body.length, ...body];
  };
  const exports = isCommand
    ? [[...name("memory"), 2, 0], [...name("_start"), 0, imports.length]]
    : [];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [[0x60, 0, 0]]),
    ...section(2, imports.map(([a, b]) => [...name(a), ...name(b), 0, 0])),
    ...section(3, [[0]]),
    ...section(5, [[0, 1]]),
    ...section(7, exports),
    ...section(10, [[2, 0, 0x0b]]),
  ]);
}

Deno.test("Runtime.run() returns the exit code", async () => {
  await using runtime = await Runtime.create({ module: behave });
  for (const exitCode of [0, 1, 42, 255]) {
    const result = await runtime.run(new MemoryFs(), ["exit", `${exitCode}`]);
    assertEquals(result.exitCode, exitCode);
  }
});

Deno.test("Runtime.run() passes arguments unchanged", async () => {
  await using runtime = await Runtime.create({ module: behave });
  const args = ["args", "", " ", "Grüße", "日本語", "🦶", "a\nb", "--", "*"];
  const result = await runtime.run(new MemoryFs(), args);
  const expected = ["ffmpeg", ...args].map((arg) => `[${arg}]\n`).join("");
  assertEquals(text(result), expected);
});

Deno.test("Runtime.run() gives the guest the given environment only", async () => {
  await using runtime = await Runtime.create({ module: behave });
  const fs = new MemoryFs();
  const env = { GREETING: "Grüße" };
  assertEquals(text(await runtime.run(fs, ["env", "HOME"])), "(unset)");
  const result = await runtime.run(fs, ["env", "GREETING"], { env });
  assertEquals(text(result), "Grüße");
});

Deno.test("Runtime.run() starts every run afresh", async () => {
  await using runtime = await Runtime.create({ module: behave });
  for (let i = 0; i < 3; i++) {
    assertEquals(text(await runtime.run(new MemoryFs(), ["count"])), "1");
  }
});

Deno.test("Runtime.run() keeps the beginning and the end of too much output", async () => {
  await using runtime = await Runtime.create({ module: behave });
  const whole = Array.from({ length: 20_000 }, (_, i) => `err ${i}\n`).join("");
  const all = await runtime.run(new MemoryFs(), ["spew", "20000"]);
  assertEquals(all.stderr, whole);
  const some = await runtime.run(new MemoryFs(), ["spew", "20000"], {
    maxStderrBytes: 1000,
    maxStdoutBytes: 11,
    stdoutOverflow: "drop",
  });
  assertEquals(
    some.stderr,
    whole.slice(0, 500) +
      `\n[... ${whole.length - 1000} bytes dropped ...]\n` + whole.slice(-500),
  );
  assertEquals(text(some), "out 0" + "19999\n");
  assertEquals(some.stdoutDropped, all.stdout.length - 11);
});

Deno.test("Runtime.run() fails rather than return a part of stdout", async (t) => {
  await using runtime = await Runtime.create({ module: behave });
  const { stdout } = await runtime.run(new MemoryFs(), ["spew", "1001"]);
  const { length } = stdout;
  for (const maxStdoutBytes of [0, 1, length - 1]) {
    await t.step(`${maxStdoutBytes} of ${length} bytes`, async () => {
      const fs = new MemoryFs();
      const error = await assertRejects(
        () => runtime.run(fs, ["spew", "1001"], { maxStdoutBytes }),
        LimitError,
        "raise the option `maxStdoutBytes`, give a stream as `stdout`, or have",
      );
      const { option, limit } = error;
      assertEquals([option, limit], ["maxStdoutBytes", maxStdoutBytes]);
    });
  }
  for (const maxStdoutBytes of [length, length + 1, Infinity]) {
    for (const stdoutOverflow of ["fail", "drop"] as const) {
      await t.step(`${maxStdoutBytes} bytes, ${stdoutOverflow}`, async () => {
        const options = { maxStdoutBytes, stdoutOverflow };
        const whole = await runtime.run(
          new MemoryFs(),
          ["spew", "1001"],
          options,
        );
        assertEquals(whole.stdout, stdout);
        assertEquals(whole.stdoutDropped, 0);
      });
    }
  }
  await t.step("it stops a guest that writes without end", async () => {
    const running = runtime.run(new MemoryFs(), ["spew", "999999999"], {
      maxStdoutBytes: 2 ** 20,
    });
    await assertRejects(() => running, LimitError);
  });
  await t.step("an atomic run changes nothing", async () => {
    const fs = new MemoryFs();
    const options = { maxStdoutBytes: 1, atomic: true };
    await assertRejects(
      () => runtime.run(fs, ["spew", "9"], options),
      LimitError,
    );
    assertEquals(await Array.fromAsync(fs.walk("/"), ({ path }) => path), [
      "/",
    ]);
  });
});

Deno.test("Runtime.run() rejects with a GuestTrapError when the guest traps", async (t) => {
  await using runtime = await Runtime.create({ module: behave });
  const kinds = {
    unreachable: "unreachable",
    bounds: "out-of-bounds",
    recurse: "stack-overflow",
    divide: "arithmetic",
    call: "indirect-call",
  };
  for (const [what, kind] of Object.entries(kinds)) {
    await t.step(kind, async () => {
      const error = await assertRejects(
        () => runtime.run(new MemoryFs(), [what]),
        GuestTrapError,
      );
      assertEquals(error.kind, kind);
      assertMatch(error.wasmStack, /wasm/);
      assertEquals(error.argv, ["ffmpeg", what]);
    });
  }
  await t.step("and can be used afterwards", async () => {
    assertEquals(text(await runtime.run(new MemoryFs(), ["count"])), "1");
  });
});

Deno.test("Runtime.run() queues runs in the order of the calls", async () => {
  await using runtime = await Runtime.create({ module: behave });
  const order: number[] = [];
  await Promise.all(Array.from({ length: 10 }, async (_, i) => {
    const result = await runtime.run(new MemoryFs(), ["exit", `${i}`]);
    order.push(result.exitCode);
  }));
  assertEquals(order, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("Runtime.run() reads files larger than the channel", async () => {
  await using runtime = await Runtime.create({ module: behave });
  const fs = new MemoryFs();
  const data = new Uint8Array(1_000_003).map((_, i) => i * 7 + (i >> 8));
  fs.writeFile("Größe.bin", data);
  const result = await runtime.run(fs, ["cat", "Größe.bin"]);
  assertEquals(result.stdout, data);
});

Deno.test("Runtime.run() rejects with the error of a broken file system", async () => {
  await using runtime = await Runtime.create({ module: behave });
  const broken = new TypeError("the backend has a bug");
  class BrokenFs extends MemoryFs {
    override openFile(): never {
      throw broken;
    }
  }
  const error = await assertRejects(() =>
    runtime.run(new BrokenFs(), ["cat", "a"])
  );
  assertEquals(error, broken);
  assertEquals((await runtime.run(new MemoryFs(), ["exit", "7"])).exitCode, 7);
});

Deno.test("Runtime.run() reports the failures of a file system to the guest", async () => {
  class FaultyFile extends BaseFile {
    override stat() {
      return new MemoryFs().stat("/");
    }
    override readdir(): never {
      throw new FsError("EIO", { operation: "readdir", path: this.name });
    }
  }
  class FaultyFs extends MemoryFs {
    override openFile(path: string): never {
      throw new FsError("EACCES", { operation: "open", path });
    }
  }
  await using runtime = await Runtime.create({ module: behave });
  const result = await runtime.run(new FaultyFs(), ["cat", "a"]);
  assertEquals([result.exitCode, result.stderr], [1, "a: Permission denied\n"]);
  assert(new FaultyFile("a") satisfies FsFile);
});

Deno.test("Runtime.run() rejects after close()", async () => {
  const runtime = await Runtime.create({ module: behave });
  const running = runtime.run(new MemoryFs(), ["exit", "3"]);
  const queued = runtime.run(new MemoryFs(), ["exit", "4"]);
  const closed = runtime.close();
  await assertRejects(() => queued, ClosedError);
  assertEquals((await running).exitCode, 3);
  await closed;
  await runtime.close();
  const error = await assertRejects(
    () => runtime.run(new MemoryFs(), []),
    ClosedError,
  );
  assertStringIncludes(error.message, "create another one");
});

Deno.test("Runtime.create() accepts a module as bytes, a file, a file of an Fs, or compiled", async () => {
  const { bytes } = behave;
  const fs = new MemoryFs();
  fs.writeFile("guest.wasm", bytes);
  const file = await Deno.makeTempFile();
  await Deno.writeFile(file, bytes);
  const sources = [
    behave,
    { bytes: bytes.buffer },
    { file },
    { fs, path: "guest.wasm" },
    await WebAssembly.compile(bytes),
  ];
  for (const module of sources) {
    await using runtime = await Runtime.create({ module });
    const result = await runtime.run(new MemoryFs(), ["exit", "5"]);
    assertEquals(result.exitCode, 5);
  }
  // The bytes still belong to the caller.
  assertEquals([bytes, fs.readFile("guest.wasm")], [
    await Deno.readFile(file),
    await Deno.readFile(file),
  ]);
  await Deno.remove(file);
});

Deno.test("Runtime.create() rejects with a ModuleError when the module cannot be used", async (t) => {
  const cases = {
    source: [{}, { ...behave, file: "x.wasm" }],
    format: [
      { bytes: new Uint8Array(0) },
      { bytes: new TextEncoder().encode("#!/bin/sh") },
      { bytes: behave.bytes.subarray(0, 1000) },
    ],
    start: [{ bytes: moduleWith({ imports: [], isCommand: false }) }],
    imports: [{
      bytes: moduleWith({
        imports: [["env", "system"], ["wasi_snapshot_preview1", "sched_yield"]],
        isCommand: true,
      }),
    }],
  };
  for (const [reason, modules] of Object.entries(cases)) {
    await t.step(reason, async () => {
      for (const module of modules) {
        const error = await assertRejects(
          // deno-lint-ignore no-explicit-any
          () => Runtime.create({ module: module as any }),
          ModuleError,
        );
        assertEquals(error.reason, reason);
        assertMatch(error.message, /^Cannot /);
        if (reason === "imports") {
          assertEquals(error.missingImports, ["env.system"]);
          assertStringIncludes(error.message, "env.system");
        }
      }
    });
  }
});

Deno.test("Runtime.create() says how to link a module that imports its memory", async () => {
  const bytes = wat(`(module (import "env" "memory" (memory 1))
    (export "memory" (memory 0)) (func (export "_start")))`);
  const error = await assertRejects(
    () => Runtime.create({ module: { bytes } }),
    ModuleError,
    "link it without --import-memory",
  );
  assertEquals(error.missingImports, ["env.memory"]);
});

Deno.test("Runtime.create() names the functions of WASI that a module takes for others", async () => {
  const importing = (module: string, name: string, type: string) =>
    wat(`(module (import "${module}" "${name}" (func ${type}))
      (memory (export "memory") 1) (func (export "_start")))`);
  const wrong: [string, string, string, string][] = [
    ["fd_close", "(param i64) (result i32)", "(i64) → (i32)", "(i32) → (i32)"],
    ["fd_close", "(param i32)", "(i32) → ()", "(i32) → (i32)"],
    ["sched_yield", "", "() → ()", "() → (i32)"],
    ["proc_exit", "(param i32) (result i32)", "(i32) → (i32)", "(i32) → ()"],
    [
      "fd_seek",
      "(param i32 i32 i32 i32) (result i32)",
      "(i32, i32, i32, i32) → (i32)",
      "(i32, i64, i32, i32) → (i32)",
    ],
  ];
  for (const module of ["wasi_snapshot_preview1", "wasi_unstable"]) {
    for (const [name, type, given, wanted] of wrong) {
      const error = await assertRejects(
        () =>
          Runtime.create({ module: { bytes: importing(module, name, type) } }),
        ModuleError,
        `it imports ${module}.${name} as ${given}, which is ${wanted}`,
      );
      assertEquals([error.reason, error.missingImports], ["imports", []]);
      const bytes = importing(module, name, type);
      const info = await inspectModule({ bytes });
      assertEquals(info.mistypedImports, [
        `${module}.${name} as ${given}, which is ${wanted}`,
      ]);
      assertEquals(info.program, undefined);
    }
  }
  const bytes = importing(
    "wasi_snapshot_preview1",
    "fd_seek",
    "(param i32 i64 i32 i32) (result i32)",
  );
  await using _ = await Runtime.create({ module: { bytes } });
});

Deno.test("Runtime.create() rejects with the error of reading the file, and says where to get one", async () => {
  const advice = "build one with `afmpeg engine build gpl`, fetch one with " +
    "`afmpeg engine fetch URL#sha256=HEX`, or name one";
  const missing = [
    "no/such.wasm",
    new URL("../no_such.wasm", import.meta.url),
  ];
  for (const file of missing) {
    const { code } = await assertRejects(
      () => Runtime.create({ module: { file } }),
      FsError,
      `Cannot open "${file}": no such file or directory (ENOENT): ${advice}`,
    );
    assertEquals(code, "ENOENT");
  }
  const error = await assertRejects(
    () => Runtime.create({ module: { fs: new MemoryFs(), path: "no.wasm" } }),
    FsError,
    `Cannot open "no.wasm": no such file or directory (ENOENT): ${advice}`,
  );
  assertEquals([error.code, error.path], ["ENOENT", "no.wasm"]);
});

Deno.test("Runtime.create() names what it received when that is not one source", async () => {
  const cases: [unknown, string][] = [
    [undefined, "received none in undefined"],
    ["ffmpeg.wasm", "received none in string"],
    [new Uint8Array(8), "received none in Uint8Array"],
    [{}, "received none in Object"],
    [{ bytes: undefined }, "received none in Object"],
    [{ file: "a", bytes: new Uint8Array(8) }, "received bytes and file"],
    [{ fs: new MemoryFs() }, "received fs without `path`"],
  ];
  for (const [module, message] of cases) {
    const error = await assertRejects(
      () => Runtime.create({ module: module as ModuleSource }),
      ModuleError,
      message,
    );
    assertEquals(error.reason, "source");
  }
});

Deno.test("Runtime treats an undefined option as not given", async () => {
  const runtime = await Runtime.create({
    module: behave,
    signal: undefined,
    maxMemoryBytes: undefined,
    interruptible: undefined,
  });
  const options: Required<{ [Name in keyof RunOptions]: undefined }> = {
    ...{ timeout: undefined, stallTimeout: undefined, maxBytes: undefined },
    ...{ maxFileBytes: undefined, maxFiles: undefined },
    ...{ maxOpenFiles: undefined, maxScratchBytes: undefined },
    ...{ maxStdoutBytes: undefined, maxStderrBytes: undefined },
    ...{ argv0: undefined, env: undefined, cwd: undefined, mounts: undefined },
    ...{ clock: undefined, randomSeed: undefined, signal: undefined },
    ...{ atomic: undefined, stdin: undefined, stdout: undefined },
    ...{ onLog: undefined, onProgress: undefined, onTrace: undefined },
    ...{ profile: undefined, priority: undefined, stdoutOverflow: undefined },
    ...{ durationSec: undefined },
  };
  const { exitCode } = await runtime.run(
    new MemoryFs(),
    ["exit", "7"],
    options,
  );
  assertEquals(exitCode, 7);
  await runtime.close({ abort: undefined });
});

Deno.test("no run begins once Runtime.close() was called, at whichever step", async () => {
  // Writes a line without an end; with a variable, it then loops.
  const bytes = wat(`(module
    (import "wasi_snapshot_preview1" "fd_write"
      (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "environ_sizes_get"
      (func $sizes (param i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\\08\\00\\00\\00\\05\\00\\00\\00frame")
    (func (export "_start")
      (drop (call $sizes (i32.const 32) (i32.const 36)))
      (drop (call $write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 64)))
      (if (i32.load (i32.const 32)) (then (loop (br 0))))))`);
  for (let steps = 0; steps < 16; steps++) {
    const runtime = await Runtime.create({ module: { bytes } });
    const { promise: closing, resolve } = Promise.withResolvers<void>();
    // It is told of the line when the guest has ended, before the turn is passed on.
    const onLog = async () => {
      for (let i = 0; i < steps; i++) await undefined;
      resolve(runtime.close());
    };
    const first = runtime.spawn(new MemoryFs(), [], { onLog });
    const second = runtime.spawn(new MemoryFs(), [], { env: { LOOP: "1" } });
    let isSettled = false;
    const end = second.status.catch((error) => error)
      .finally(() => isSettled = true);
    assertEquals((await first.status).exitCode, 0);
    // If it has begun, close() waits for it.
    const late = turn().then(turn).then(() => second.abort());
    await closing;
    await turn();
    assert(isSettled, `${steps} steps after the end of the first`);
    await late;
    await end;
  }
});
