// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  GuestTrapError,
  LongjmpError,
  MemoryFs,
  ModuleError,
  Runtime,
} from "../../mod.ts";
import { Env } from "../../src/env/mod.ts";
import {
  InterruptedError,
  Wasi,
  type WasiOptions,
} from "../../src/wasi/mod.ts";
import { compileJumper, flavours } from "../support/jump_guest.ts";
import { runGuest } from "../support/run_guest.ts";
import { wat } from "../support/wat.ts";

// deno-lint-ignore no-explicit-any
type Exports = Record<string, (...args: any[]) => any>;

/** An instance with an `Env`, and whatever else it imports. */
function instantiate(
  source: string,
  others: WebAssembly.Imports = {},
  options: WasiOptions = {},
) {
  const module = new WebAssembly.Module(wat(source));
  const env = new Env(module, options);
  const wasi = new Wasi(options);
  const imports = { ...wasi.imports, ...env.imports, ...others };
  const instance = new WebAssembly.Instance(module, imports);
  wasi.attach(instance);
  env.attach(instance);
  return { env, wasi, instance, exports: instance.exports as Exports };
}

/** The error that ends a call, explained. */
function endOf(env: Env, call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return env.explain(error);
  }
}

/** Functions that a guest calls itself. */
const functions = `
  (import "env" "__wasm_setjmp" (func $setjmp (param i32 i32 i32)))
  (import "env" "__wasm_setjmp_test" (func $test (param i32 i32) (result i32)))
  (import "env" "__wasm_longjmp" (func $longjmp (param i32 i32)))
  (import "env" "saveSetjmp" (func $save (param i32 i32 i32 i32) (result i32)))
  (import "env" "testSetjmp" (func $find (param i32 i32 i32) (result i32)))
  (import "env" "getTempRet0" (func $get (result i32)))
  (import "env" "setTempRet0" (func $set (param i32)))
  (import "env" "emscripten_longjmp" (func $throw (param i32 i32)))
  (import "env" "invoke_v" (func $invoke (param i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "wasi_snapshot_preview1" "clock_time_get"
    (func $clock (param i32 i64 i32) (result i32)))
  (import "env" "__c_longjmp" (tag $jump (param i32)))`;

/** What `invoke_*` need, beside some functions to call. */
const invocable = `
  (memory (export "memory") 1)
  (global (export "__stack_pointer") (mut i32) (i32.const 4096))
  (global $threw (export "threw") (mut i32) (i32.const 0))
  (func (export "setThrew") (param i32 i32)
    (if (i32.eqz (global.get $threw)) (then (global.set $threw (local.get 0)))))`;

Deno.test("Env.provides() returns whether it provides an import", () => {
  const provides = (name: string, kind = "function", module = "env") =>
    Env.provides({ module, name, kind } as WebAssembly.ModuleImportDescriptor);
  for (
    const name of [
      ..."__wasm_setjmp __wasm_setjmp_test __wasm_longjmp".split(" "),
      ..."saveSetjmp testSetjmp getTempRet0 setTempRet0".split(" "),
      ..."emscripten_longjmp invoke_v invoke_jijfd invoke_di".split(" "),
    ]
  ) {
    assert(provides(name), name);
    assert(!provides(name, "function", "other"), name);
    assert(!provides(name, "global"), name);
  }
  assert(provides("__c_longjmp", "tag"));
  for (const name of ["invoke_", "invoke_vV", "invoke_iv", "toString", "dup"]) {
    assert(!provides(name), name);
  }
  assert(!provides("__cpp_exception", "tag"));
  assert(!provides("__c_longjmp"));
});

