// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertMatch,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  findFeatures,
  interruptExport,
  interruptImport,
  isInterruptible,
  readOutline,
  rewrite,
  type RewriteOptions,
  ROOM_BYTES,
  startExport,
  WasmFormatError,
} from "../../src/wasm/mod.ts";
import { readImportedFunctions } from "../../src/wasm/imported_functions.ts";
import { compileGuest } from "../support/c_guest.ts";
import { Random } from "../support/random.ts";
import { wat } from "../support/wat.ts";
import { prepare } from "../support/prepare.ts";

let behave!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  behave = await compileGuest("behave.c");
});

function instantiate(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Instance {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes));
}

/** TypeScript does not declare exceptions yet. */
const { Tag, Exception } = WebAssembly as unknown as {
  Tag: new (type: { parameters: string[] }) => WebAssembly.ImportValue;
  Exception: new (tag: unknown, payload: unknown[]) => Error;
};

/** Calls exports of a module with its interrupt word set or not. */
function callable(bytes: Uint8Array<ArrayBuffer>) {
  const { exports } = instantiate(rewrite(bytes, { interrupt: true }));
  const memory = exports[interruptExport] as WebAssembly.Memory;
  return {
    word: new Int32Array(memory.buffer),
    exports: exports as Record<string, (...args: unknown[]) => unknown>,
  };
}

/** An integer below 16,384. */
const leb = (value: number) =>
  value < 128 ? [value] : [value & 127 | 128, value >> 7];

function section(id: number, ...items: number[][]): number[] {
  const content = [...leb(items.length), ...items.flat()];
  return [id, ...leb(content.length), ...content];
}

Deno.test("rewrite() returns the module itself when there is nothing to do", () => {
  assertStrictEquals(rewrite(behave, {}), behave);
  const once = rewrite(behave, { interrupt: true });
  assertStrictEquals(rewrite(once, { interrupt: true }), once);
});

/** A module with `room` bytes before it in its buffer. */
function withRoom(
  module: Uint8Array,
  room: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(new ArrayBuffer(room + module.length), room);
  bytes.set(module);
  return bytes;
}

Deno.test("rewrite() makes the same in place, where there is room", () => {
  const maxMemoryBytes = 2 ** 26;
  const expected = rewrite(behave, { maxMemoryBytes });
  const grown = expected.length - behave.length;
  assert(grown > 0 && grown < ROOM_BYTES);
  for (const room of [0, grown - 1, grown, ROOM_BYTES]) {
    const bytes = withRoom(behave, room);
    const result = rewrite(bytes, { maxMemoryBytes, inPlace: true });
    assertEquals(result, expected);
    assertEquals(result.buffer === bytes.buffer, room >= grown, `${room}`);
    if (room < grown) assertEquals(bytes, behave);
  }
});

Deno.test("rewrite() leaves a module that may not be overwritten as it is", () => {
  const bytes = withRoom(behave, ROOM_BYTES);
  rewrite(bytes, { maxMemoryBytes: 2 ** 26 });
  const whole = ({ buffer }: Uint8Array) => new Uint8Array(buffer);
  assertEquals(whole(bytes), whole(withRoom(behave, ROOM_BYTES)));
});

Deno.test("rewrite() makes the same of a module with inserted code that may be overwritten", () => {
  const options = { interrupt: true, maxMemoryBytes: 2 ** 26 };
  const bytes = withRoom(behave, ROOM_BYTES);
  assertEquals(
    rewrite(bytes, { ...options, inPlace: true }),
    rewrite(behave, options),
  );
});

Deno.test("isInterruptible() returns the same for a module and its outline", () => {
  const once = rewrite(behave, { interrupt: true });
  const pretender = wat(`(func (export "${interruptExport}"))`);
  for (
    const [bytes, expected] of [
      [once, true],
      [behave, false],
      [pretender, false],
    ] as const
  ) {
    assertEquals(isInterruptible(new WebAssembly.Module(bytes)), expected);
    assertEquals(isInterruptible(readOutline(bytes)), expected);
  }
});

