// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { readImports } from "./imports.ts";
import { Reader } from "./reader.ts";
import { contentFinder, readSections, sectionId } from "./sections.ts";
import { typeOffsets } from "./types.ts";

/** The types of the parameters and results of a function. */
export interface FunctionType {
  readonly params: readonly string[];
  readonly results: readonly string[];
}

/** A function that a module imports. */
export interface ImportedFunction {
  readonly module: string;
  readonly name: string;
  readonly type: FunctionType;
}

/** The value types of one byte that C and Rust use. */
const valueTypes: Readonly<Record<number, string>> = {
  0x7f: "i32",
  0x7e: "i64",
  0x7d: "f32",
  0x7c: "f64",
  0x7b: "v128",
};

/**
 * Reads which functions a module imports from `modules`, and as what. Types that are
 * none are left to the engine, which refuses the module.
 *
 * @throws {WasmFormatError} when it is malformed.
 */
export function readImportedFunctions(
  bytes: Uint8Array,
  modules: readonly string[],
): ImportedFunction[] {
  const find = contentFinder(bytes, readSections(bytes));
  const wanted = readImports(find(sectionId.import))
    .filter(({ module }) => modules.includes(module));
  const types = find(sectionId.type);
  if (wanted.length === 0 || !types) return [];
  const offsets = typeOffsets(types);
  // Many may have one long type.
  const read = new Map<number, FunctionType | undefined>();
  return wanted.flatMap(({ module, name, typeIndex = -1 }) => {
    const offset = offsets[typeIndex];
    if (offset === undefined) return [];
    if (!read.has(typeIndex)) {
      const reader = new Reader(bytes, offset, types.end);
      read.set(typeIndex, readFunctionType(reader));
    }
    const type = read.get(typeIndex);
    return type ? [{ module, name, type }] : [];
  });
}

function readFunctionType(reader: Reader): FunctionType | undefined {
  if (reader.byte() !== 0x60) return undefined;
  const values = () =>
    Array.from({ length: reader.u32() }, () => {
      const byte = reader.bytes[reader.at]!;
      reader.skipValueType();
      return valueTypes[byte] ?? "reference";
    });
  return { params: values(), results: values() };
}