Deno.test("Env.attach() requires the exports that the functions need", () => {
  const module = new WebAssembly.Module(wat(`(module
    (import "env" "invoke_v" (func (param i32)))
    (memory (export "memory") 1) (func (export "setThrew") (param i32 i32)))`));
  assertEquals(Env.missingExports(module), [
    "__indirect_function_table",
    "__stack_pointer",
  ]);
  const env = new Env(module);
  const instance = new WebAssembly.Instance(module, env.imports);
  assertThrows(() => env.attach(instance), TypeError, "__stack_pointer");
  const empty = new WebAssembly.Module(wat(`(module)`));
  assertThrows(
    () => new Env(empty).attach(new WebAssembly.Instance(empty)),
    TypeError,
    "it does not export `memory`",
  );
});

Deno.test("Runtime.create() names what a module with invoke_* does not export", async () => {
  const bytes = wat(`(module
    (import "env" "invoke_v" (func (param i32)))
    (memory (export "memory") 1) (func (export "_start")))`);
  const error = await assertRejects(
    () => Runtime.create({ module: { bytes } }),
    ModuleError,
    "--export=__stack_pointer",
  );
  assertEquals(error.reason, "imports");
});

Deno.test("saveSetjmp gives each label of a call of a function one id", () => {
  const { exports } = instantiate(`(module ${functions} ${invocable}
    (table (export "__indirect_function_table") 1 funcref)
    (func (export "save") (param i32 i32 i32)
      (drop (call $save (local.get 0) (local.get 1) (local.get 2) (i32.const 4))))
    (export "find" (func $find)) (export "size" (func $get)))`);
  const words = new Uint32Array(
    (exports as unknown as { memory: WebAssembly.Memory }).memory.buffer,
  );
  const [jmpBuf, table, other] = [64, 1024, 2048] as const;
  // Whatever the allocator left behind is not read as an entry.
  words.fill(3, table / 4, table / 4 + 32);
  words[table / 4] = words[other / 4] = 0;
  exports.save!(jmpBuf, 1, other);
  assertEquals(exports.size!(), 4);
  const foreign = words[jmpBuf / 4]!;
  assertEquals(exports.find!(foreign, other, 4), 1);
  assertEquals(exports.find!(foreign, table, 4), 0);
  // The first word tells whether there are others.
  words[table / 4 + 1] = foreign >>> 4;
  assertEquals(exports.find!(foreign, table, 4), 0);

  const ids = new Map<number, number>();
  for (let turn = 0; turn < 2; turn++) {
    for (let label = 159; label > 0; label--) {
      exports.save!(jmpBuf, label, table);
      const id = words[jmpBuf / 4]!;
      assertEquals(ids.get(label) ?? id, id);
      ids.set(label, id);
    }
  }
  assertEquals(new Set(ids.values()).size, 159);
  for (const [label, id] of ids) {
    assertEquals(exports.find!(id, table, 4), label);
    assertEquals(exports.find!(id, other, 4), 0);
  }
  assertEquals(exports.find!(foreign, table, 4), 0);
  assertEquals([...words.subarray(table / 4 + 10, table / 4 + 14)], [
    ...[3, 3, 3, 3],
  ]);
  // No id is in block 0, which means none.
  words[other / 4 + 1] = 0;
  assertEquals(exports.find!(5, other, 4), 0);
  for (const label of [160, 2 ** 31, -1]) {
    exports.save!(jmpBuf, label, table);
    assertEquals(words[jmpBuf / 4], 0);
  }
});

Deno.test("__wasm_longjmp writes to the current memory, at any address", () => {
  const { exports } = instantiate(`(module ${functions} ${invocable}
    (table (export "__indirect_function_table") 1 funcref)
    (func (export "run") (param $buf i32) (result i32)
      (call $setjmp (local.get $buf) (i32.const 5) (i32.const 77))
      (drop (memory.grow (i32.const 1)))
      (i32.load offset=4 (try (result i32)
        (do (call $longjmp (local.get $buf) (i32.const 9)) (unreachable))
        (catch $jump))))
    (func (export "test") (param $buf i32) (param $id i32) (result i32)
      (drop (memory.grow (i32.const 1)))
      (call $test (local.get $buf) (local.get $id))))`);
  for (const at of [8, 17, 1023, 65_520]) {
    assertEquals(exports.run!(at), 9);
    assertEquals([77, 78, 0].map((id) => exports.test!(at, id)), [5, 0, 0]);
  }
});