Deno.test("rewrite() stops loops, calls and waits, however they are written", async (t) => {
  const spins: Record<string, string> = {
    "a loop": `(loop (br 0))`,
    "a loop with a result": `(drop (loop (result i32) (br 0)))`,
    "a conditional loop": `(loop (br_if 0 (i32.const 1)))`,
    "a loop after a table of labels":
      `(loop (block (br_table 1 1 1 (i32.const 0))))`,
    "a tail call": `(return_call $f)`,
    "an indirect tail call": `(return_call_indirect (i32.const 0))`,
    "calls in a cycle": `(call $f) (call $f)`,
    "a loop that catches everything":
      `(loop (try (do (throw $e)) (catch_all)) (br 0))`,
    "a loop that catches everything by reference":
      `(loop $l (block $b (try_table (catch_all $b) (throw $e))) (br $l))`,
    "a loop in a handler": `(try (do (throw $e)) (catch_all (loop (br 0))))`,
  };
  for (const [name, code] of Object.entries(spins)) {
    await t.step(name, () => {
      const { word, exports } = callable(wat(
        `(module (tag $e) (table 1 funcref) (elem (i32.const 0) $f)
           (func $f (export "f") ${code}))`,
      ));
      word[0] = 1;
      const error = assertThrows(() => exports.f!(), WebAssembly.RuntimeError);
      assertMatch(error.message, /unreachable/);
    });
  }
});

Deno.test("rewrite() stops what takes forever without a loop or a cycle", () => {
  const depth = 60;
  const functions = Array.from(
    { length: depth },
    (_, i) =>
      `(func $f${i} ${
        i + 1 < depth ? `(call $f${i + 1}) (call $f${i + 1})` : ""
      })`,
  );
  const { word, exports } = callable(wat(
    `(module ${functions.join("\n")} (func (export "f") (call $f0)))`,
  ));
  word[0] = 1;
  assertThrows(() => exports.f!(), WebAssembly.RuntimeError);
});

Deno.test("rewrite() stops calls of functions that call nothing, unless they are short", () => {
  const code: Record<string, number[]> = {
    short: Array(254).fill(0x01), // nop
    long: Array(256).fill(0x01),
    allocates: [0xfb, 0, 1, 0x1a], // struct.new, drop
    catches: [0x1f, 0x40, 1, 2, 0, 0x0b], // try_table, catch_all
  };
  const names = Object.keys(code);
  const { word, exports } = callable(
    new Uint8Array([
      ...header,
      ...section(1, [0x60, 0, 0], [0x5f, 0]),
      ...section(3, ...names.map(() => [0])),
      ...section(
        7,
        ...names.map((name, i) => [name.length, ...encode(name), 0, i]),
      ),
      ...section(
        10,
        ...Object.values(code).map((code) => {
          const body = [0, ...code, 0x0b];
          return [...leb(body.length), ...body];
        }),
      ),
    ]),
  );
  word[0] = 1;
  exports.short!();
  for (const name of ["long", "allocates", "catches"]) {
    assertThrows(
      () => exports[name]!(),
      WebAssembly.RuntimeError,
      "unreachable",
    );
  }
});

