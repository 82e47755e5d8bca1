// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type ExternalKind, externalKinds } from "./imports.ts";
import type { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

/** One entry of an export section. */
export interface Export {
  readonly name: string;
  readonly kind: ExternalKind;
  /** Its index among all of its kind, imported ones included. */
  readonly index: number;
}

/** Reads an export section. */
export function readExports(reader: Reader | undefined): Export[] {
  const exports: Export[] = [];
  for (let left = reader?.count() ?? 0; left > 0; left--) {
    const name = reader!.name();
    const number = reader!.byte();
    const kind = externalKinds[number];
    if (!kind) throw reader!.malformed(`an export of kind ${number}`);
    exports.push({ name, kind, index: reader!.u32() });
  }
  return exports;
}

/** An export section with further entries. */
export function addExports(
  reader: Reader | undefined,
  added: readonly Export[],
): Uint8Array {
  const writer = new Writer(reader ? reader.end - reader.at + 64 : 64);
  writer.leb((reader?.u32() ?? 0) + added.length);
  if (reader) writer.copy(reader.bytes, reader.at, reader.end);
  for (const { name, kind, index } of added) {
    writer.name(name);
    writer.byte(externalKinds.indexOf(kind));
    writer.leb(index);
  }
  return writer.bytes();
}