const stripped = `(module
  (import "env" "__wasm_setjmp" (func $setjmp (param i32 i32 i32)))
  (import "env" "__wasm_longjmp" (func $longjmp (param i32 i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (loop $again
      (call $setjmp (i32.const 256) (i32.const 1) (i32.const 64))
      (try (do (call $longjmp (i32.const 256) (i32.const 3)))
        (catch_all))
      (br $again))))`;

Deno.test("a jump in a module without exception handling is a LongjmpError", async () => {
  const expected = { reason: "stripped", value: 3, jmpBuf: 256 };
  const bytes = wat(stripped);
  const error = assertThrows(() => runGuest(bytes), LongjmpError);
  const { reason, value, jmpBuf } = error;
  assertEquals({ reason, value, jmpBuf }, expected);
  await using runtime = await Runtime.create({ module: { bytes } });
  const there = await assertRejects(
    () => runtime.run(new MemoryFs(), []),
    LongjmpError,
  );
  assertEquals(there.message, error.message);
});

Deno.test("a module that only imports longjmp has nothing to jump to", () => {
  const { env, exports } = instantiate(`(module
    (import "env" "__wasm_longjmp" (func $longjmp (param i32 i32)))
    (memory (export "memory") 1) (data (i32.const 64) "abcd")
    (func (export "jump") (call $longjmp (i32.const 64) (i32.const 2))))`);
  const error = endOf(env, () => exports.jump!());
  assertInstanceOf(error, LongjmpError);
  assertEquals([error.reason, error.value], ["dead", 2]);
});

/** Repeatedly calls a function inside a handler that catches everything. */
const catching = (call: string) =>
  `(module ${functions} ${invocable}
    (table (export "__indirect_function_table") 2 funcref) (elem (i32.const 0) $f)
    (func $f ${call})
    (func (export "direct")
      (loop $again (try (do (call $f)) (catch_all)) (br $again)))
    (func (export "invoked")
      (loop $again
        (try (do (call $invoke (i32.const 0))) (catch_all)) (br $again))))`;

Deno.test("a guest cannot catch anything that ends it", async (t) => {
  const far = `(i32.const -8)`;
  const calls: Record<string, [string, (error: unknown) => void]> = {
    "an exit": [`(call $exit (i32.const 3))`, (error) => {
      assertInstanceOf(error, WebAssembly.RuntimeError);
      assertMatch(error.message, /unreachable/);
    }],
    "a jump to an unset jmp_buf": [
      `(call $longjmp (i32.const 64) (i32.const 3))`,
      (error) => assertInstanceOf(error, LongjmpError),
    ],
    "a jump to an unset jmp_buf, Emscripten style": [
      `(call $throw (i32.const 64) (i32.const 3))`,
      (error) => assertInstanceOf(error, LongjmpError),
    ],
    "a function that is not in the table": [
      `(call $invoke (i32.const 2))`,
      (error) => assertMatch(String(error), /table index/),
    ],
    "an empty element of the table": [
      `(call $invoke (i32.const 1))`,
      (error) => assertMatch(String(error), /table index/),
    ],
  };
  const outside: Record<string, string> = {
    "__wasm_setjmp": `(call $setjmp ${far} (i32.const 1) (i32.const 1))`,
    "__wasm_setjmp_test": `(drop (call $test (i32.const -1) (i32.const 1)))`,
    "saveSetjmp":
      `(drop (call $save ${far} (i32.const 1) ${far} (i32.const 4)))`,
    "__wasm_setjmp, half of it":
      `(call $setjmp (i32.const 65534) (i32.const 1) (i32.const 1))`,
    "testSetjmp": `(drop (call $find (i32.const 99) ${far} (i32.const 4)))`,
  };
  for (const [name, call] of Object.entries(outside)) {
    calls[`${name} outside of the memory`] = [
      call,
      (error) => assertMatch(String(error), /memory access out of bounds/),
    ];
  }
  for (const [name, [call, assertEnd]] of Object.entries(calls)) {
    await t.step(name, () => {
      const { env, exports } = instantiate(catching(call));
      assertEnd(endOf(env, () => exports.direct!()));
      assertEnd(endOf(env, () => exports.invoked!()));
    });
  }
});