Deno.test("rewrite() stops before each instruction that takes as long as its operands say", async (t) => {
  const zero = [0x41, 0];
  const drop = 0x1a;
  const nulled = [0xd0, 0x70];
  const numbers = [0x23, 0]; // an array, in a global
  const functions = [0x23, 1];
  const array = (type: number) => [...zero, 0xfb, 7, type];
  const long: Record<string, number[]> = {
    "memory.grow": [...zero, 0x40, 0, drop],
    "memory.init": [...zero, ...zero, ...zero, 0xfc, 8, 0, 0],
    "memory.copy": [...zero, ...zero, ...zero, 0xfc, 10, 0, 0],
    "memory.fill": [...zero, ...zero, ...zero, 0xfc, 11, 0],
    "table.init": [...zero, ...zero, ...zero, 0xfc, 12, 0, 0],
    "table.copy": [...zero, ...zero, ...zero, 0xfc, 14, 0, 0],
    "table.grow": [...nulled, ...zero, 0xfc, 15, 0, drop],
    "table.fill": [...zero, ...nulled, ...zero, 0xfc, 17, 0],
    "array.new": [...zero, ...zero, 0xfb, 6, 1, drop],
    "array.new_default": [...array(1), drop],
    "array.new_data": [...zero, ...zero, 0xfb, 9, 1, 0, drop],
    "array.new_elem": [...zero, ...zero, 0xfb, 10, 2, 0, drop],
    "array.fill": [...numbers, ...zero, ...zero, ...zero, 0xfb, 16, 1],
    "array.copy": [
      ...[...numbers, ...zero, ...numbers, ...zero, ...zero],
      ...[0xfb, 17, 1, 1],
    ],
    "array.init_data": [
      ...[...numbers, ...zero, ...zero, ...zero],
      ...[0xfb, 18, 1, 0],
    ],
    "array.init_elem": [
      ...[...functions, ...zero, ...zero, ...zero],
      ...[0xfb, 19, 2, 0],
    ],
  };
  for (const [name, code] of Object.entries(long)) {
    await t.step(name, () => {
      // It calls the host, which sets the word, and then has that instruction.
      const body = [0, 0x10, 0, ...code, 0x0b];
      const bytes = new Uint8Array([
        ...header,
        ...section(1, [0x60, 0, 0], [0x5e, 0x7f, 1], [0x5e, 0x70, 1]),
        ...section(2, [1, ...encode("h"), 1, ...encode("f"), 0, 0]),
        ...section(3, [0]),
        ...section(4, [0x70, 0, 1]),
        ...section(5, [0, 1]),
        ...section(
          6,
          [0x64, 1, 0, ...array(1), 0x0b],
          [0x64, 2, 0, ...array(2), 0x0b],
        ),
        ...section(7, [1, ...encode("f"), 0, 1]),
        ...section(9, [1, 0, 0]),
        ...[12, 1, 1],
        ...section(10, [body.length, ...body]),
        ...section(11, [1, 0]),
      ]);
      const run = (stops: boolean) => {
        let stop = () => {};
        const { exports } = new WebAssembly.Instance(
          new WebAssembly.Module(rewrite(bytes, { interrupt: true })),
          { h: { f: () => stop() } },
        );
        const { buffer } = exports[interruptExport] as WebAssembly.Memory;
        if (stops) stop = () => void (new Int32Array(buffer)[0] = 1);
        (exports.f as () => void)();
      };
      run(false);
      assertThrows(() => run(true), WebAssembly.RuntimeError, "unreachable");
    });
  }
});

Deno.test("rewrite() inserts traps that a guest cannot catch", () => {
  const { word, exports } = callable(wat(
    `(module (func (export "f") (result i32)
       (try (result i32)
         (do (loop (br 0)) (i32.const 1))
         (catch_all (i32.const 2)))))`,
  ));
  word[0] = 1;
  assertThrows(() => exports.f!(), WebAssembly.RuntimeError);
});

Deno.test("rewrite() does not change what is computed", () => {
  const text = `(module (memory (export "memory") 1)
    (func $fib (export "fib") (param i32) (result i32)
      (if (result i32) (i32.lt_s (local.get 0) (i32.const 2))
        (then (local.get 0))
        (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
                       (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
    (func (export "sum") (param i32) (result i64) (local i64)
      (loop (local.set 1 (i64.add (local.get 1) (i64.extend_i32_u (local.get 0))))
            (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
      (local.get 1))
    (func (export "simd") (param i32) (result i32)
      (i8x16.extract_lane_u 3 (i8x16.shuffle 0 1 2 19 4 5 6 7 8 9 10 11 12 13 14 15
        (v128.const i32x4 1 2 3 4) (i8x16.splat (local.get 0)))))
    (func (export "store") (param i32) (result i64)
      (i64.store offset=8 align=1 (local.get 0) (i64.const 0x1122334455667788))
      (memory.copy (i32.const 100) (local.get 0) (i32.const 16))
      (memory.fill (i32.const 0) (i32.const 7) (i32.const 4))
      (i64.load (i32.const 108))))`;
  const plain = instantiate(wat(text)).exports as Record<
    string,
    (x: number) => unknown
  >;
  const { exports } = callable(wat(text));
  for (
    const [name, argument] of [["fib", 15], ["sum", 1000], ["simd", 9], [
      "store",
      32,
    ]] as const
  ) {
    assertEquals(exports[name]!(argument), plain[name]!(argument), name);
  }
});

Deno.test("rewrite() turns a start function into an export", () => {
  const bytes = wat(`(module (global $g (export "g") (mut i32) (i32.const 0))
    (start $s) (func $s (global.set $g (i32.const 5))))`);
  const { exports } = callable(bytes);
  const global = exports.g as unknown as WebAssembly.Global;
  assertEquals(global.value, 0);
  exports[startExport]!();
  assertEquals(global.value, 5);
});

Deno.test("rewrite() does not change the index of the module's memory", () => {
  const { exports } = callable(wat(`(module (memory (export "m") 1)
    (func (export "f") (result i32)
      (i32.store (i32.const 0) (i32.const 7)) (loop) (i32.load (i32.const 0))))`));
  assertEquals(exports.f!(), 7);
  const memory = exports.m as unknown as WebAssembly.Memory;
  assertEquals(new Int32Array(memory.buffer)[0], 7);
});

