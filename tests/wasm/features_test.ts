// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import {
  findFeatures,
  isSupported,
  readOutline,
  type WasmFeature,
  wasmFeatures,
} from "../../src/wasm/mod.ts";
import { engineBytes } from "../support/engine.ts";
import { compileGuest } from "../support/c_guest.ts";
import { type RawModule, rawModule } from "../support/raw_module.ts";
import { wat } from "../support/wat.ts";

/** Modules, and what they use beyond the first version. */
const modules: [string, WasmFeature[]][] = [
  ["", []],
  ["(memory 1) (func (drop (i32.load (i32.const 0))))", []],
  ["(func (result i32 i32) i32.const 1 i32.const 2)", ["multi-value"]],
  ["(func (drop (i32.extend8_s (i32.const 1))))", ["sign-extension"]],
  ["(func (drop (v128.const i32x4 0 0 0 0)))", ["simd"]],
  ["(memory 1 2 shared)", ["threads"]],
  [
    "(memory 1) (func (drop (i32.atomic.load (i32.const 0))))",
    ["threads"],
  ],
  ['(import "a" "b" (memory 1 1 shared))', ["threads"]],
  ["(func return_call 0)", ["tail-call"]],
  ["(func try catch_all end)", ["exceptions-legacy"]],
  [
    "(memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))",
    ["bulk-memory"],
  ],
  ["(func (drop (ref.null func)))", ["reference-types"]],
  [
    "(func (drop (i32.trunc_sat_f32_s (f32.const 0))))",
    ["nontrapping-fptoint"],
  ],
];

Deno.test("findFeatures() names the features that a module uses", () => {
  for (const [text, features] of modules) {
    assertEquals(findFeatures(wat(`(module ${text})`)), features, text);
  }
});

/** What the assembler does not support yet: memories and code, byte by byte. */
const rawModules: [RawModule, WasmFeature[]][] = [
  [{ memories: [[8, 0, 0]] }, ["custom-page-sizes"]],
  [{ memories: [[4, 0]] }, ["memory64"]],
  [{ memories: [[0, 0], [0, 0]] }, ["multi-memory"]],
  [{ code: [0x1f, 0x40, 0, 0x0b] }, ["exceptions"]],
  [{ code: [0x00, 0x14, 0] }, ["function-references"]],
  [{ code: [0x00, 0xfb, 0x1c, 0x1a] }, ["gc"]],
  [{ code: [0x00, 0xfd, 0x80, 2, 0x1a] }, ["relaxed-simd"]],
  [{ code: [0x00, 0xfc, 19] }, ["wide-arithmetic"]],
];

Deno.test("findFeatures() names new features", () => {
  for (const [parts, features] of rawModules) {
    assertEquals(findFeatures(rawModule(parts)), features);
  }
});

Deno.test("findFeatures() names the features of real programs", async () => {
  const engine = findFeatures(await engineBytes("lgpl"));
  assertEquals(engine, [
    ...["bulk-memory", "exceptions-legacy", "multi-memory"],
    ...["nontrapping-fptoint", "sign-extension", "simd", "threads"],
  ]);
});

Deno.test("isSupported() returns what this engine supports", () => {
  const lacking = wasmFeatures.filter((feature) => !isSupported(feature));
  assertEquals(lacking, ["custom-page-sizes", "wide-arithmetic"]);
});

Deno.test("readOutline() agrees with the engine on a compiled module", async () => {
  const programs = [
    await engineBytes("lgpl"),
    await compileGuest("behave.c"),
    wat(`(module (import "a" "m" (memory 1 2)) (import "a" "g" (global i32))
      (import "a" "t" (table 1 funcref)) (import "a" "f" (func))
      (import "a" "e" (tag)) (export "m" (memory 0)) (export "g" (global 0)))`),
  ];
  for (const bytes of programs) {
    const module = new WebAssembly.Module(bytes);
    const { imports, exports } = readOutline(bytes);
    assertEquals<unknown>(imports, WebAssembly.Module.imports(module));
    assertEquals<unknown>(exports, WebAssembly.Module.exports(module));
  }
});

Deno.test("readOutline() describes memories", () => {
  const outline = (text: string) => readOutline(wat(`(module ${text})`));
  assertEquals(outline("").memories, []);
  assertEquals(outline("(memory 2)").memories, [{
    initialBytes: 131_072,
    isShared: false,
    is64: false,
    isImported: false,
  }]);
  assertEquals(outline('(import "a" "b" (memory 1 3 shared))').memories, [{
    initialBytes: 65_536,
    maximumBytes: 196_608,
    isShared: true,
    is64: false,
    isImported: true,
  }]);
});

Deno.test("isSupported() refuses what is not the name of a feature", () => {
  assertThrows(
    () => isSupported("simd128" as WasmFeature),
    TypeError,
    'Cannot use `feature`: received "simd128"; give "bulk-memory" or',
  );
});