Deno.test("Env ends a guest that is interrupted", () => {
  const interrupt = new Int32Array(new SharedArrayBuffer(4));
  const { wasi, instance } = instantiate(
    `(module
      (import "env" "__wasm_setjmp" (func $setjmp (param i32 i32 i32)))
      (memory (export "memory") 1)
      (func (export "_start")
        (loop $again
          (try (do (call $setjmp (i32.const 8) (i32.const 1) (i32.const 1)))
            (catch_all))
          (br $again))))`,
    {},
    { interrupt },
  );
  interrupt[0] = 1;
  assertThrows(() => wasi.start(instance), InterruptedError);
});

Deno.test("an exception of the guest itself is not a jump unless it looks like one", async () => {
  const throwing = (payload: number) =>
    `(module
      (import "env" "__c_longjmp" (tag $jump (param i32)))
      (memory (export "memory") 1)
      (data (i32.const 64) "\\00\\10\\00\\00\\fe\\ff\\ff\\ff")
      (func (export "_start") (throw $jump (i32.const ${payload}))))`;
  const run = async (payload: number) => {
    const bytes = wat(throwing(payload));
    await using runtime = await Runtime.create({ module: { bytes } });
    await runtime.run(new MemoryFs(), []);
  };
  const error = await assertRejects(() => run(64), LongjmpError);
  assertEquals([error.jmpBuf, error.value], [4096, -2]);
  for (const payload of [-1, -8, 65_529]) {
    const { kind } = await assertRejects(
      () => run(payload),
      GuestTrapError,
      "the guest trapped (an exception that nothing caught)",
    );
    assertEquals(kind, "exception");
    const thrown = assertThrows(() => runGuest(wat(throwing(payload))));
    assertMatch(`${thrown}`, /WebAssembly\.Exception/);
  }
});

Deno.test("Env leaves exceptions with other tags alone", () => {
  const { env, exports } = instantiate(`(module (memory (export "memory") 1)
    (tag $own (export "__c_longjmp") (param i32))
    (func (export "throw") (throw $own (i32.const 64))))`);
  let thrown: unknown;
  try {
    exports.throw!();
  } catch (error) {
    thrown = error;
  }
  assertStrictEquals(env.explain(thrown), thrown);
  assertStrictEquals(env.explain(undefined), undefined);
});

/** Jumps out of a function of the host that was called within a `setjmp`. */
const throughHost =
  `(module ${functions} (import "host" "call" (func $host)) ${invocable}
  (table (export "__indirect_function_table") 1 funcref) (elem (i32.const 0) $in)
  (func (export "jump") (call $longjmp (i32.const 64) (i32.const 6)))
  (func (export "throw")
    (global.set 0 (i32.const 1024)) (call $throw (i32.const 64) (i32.const 6)))
  (func $out (if (global.get $clocked)
    (then (drop (call $clock (i32.const 0) (i64.const 0) (i32.const 128))))
    (else (call $host))))
  (global $clocked (export "clocked") (mut i32) (i32.const 0))
  (func $in (call $out))
  (func (export "set") (call $setjmp (i32.const 64) (i32.const 1) (i32.const 1)))
  (func (export "caught") (result i32)
    (i32.load offset=4 (try (result i32)
      (do (call $out) (unreachable)) (catch $jump))))
  (func (export "invoked") (result i32)
    (call $invoke (i32.const 0)) (global.get $threw)))`;