Deno.test("rewrite() stops an atomic wait, and keeps its result", () => {
  const { word, exports } = callable(wat(`(module (memory 1 1 shared)
    (func (export "wait32") (param i32 i64) (result i32)
      (memory.atomic.wait32 offset=4 (i32.const 0) (local.get 0) (local.get 1)))
    (func (export "wait64") (param i64 i64) (result i32)
      (memory.atomic.wait64 (i32.const 8) (local.get 0) (local.get 1))))`));
  assertEquals(exports.wait32!(1, -1n), 1); // not equal
  assertEquals(exports.wait32!(0, 0n), 2); // timed out
  assertEquals(exports.wait32!(0, 25_000_000n), 2);
  assertEquals(exports.wait64!(1n, -1n), 1);
  assertEquals(exports.wait64!(0n, 11_000_000n), 2);
  word[0] = 1;
  assertThrows(() => exports.wait32!(0, -1n), WebAssembly.RuntimeError);
  assertThrows(
    () => exports.wait64!(0n, 3_600_000_000_000n),
    WebAssembly.RuntimeError,
  );
});

Deno.test("rewrite() stops an atomic wait in any memory", () => {
  const text = `(module
    (import "host" "memory" (memory $imported 1 1 shared))
    (memory $large i64 1 1 shared) (memory $small 1 1 shared)
    (func (export "imported") (result i32)
      (memory.atomic.wait32 $imported (i32.const 4) (i32.const 0) (i64.const -1)))
    (func (export "large") (result i32)
      (memory.atomic.wait64 $large (i64.const 8) (i64.const 0) (i64.const -1)))
    (func (export "small") (result i32)
      (memory.atomic.wait32 $small (i32.const 4) (i32.const 0) (i64.const -1))))`;
  const shared = { initial: 1, maximum: 1, shared: true };
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(rewrite(wat(text), { interrupt: true })),
    { host: { memory: new WebAssembly.Memory(shared) } },
  );
  const { buffer } = exports[interruptExport] as WebAssembly.Memory;
  new Int32Array(buffer)[0] = 1;
  for (const name of ["imported", "large", "small"]) {
    const wait = exports[name] as () => number;
    assertThrows(wait, WebAssembly.RuntimeError, "unreachable");
  }
});

Deno.test("rewrite() bounds the memory", () => {
  const text = `(module (memory (export "memory") 2)
    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))`;
  const limited = rewrite(wat(text), { maxMemoryBytes: 4 * 65_536 });
  const { grow } = instantiate(limited).exports as Record<
    string,
    (n: number) => number
  >;
  assertEquals([grow!(2), grow!(1), grow!(0)], [2, -1, 4]);
  const error = assertThrows(
    () => rewrite(wat(text), { maxMemoryBytes: 65_536 }),
    WasmFormatError,
  );
  assertEquals(error.kind, "memory-limit");
  const both = rewrite(rewrite(wat(text), { interrupt: true }), {
    maxMemoryBytes: 3 * 65_536,
  });
  const second = instantiate(both).exports as Record<
    string,
    (n: number) => number
  >;
  assertEquals([second.grow!(1), second.grow!(1)], [2, -1]);
});

Deno.test("rewrite() bounds every kind of memory", () => {
  const grow = (index: string, type = "i32") =>
    `(func (export "grow${index}") (param ${type}) (result ${type})
       (memory.grow ${index && `$m${index}`} (local.get 0)))`;
  const limited = (text: string) => {
    const bytes = wat(`(module ${text})`);
    return instantiate(rewrite(bytes, { maxMemoryBytes: 8 * 65_536 }))
      .exports as Record<string, (count: number | bigint) => number | bigint>;
  };
  const shared = limited(`(memory 1 100 shared) ${grow("")}`);
  assertEquals([shared.grow!(7), shared.grow!(1)], [1, -1]);
  const large = limited(`(memory i64 1) ${grow("", "i64")}`);
  assertEquals([large.grow!(7n), large.grow!(1n)], [1n, -1n]);
  const two = limited(
    `(memory $m0 1) (memory $m1 0) ${grow("0")} ${grow("1")}`,
  );
  assertEquals([two.grow0!(3), two.grow0!(1)], [1, -1]);
  assertEquals([two.grow1!(4), two.grow1!(1)], [0, -1]);
  const text = "(module (memory i64 1))";
  const huge = rewrite(wat(text), { maxMemoryBytes: 2 ** 40 });
  assert(WebAssembly.validate(huge));
  const narrow = limited(`(memory 1 2) ${grow("")}`);
  assertEquals([narrow.grow!(1), narrow.grow!(1)], [1, -1]);
});

