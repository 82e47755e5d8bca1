import type { Reader } from "./reader.ts";

/** The bytes that a type begins with. */
const form = {
  func: 0x60,
  struct: 0x5f,
  array: 0x5e,
  sub: 0x50,
  final: 0x4f,
  rec: 0x4e,
};

/** Counts the types of a type section: a recursive group has several. */
export function countTypes(reader: Reader): number {
  let count = 0;
  for (let left = reader.u32(); left > 0; left--) {
    if (reader.bytes[reader.at] !== form.rec) {
      skipType(reader);
      count++;
      continue;
    }
    reader.byte();
    for (let inner = reader.u32(); inner > 0; inner--, count++) {
      skipType(reader);
    }
  }
  return count;
}

function skipType(reader: Reader): void {
  let kind = reader.byte();
  if (kind === form.sub || kind === form.final) {
    for (let left = reader.u32(); left > 0; left--) reader.skipLeb();
    kind = reader.byte();
  }
  switch (kind) {
    case form.func:
      for (let list = 0; list < 2; list++) {
        for (let left = reader.u32(); left > 0; left--) reader.skipValueType();
      }
      return;
    case form.struct:
      for (let left = reader.u32(); left > 0; left--) skipField(reader);
      return;
    case form.array:
      return skipField(reader);
    default:
      throw reader.malformed(`a type of form ${kind}`);
  }
}

/** Its type, and whether it can change. */
function skipField(reader: Reader): void {
  reader.skipValueType();
  reader.byte();
}
