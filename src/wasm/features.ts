// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { limitFlag, readMemories } from "./limits.ts";
import { readImports } from "./imports.ts";
import { Reader } from "./reader.ts";
import { emptyBody, opcodeNumber, scan } from "./scan.ts";
import { contentFinder, readSections, sectionId } from "./sections.ts";
import { typeOffsets } from "./types.ts";

/** The additions to WebAssembly after its first version, by the names of the proposals. */
export const wasmFeatures = [
  "bulk-memory",
  "custom-page-sizes",
  "exceptions",
  "exceptions-legacy",
  "function-references",
  "gc",
  "memory64",
  "multi-memory",
  "multi-value",
  "nontrapping-fptoint",
  "reference-types",
  "relaxed-simd",
  "sign-extension",
  "simd",
  "tail-call",
  "threads",
  "wide-arithmetic",
] as const;

/** A part of WebAssembly that an engine may lack: see {@linkcode findFeatures}. */
export type WasmFeature = (typeof wasmFeatures)[number];

/** Opcodes and their features: from, to, and after which prefix. */
const opcodes: readonly (readonly [WasmFeature, number, number, number?])[] = [
  ["exceptions-legacy", 0x06, 0x07],
  ["exceptions-legacy", 0x09, 0x09],
  ["exceptions-legacy", 0x18, 0x19],
  ["exceptions", 0x0a, 0x0a],
  ["exceptions", 0x1f, 0x1f],
  ["tail-call", 0x12, 0x13],
  ["tail-call", 0x15, 0x15],
  ["function-references", 0x14, 0x15],
  ["function-references", 0xd4, 0xd6],
  ["reference-types", 0x1c, 0x1c],
  ["reference-types", 0x25, 0x26],
  ["reference-types", 0xd0, 0xd2],
  ["sign-extension", 0xc0, 0xc4],
  ["gc", 0xd3, 0xd3],
  ["gc", 0, 511, 0xfb],
  ["nontrapping-fptoint", 0, 7, 0xfc],
  ["bulk-memory", 8, 14, 0xfc],
  ["reference-types", 15, 17, 0xfc],
  ["wide-arithmetic", 19, 22, 0xfc],
  ["simd", 0, 0xff, 0xfd],
  ["relaxed-simd", 0x100, 511, 0xfd],
  ["threads", 0, 511, 0xfe],
];

/**
 * Finds out which features a module uses, without compiling it: by its
 * instructions, the types of its functions and its memories.
 *
 * @throws {WasmFormatError} when it is malformed, or an instruction is unknown.
 *
 * @example
 * ```ts
 * import { findFeatures } from "@afmpeg/afmpeg/wasm";
 * import { assert } from "@std/assert";
 *
 * const features = findFeatures(await Deno.readFile("ffmpeg.wasm"));
 * assert(features.includes("simd"));
 * ```
 *
 * @returns The features, sorted.
 */
export function findFeatures(bytes: Uint8Array): WasmFeature[] {
  const find = contentFinder(bytes, readSections(bytes));
  const found = new Set<WasmFeature>();
  const types = find(sectionId.type);
  if (types) typeFeatures(types, found);
  memoryFeatures(find(sectionId.import), find(sectionId.memory), found);
  const code = find(sectionId.code);
  if (code) codeFeatures(code, found);
  return wasmFeatures.filter((feature) => found.has(feature));
}

function typeFeatures(types: Reader, found: Set<WasmFeature>): void {
  for (
    const offset of typeOffsets(new Reader(types.bytes, types.at, types.end))
  ) {
    const type = new Reader(types.bytes, offset, types.end);
    if (type.byte() !== 0x60) {
      found.add("gc");
      continue;
    }
    for (let left = type.u32(); left > 0; left--) type.skipValueType();
    if (type.u32() > 1) found.add("multi-value");
  }
}

function memoryFeatures(
  imported: Reader | undefined,
  own: Reader | undefined,
  found: Set<WasmFeature>,
): void {
  const memories = [
    ...readImports(imported)
      .flatMap(({ kind, limits }) => kind === "memory" ? [limits!] : []),
    ...readMemories(own),
  ];
  if (memories.length > 1) found.add("multi-memory");
  for (const { flags } of memories) {
    if (flags & limitFlag.isShared) found.add("threads");
    if (flags & limitFlag.is64) found.add("memory64");
    if (flags & limitFlag.hasPageSize) found.add("custom-page-sizes");
  }
}

function codeFeatures(code: Reader, found: Set<WasmFeature>): void {
  const body = emptyBody();
  for (let left = code.u32(); left > 0; left--) {
    const size = code.u32();
    const start = code.at;
    code.take(size);
    scan(code.bytes, start, code.at, Infinity, body);
  }
  for (const [feature, first, last, prefix] of opcodes) {
    const range = prefix === undefined
      ? body.seen.subarray(first, last + 1)
      : body.seen.subarray(
        opcodeNumber(prefix, first),
        opcodeNumber(prefix, last) + 1,
      );
    if (range.includes(1)) found.add(feature);
  }
}