Deno.test("rewrite() exports a private tag", async (t) => {
  const options = { exportTag: "t" };
  const tagged = (text: string) => {
    const bytes = wat(`(module ${text}
      (func (export "f") (param i32) (result i32)
        (try (result i32)
          (do (call $host (local.get 0)) (i32.const 0))
          (catch $t))))`);
    return { bytes, rewritten: rewrite(bytes, options) };
  };
  const host = `(import "host" "throw" (func $host (param i32)))`;
  /** Whether what the host throws with the tag "t" is what the guest catches. */
  const catches = (bytes: Uint8Array<ArrayBuffer>) => {
    const { exports } = new WebAssembly.Instance(
      new WebAssembly.Module(bytes),
      {
        host: {
          tag: new Tag({ parameters: ["i64"] }),
          throw: (value: number) => {
            throw new Exception(exports.t, [value]);
          },
        },
      },
    );
    return (exports.f as (x: number) => number)(7) === 7;
  };
  await t.step("with or without checks", () => {
    const { bytes, rewritten } = tagged(`${host} (tag $t (param i32))`);
    assert(catches(rewritten));
    assert(catches(rewrite(bytes, { ...options, interrupt: true })));
  });
  await t.step("after tags that are imported or of other types", () => {
    const { rewritten } = tagged(`
      (type (func (param i32) (result i32))) (type (func (param f32)))
      ${host} (import "host" "tag" (tag (param i64)))
      (tag) (tag (param f32)) (tag (param i32 i32)) (tag $t (param i32))`);
    assert(catches(rewritten));
  });
  await t.step("unless it is exported already", () => {
    const { bytes, rewritten } = tagged(
      `${host} (tag $t (export "t") (param i32))`,
    );
    assertStrictEquals(rewritten, bytes);
    assert(catches(rewritten));
  });
  await t.step("unless it is ambiguous", () => {
    const { bytes, rewritten } = tagged(
      `${host} (tag $t (param i32)) (tag $u (param i32))`,
    );
    assertStrictEquals(rewritten, bytes);
  });
  await t.step("by its name", () => {
    const { bytes } = tagged(
      `${host} (tag $u (param i32)) (tag $t (param i32))`,
    );
    const names = [0, 9, 4, ...encode("name"), 11, 2, 1, 1]; // cut off
    const nameSection = (tag: number) => [
      ...[0, 11, 4, ...encode("name")],
      ...[11, 4, 1, tag, 1, ...encode("t")],
    ];
    const named = (tag: number) =>
      rewrite(new Uint8Array([...bytes, ...nameSection(tag)]), options);
    assert(catches(named(1)));
    const malformed = new Uint8Array([...bytes, ...names]);
    assertStrictEquals(rewrite(malformed, options), malformed);
  });
});

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

Deno.test("rewrite() refuses object files, and gives the offset of an unknown opcode", () => {
  const linking = new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[0, 8, 7, ...encode("linking")],
  ]);
  const object = assertThrows(
    () => rewrite(linking, { interrupt: true }),
    WasmFormatError,
  );
  assertEquals(object.kind, "object-file");
  const bytes = wat(`(module (func (nop) (nop)))`);
  const at = bytes.lastIndexOf(0x01);
  bytes[at] = 0xff;
  const error = assertThrows(
    () => rewrite(bytes, { interrupt: true }),
    WasmFormatError,
  );
  assertEquals([error.kind, error.offset], ["unknown-opcode", at]);
});

/** Rewrites what may not be a module: returns, or fails with a `WasmFormatError`. */
function attempt(bytes: Uint8Array<ArrayBuffer>): void {
  try {
    rewrite(bytes, { interrupt: true, maxMemoryBytes: 2 ** 30 });
  } catch (error) {
    if (!(error instanceof WasmFormatError)) throw error;
  }
}

Deno.test("rewrite() returns or throws a WasmFormatError for every corrupted module", () => {
  const random = new Random(1);
  for (let round = 0; round < 3000; round++) {
    const bytes = behave.slice();
    for (let i = random.below(4); i >= 0; i--) {
      bytes[random.below(bytes.length)] = random.below(256);
    }
    attempt(bytes);
  }
});

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

