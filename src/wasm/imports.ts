// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Limits, readLimits, writeLimits } from "./limits.ts";
import type { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

/** The kind of an import or export. */
export type ExternalKind = "function" | "table" | "memory" | "global" | "tag";

/** The kinds by number. */
export const externalKinds: readonly ExternalKind[] = [
  "function",
  "table",
  "memory",
  "global",
  "tag",
];

/** One entry of an import section. */
export interface Import {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternalKind;
  /** The index of the type of a function. */
  readonly typeIndex?: number;
  /** The limits of a table or memory. */
  readonly limits?: Limits;
}

/** Reads an import section. */
export function readImports(reader: Reader | undefined): Import[] {
  const imports: Import[] = [];
  for (let left = reader?.count() ?? 0; left > 0; left--) {
    imports.push(readImport(reader!));
  }
  return imports;
}

function readImport(reader: Reader): Import {
  const [module, name] = [reader.name(), reader.name()];
  const number = reader.byte();
  const kind = externalKinds[number];
  switch (kind) {
    case "function":
      return { module, name, kind, typeIndex: reader.u32() };
    case "table":
      reader.skipValueType();
      return { module, name, kind, limits: readLimits(reader) };
    case "memory":
      return { module, name, kind, limits: readLimits(reader) };
    case "global":
      reader.skipValueType();
      reader.byte();
      return { module, name, kind };
    case "tag":
      reader.byte();
      reader.skipLeb();
      return { module, name, kind };
    default:
      throw reader.malformed(`an import of kind ${number}`);
  }
}

/**
 * An import section in which memories are as large as may be chosen: `choose` returns the
 * limits of one.
 */
export function changeMemoryImports(
  reader: Reader,
  choose: (memory: Import, limits: Limits) => Limits,
): Uint8Array {
  const writer = new Writer(reader.end - reader.at + 64);
  const count = reader.u32();
  writer.leb(count);
  for (let left = count; left > 0; left--) {
    const start = reader.at;
    const item = readImport(reader);
    if (item.kind !== "memory") {
      writer.copy(reader.bytes, start, reader.at);
      continue;
    }
    writer.name(item.module);
    writer.name(item.name);
    writer.byte(externalKinds.indexOf("memory"));
    writeLimits(writer, choose(item, item.limits!));
  }
  return writer.bytes();
}

/** An import section with a memory after all others. */
export function addMemoryImport(
  reader: Reader,
  { module, name, limits }: {
    readonly module: string;
    readonly name: string;
    readonly limits: Limits;
  },
): Uint8Array {
  const writer = new Writer(reader.end - reader.at + 64);
  writer.leb(reader.u32() + 1);
  writer.copy(reader.bytes, reader.at, reader.end);
  writer.name(module);
  writer.name(name);
  writer.byte(externalKinds.indexOf("memory"));
  writeLimits(writer, limits);
  return writer.bytes();
}
