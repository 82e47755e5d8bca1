// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Reader } from "./reader.ts";

/** The first bytes of types. */
const form = {
  func: 0x60,
  struct: 0x5f,
  array: 0x5e,
  sub: 0x50,
  final: 0x4f,
  rec: 0x4e,
};

/** Where each type of a type section begins: a recursive group contains several. */
export function typeOffsets(reader: Reader): number[] {
  const offsets: number[] = [];
  for (let left = reader.count(); left > 0; left--) {
    let inner = 1;
    if (reader.bytes[reader.at] === form.rec) {
      reader.byte();
      inner = reader.count();
    }
    for (; inner > 0; inner--) offsets.push(skipType(reader));
  }
  return offsets;
}

/** Skips a type. Returns where it begins, after the list of its supertypes. */
function skipType(reader: Reader): number {
  let offset = reader.at;
  let kind = reader.byte();
  if (kind === form.sub || kind === form.final) {
    for (let left = reader.u32(); left > 0; left--) reader.skipLeb();
    offset = reader.at;
    kind = reader.byte();
  }
  switch (kind) {
    case form.func:
      for (let list = 0; list < 2; list++) {
        for (let left = reader.u32(); left > 0; left--) reader.skipValueType();
      }
      return offset;
    case form.struct:
      for (let left = reader.u32(); left > 0; left--) skipField(reader);
      return offset;
    case form.array:
      skipField(reader);
      return offset;
    default:
      throw reader.malformed(`a type of form ${kind}`);
  }
}

/** Skips a field: its type, and whether it is mutable. */
function skipField(reader: Reader): void {
  reader.skipValueType();
  reader.byte();
}