Deno.test("rewrite() does not trust what a module claims", async (t) => {
  const huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
  await t.step("endless lists", () => {
    for (let id = 0; id < 20; id++) {
      attempt(new Uint8Array([...header, id, ...huge]));
      attempt(new Uint8Array([...header, id, 6, ...huge, 0]));
      attempt(new Uint8Array([...header, id, 9, 1, ...huge, 0, 1, 2]));
    }
  });
  await t.step("endless integers", () => {
    for (let id = 0; id < 20; id++) {
      const endless = Array<number>(1000).fill(0x80);
      attempt(new Uint8Array([...header, id, ...endless, 0]));
      attempt(new Uint8Array([...header, id, 0xe9, 0x07, ...endless, 0]));
    }
  });
  await t.step("endless blocks", () => {
    const depth = 4 * 2 ** 20;
    const code = new Uint8Array(depth + 2).fill(0x00);
    for (let at = 1; at < depth; at += 2) code.set([0x03, 0x40], at);
    const size = (value: number) =>
      Array.from(
        { length: 5 },
        (_, i) => (value >>> (7 * i)) & 0x7f | (i < 4 ? 0x80 : 0),
      );
    attempt(
      new Uint8Array([
        ...header,
        ...[10, ...size(code.length + 6), 1, ...size(code.length)],
        ...code,
      ]),
    );
  });
});

Deno.test("readOutline() reads no list that is longer than an engine accepts", async (t) => {
  const million = [0xc1, 0x84, 0x3d]; // and one
  const items: Record<string, [id: number, size: number]> = {
    imports: [2, 4],
    memories: [5, 2],
    exports: [7, 3],
  };
  for (const [name, [id, size]] of Object.entries(items)) {
    await t.step(name, () => {
      const content = 1_000_001 * size + million.length;
      const length = [0, 7, 14, 21].map((shift) =>
        content >>> shift & 0x7f | (shift < 21 ? 0x80 : 0)
      );
      const start = [...header, id, ...length, ...million];
      const bytes = new Uint8Array(start.length + content - million.length);
      bytes.set(start);
      const error = assertThrows(() => readOutline(bytes), WasmFormatError);
      assertEquals(error.what, "a list of 1000001 items");
    });
  }
  await t.step("sections", () => {
    const count = 100_001;
    const bytes = new Uint8Array(header.length + 3 * count);
    bytes.set(header);
    for (let i = 0; i < count; i++) bytes[header.length + 3 * i + 1] = 1;
    const error = assertThrows(() => readOutline(bytes), WasmFormatError);
    assertEquals(error.what, "more than 100000 sections");
  });
});

Deno.test("readImportedFunctions() reads a type once, however many functions have it", () => {
  const bytes = wat(`(module (import "m" "a" (func (param i32) (result i64)))
    (import "m" "b" (func (param i32) (result i64))))`);
  const [a, b] = readImportedFunctions(bytes, ["m"]);
  assertEquals(a!.type, { params: ["i32"], results: ["i64"] });
  assertStrictEquals(a!.type, b!.type);
});

Deno.test("rewrite() keeps a byte order mark at the beginning of a name", () => {
  const mark = "\\ef\\bb\\bf";
  const bytes = wat(`(module
    (import "${mark}m" "${mark}n" (memory 1 4 shared))
    (memory (export "${mark}${interruptExport}") 1 1 shared)
    (func (export "f") (loop (br 0))))`);
  const rewritten = rewrite(bytes, {
    interrupt: true,
    sharedMemoryBytes: 2 * 65_536,
  });
  const module = new WebAssembly.Module(rewritten);
  const [{ module: from, name }] = WebAssembly.Module.imports(module) as [
    WebAssembly.ModuleImportDescriptor,
  ];
  assertEquals([from, name], ["\ufeffm", "\ufeffn"]);
  assert(isInterruptible(module));
  assertEquals(
    readOutline(bytes).exports[0]?.name,
    `\ufeff${interruptExport}`,
  );
});