Deno.test("a jump passes functions of the host, including those of WASI", () => {
  let leave = () => {};
  const lines: string[] = [];
  const { exports } = instantiate(
    throughHost,
    { host: { call: () => leave() } },
    {
      clock: { realtime: () => (leave(), 0n), monotonic: () => 0n },
      trace: (line) => lines.push(line),
    },
  );
  const global = (name: string) =>
    exports[name] as unknown as WebAssembly.Global;
  exports.set!();
  for (const clocked of [0, 1]) {
    global("clocked").value = clocked;
    leave = () => exports.jump!();
    assertEquals(exports.caught!(), 6);
    leave = () => exports.throw!();
    global("threw").value = 0;
    assertEquals(exports.invoked!(), 64);
    assertEquals(global("__stack_pointer").value, 4096);
  }
  assertEquals(lines, Array(2).fill("clock_time_get(REALTIME, 0) = ?"));
});

Deno.test("invoke_* pass every kind of number, and return one after a jump", () => {
  const type = { i: "i32", j: "i64", f: "f32", d: "f64" };
  const add = { i: "i32.add", j: "i64.add", f: "f32.add", d: "f64.add" };
  const kinds = Object.keys(type) as (keyof typeof type)[];
  const text = kinds.map((kind) =>
    `(import "env" "invoke_${kind}${kind}${kind}" (func $invoke_${kind}
       (param i32 ${type[kind]} ${type[kind]}) (result ${type[kind]})))`
  );
  const bodies = kinds.map((kind, i) =>
    `(func $add_${kind} (param ${type[kind]} ${type[kind]}) (result ${
      type[kind]
    })
       (if (global.get $leaves)
         (then (call $throw (i32.const 64) (i32.const 2))))
       (${add[kind]} (local.get 0) (local.get 1)))
     (func (export "${kind}") (param ${type[kind]} ${type[kind]})
       (result ${type[kind]})
       (call $invoke_${kind} (i32.const ${i}) (local.get 0) (local.get 1)))`
  );
  const { exports } = instantiate(`(module ${text.join("\n")}
    (import "env" "emscripten_longjmp" (func $throw (param i32 i32)))
    ${invocable} (data (i32.const 64) "set")
    (global $leaves (export "leaves") (mut i32) (i32.const 0))
    (table (export "__indirect_function_table") 4 funcref)
    (elem (i32.const 0) $add_i $add_j $add_f $add_d)
    ${bodies.join("\n")})`);
  assertEquals(exports.i!(2 ** 31 - 1, 1), -(2 ** 31));
  assertEquals(exports.j!(2n ** 63n - 1n, 1n), -(2n ** 63n));
  assertEquals(exports.f!(0.5, 2 ** 24), 2 ** 24);
  assertEquals(exports.d!(0.1, 0.2), 0.1 + 0.2);
  (exports.leaves as unknown as WebAssembly.Global).value = 1;
  for (const kind of kinds) {
    assertEquals(
      Number(exports[kind]!(...(kind === "j" ? [1n, 2n] : [1, 2]))),
      0,
    );
  }
});

Deno.test("a trace shows the calls of a guest that jumps", async () => {
  const lines: string[] = [];
  runGuest(await compileJumper("jump.c", flavours["LLVM 22"]!), {
    fs: new MemoryFs(),
    trace: (line) => lines.push(line),
  });
  const opened = lines.findIndex((line) => line.startsWith("path_open"));
  assertMatch(lines[opened]!, /"jump.txt", CREAT\|TRUNC, .* = SUCCESS 4$/);
  assert(lines.indexOf("fd_close(4) = SUCCESS") > opened);
  assertEquals(lines.at(-1), "proc_exit(7) = ?");
});