Deno.test("rewrite() keeps a module from accessing the added memory", () => {
  const reach = (code: number[], memories = 1) =>
    new Uint8Array([
      ...header,
      ...[1, 4, 1, 0x60, 0, 0],
      ...[3, 2, 1, 0],
      ...(memories > 0 ? [5, 3, 1, 0, 1] : []),
      ...[10, code.length + 5, 1, code.length + 3, 0, ...code, 0x0b, 0x0b],
    ]);
  const stores = {
    "a store": [0x41, 0, 0x41, 0, 0x36, 0x42, 1, 0],
    "a store with padded flags": [
      0x41,
      0,
      0x41,
      0,
      0x36,
      0xc2,
      0x00,
      1,
      0,
    ],
    "a vector": [
      0x41,
      0,
      0xfd,
      0x0c,
      ...Array(16).fill(0),
      0xfd,
      11,
      0x40,
      1,
      0,
    ],
    "an atomic store": [0x41, 0, 0x41, 0, 0xfe, 0x17, 0x42, 1, 0],
    "memory.fill": [0x41, 0, 0x41, 0, 0x41, 4, 0xfc, 11, 1],
    "memory.copy": [0x41, 0, 0x41, 0, 0x41, 4, 0xfc, 10, 1, 0],
    "memory.init": [0x41, 0, 0x41, 0, 0x41, 4, 0xfc, 8, 0, 1],
    "memory.size": [0x3f, 1, 0x1a],
    "memory.grow": [0x41, 0, 0x40, 1, 0x1a],
  };
  for (const [name, code] of Object.entries(stores)) {
    const error = assertThrows(
      () => rewrite(reach(code), { interrupt: true }),
      WasmFormatError,
      "memory 1",
      name,
    );
    assertEquals(error.kind, "malformed");
  }
  const first = {
    "a store": [0x41, 0, 0x41, 0, 0x36, 2, 0],
    "an atomic wait": [0x41, 0, 0x41, 0, 0x42, 0, 0xfe, 1, 2, 0],
    "memory.fill": [0x41, 0, 0x41, 0, 0x41, 4, 0xfc, 11, 0],
  };
  for (const [name, code] of Object.entries(first)) {
    assertThrows(
      () => rewrite(reach(code, 0), { interrupt: true }),
      WasmFormatError,
      "memory 0 of 0",
      name,
    );
  }
});

Deno.test("rewrite() keeps a module from exporting the added memory", () => {
  const bytes = wat(`(module (memory (export "m") 1))`);
  bytes[bytes.length - 1] = 1; // its index
  assertThrows(
    () => rewrite(bytes, { interrupt: true }),
    WasmFormatError,
    "memory 1 of 1 as an export",
  );
});

Deno.test("rewrite() refuses code of functions that are not declared", () => {
  const body = [0, 0x41, 0, 0x41, 0, 0x42, 0, 0xfe, 1, 2, 0, 0x1a, 0x0b];
  const bytes = new Uint8Array([
    ...header,
    ...[5, 4, 1, 3, 1, 1],
    ...[10, body.length + 2, 1, body.length, ...body],
  ]);
  assertThrows(() => rewrite(bytes, { interrupt: true }), WasmFormatError);
});

Deno.test("rewrite() removes sections with offsets, and keeps the names", () => {
  const custom = (name: string) => [
    ...[0, name.length + 2, name.length, ...encode(name)],
    0,
  ];
  const offsets = [
    ".debug_info",
    ".debug_line",
    "sourceMappingURL",
    "external_debug_info",
    "metadata.code.branch_hint",
    "metadata.code.trace_inst",
  ];
  const kept = ["name", "producers", "target_features", "build_id", "x"];
  const names = [...offsets, ...kept];
  const bytes = new Uint8Array([...behave, ...names.flatMap(custom)]);
  const left = (options: RewriteOptions) => {
    const module = new WebAssembly.Module(rewrite(bytes, options));
    const count = (name: string) =>
      WebAssembly.Module.customSections(module, name).length;
    return names.filter((name) => count(name) > 0);
  };
  assertEquals(left({ maxMemoryBytes: 2 ** 30 }), names);
  assertEquals(left({ interrupt: true }), kept);
});

Deno.test("rewrite() refuses options that cannot be meant", () => {
  const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const wrong: [options: unknown, message: string][] = [
    ...[NaN, 0.5, -1, "5", null, 5n, 2 ** 20 + 0.5].map((value): [
      unknown,
      string,
    ] => [{ maxMemoryBytes: value }, "Cannot use `maxMemoryBytes`: received "]),
    [{ interrupt: 1 }, "Cannot use `interrupt`: received 1"],
    [{ sharedMemoryBytes: 0.5 }, "Cannot use `sharedMemoryBytes`"],
    [{ exportTag: 5 }, "Cannot use `exportTag`: received 5"],
    [{ memory: 5 }, "Cannot use `memory`: received an option that rewrite"],
    [null, "the options of rewrite: received null; give an object"],
    [[], "the options of rewrite: received Array; give an object"],
  ];
  for (const [options, message] of wrong) {
    assertThrows(() => rewrite(empty, options as never), TypeError, message);
  }
  assertEquals(rewrite(empty, { maxMemoryBytes: Infinity }), empty);
});

Deno.test("rewrite(), readOutline() and findFeatures() take nothing but a Uint8Array", () => {
  const { buffer } = behave;
  const wrong: [module: unknown, received: string][] = [
    [undefined, "received undefined; give its bytes, as a Uint8Array"],
    [buffer, "received ArrayBuffer"],
    [new DataView(buffer), "received DataView"],
    [[...behave], "received Array"],
    ["behave.wasm", 'received "behave.wasm"'],
  ];
  for (const [module, message] of wrong) {
    const calls = [
      () => rewrite(module as never, { interrupt: true }),
      () => readOutline(module as never),
      () => findFeatures(module as never),
    ];
    for (const call of calls) assertThrows(call, TypeError, message);
  }
});

Deno.test("rewrite() gives modules that share their memory one word that stops all", () => {
  const original = wat(`(module
    (import "env" "memory" (memory 1 4 shared))
    (func (export "loop") (loop $again (br $again)))
    (func (export "wait") (result i32)
      (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
    (func $initialise (i32.atomic.store (i32.const 8) (i32.const 1)))
    (start $initialise))`);
  const bytes = rewrite(original, { interrupt: true });
  assertEquals(rewrite(bytes, { interrupt: true }), bytes);
  const module = new WebAssembly.Module(bytes);
  assert(isInterruptible(module) && isInterruptible(readOutline(bytes)));
  assertEquals(
    WebAssembly.Module.imports(module).map(({ module, name }) =>
      `${module}.${name}`
    ),
    ["env.memory", `${interruptImport.module}.${interruptImport.name}`],
  );
  const pages = (initial: number) =>
    new WebAssembly.Memory({ initial, maximum: initial, shared: true });
  const [memory, interrupt] = [pages(4), pages(1)];
  const imports = {
    env: { memory },
    [interruptImport.module]: { [interruptImport.name]: interrupt },
  };
  const two = [1, 2].map(() => new WebAssembly.Instance(module, imports));
  // Nothing has run yet.
  assertEquals(new Int32Array(memory.buffer)[2], 0);
  new Int32Array(interrupt.buffer)[0] = 1;
  for (const { exports } of two) {
    for (const name of ["loop", "wait"]) {
      assertThrows(exports[name] as () => void, WebAssembly.RuntimeError);
    }
  }
});

Deno.test("rewrite() fixes the size of a shared memory that is imported", () => {
  const sizes = (text: string, sharedMemoryBytes: number, interrupt = true) =>
    readOutline(rewrite(wat(text), { interrupt, sharedMemoryBytes }))
      .memories.map(({ initialBytes, maximumBytes }) => [
        initialBytes / PAGE,
        maximumBytes && maximumBytes / PAGE,
      ]);
  const PAGE = 65_536;
  const imported =
    `(module (import "a" "b" (func)) (import "a" "c" (global i32))
    (import "env" "memory" (memory 2 9 shared)) (func (loop (br 0))))`;
  assertEquals(sizes(imported, 5 * PAGE + 1), [[5, 5], [1, 1]]);
  assertEquals(sizes(imported, 5 * PAGE, false), [[5, 5]]);
  assertEquals(sizes(imported, 99 * PAGE, false), [[9, 9]]);
  const error = assertThrows(() => sizes(imported, PAGE), WasmFormatError);
  assertEquals(error.kind, "memory-limit");
  // Twice is once, and the interrupt word stays as it is.
  const once = rewrite(wat(imported), { interrupt: true });
  const twice = rewrite(once, { interrupt: true, sharedMemoryBytes: 4 * PAGE });
  assert(WebAssembly.validate(twice));
  assertEquals(readOutline(twice).memories.map((m) => m.initialBytes / PAGE), [
    ...[4, 1],
  ]);
  // Of others, nothing is known.
  for (
    const other of [
      "(module (memory 2 9 shared))",
      '(module (import "a" "b" (memory 2 9)))',
    ]
  ) assertEquals(sizes(other, 5 * PAGE, false), [[2, 9]]);
});
