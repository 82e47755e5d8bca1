// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What follows an opcode. */
export const immediate = {
  unknown: 0,
  none: 1,
  /** One integer of any size. */
  leb: 2,
  blockType: 3,
  memarg: 4,
  bytes4: 5,
  bytes8: 6,
  /** `br_table`: labels, and one more. */
  labels: 7,
  /** `select` with types. */
  types: 8,
  /** `try_table`: a block type and its handlers. */
  tryTable: 9,
  /** A second opcode, with a table of its own. */
  prefix: 10,
  /** A call: a function. */
  call: 11,
  /** A call through a table: a type and a table. */
  callIndirect: 12,
  loop: 13,
  /** The index of a memory. */
  memory: 14,
} as const;

function table(
  ranges: readonly (readonly [number, number, number])[],
): Uint8Array {
  const kinds = new Uint8Array(256);
  for (const [first, last, kind] of ranges) kinds.fill(kind, first, last + 1);
  return kinds;
}

/** What follows each opcode of one byte. */
export const opcodeImmediates: Uint8Array = table([
  [0x00, 0x01, immediate.none], // unreachable, nop
  [0x02, 0x02, immediate.blockType], // block
  [0x03, 0x03, immediate.loop],
  [0x04, 0x04, immediate.blockType], // if
  [0x05, 0x05, immediate.none], // else
  [0x06, 0x06, immediate.blockType], // try
  [0x07, 0x09, immediate.leb], // catch, throw, rethrow
  [0x0a, 0x0b, immediate.none], // throw_ref, end
  [0x0c, 0x0d, immediate.leb], // br, br_if
  [0x0e, 0x0e, immediate.labels],
  [0x0f, 0x0f, immediate.none], // return
  [0x10, 0x10, immediate.call],
  [0x11, 0x11, immediate.callIndirect],
  [0x12, 0x12, immediate.call], // return_call
  [0x13, 0x13, immediate.callIndirect], // return_call_indirect
  [0x14, 0x15, immediate.call], // call_ref, return_call_ref
  [0x18, 0x18, immediate.leb], // delegate
  [0x19, 0x1b, immediate.none], // catch_all, drop, select
  [0x1c, 0x1c, immediate.types],
  [0x1f, 0x1f, immediate.tryTable],
  [0x20, 0x26, immediate.leb], // local.*, global.*, table.get, table.set
  [0x28, 0x3e, immediate.memarg], // loads and stores
  [0x3f, 0x40, immediate.memory], // memory.size, memory.grow
  [0x41, 0x42, immediate.leb], // i32.const, i64.const
  [0x43, 0x43, immediate.bytes4],
  [0x44, 0x44, immediate.bytes8],
  [0x45, 0xc4, immediate.none], // arithmetic
  [0xd0, 0xd0, immediate.leb], // ref.null
  [0xd1, 0xd1, immediate.none], // ref.is_null
  [0xd2, 0xd2, immediate.leb], // ref.func
  [0xd3, 0xd4, immediate.none], // ref.eq, ref.as_non_null
  [0xd5, 0xd6, immediate.leb], // br_on_null, br_on_non_null
  [0xfb, 0xfe, immediate.prefix],
]);

/** The beginning of a block that handles errors, as it was before `try_table`. */
export const TRY = 0x06;

/** Some engines copy the whole memory when it grows. */
export const MEMORY_GROW = 0x40;

/** How many integers follow each opcode after 0xfb, up to `array.init_elem` and `ref.cast`. */
export const gcIntegers: Uint8Array = new Uint8Array([
  ...[1, 1, 2, 2, 2, 2], // struct.*
  ...[1, 1, 2, 2, 2, 1, 1, 1, 1, 0, 1, 2, 2, 2], // array.*
  ...[1, 1, 1, 1], // ref.test, ref.cast
  ...[3, 3], // br_on_cast, br_on_cast_fail: behind a byte of flags
  ...[0, 0, 0, 0, 0], // conversions, i31
]);

/** Whether an opcode after 0xfb takes as long as the program says: whole arrays. */
export function isLongGc(opcode: number): boolean {
  return opcode === 6 || opcode === 7 || opcode === 9 || opcode === 10 ||
    opcode >= 16 && opcode <= 19;
}

/** The opcodes after 0xfb that have a byte of flags. */
export const BR_ON_CAST = 24;
/** See {@linkcode BR_ON_CAST}. */
export const BR_ON_CAST_FAIL = 25;

/** How many integers follow each opcode after 0xfc. */
export const bulkIntegers: Uint8Array = new Uint8Array([
  ...[0, 0, 0, 0, 0, 0, 0, 0], // trunc_sat
  ...[2, 1, 2, 1], // memory.init, data.drop, memory.copy, memory.fill
  ...[2, 1, 2, 1, 1, 1], // table.*, elem.drop
  ...[1], // memory.discard
  ...[0, 0, 0, 0], // wide arithmetic
]);

/** Whether an opcode after 0xfc takes as long as the program says: parts of memories or tables. */
export function isLongBulk(opcode: number): boolean {
  return opcode === 8 || opcode >= 10 && opcode <= 12 || opcode === 14 ||
    opcode === 15 || opcode === 17 || opcode === 18;
}

/** The opcodes after 0xfc whose integers are indices of memories. */
export const bulk = {
  memoryInit: 8,
  memoryCopy: 10,
  memoryFill: 11,
} as const;

/** The last opcode after 0xfd, of relaxed SIMD. */
export const LAST_SIMD = 0x113;

/** What follows an opcode after 0xfd: a `memarg` or not, and how many bytes. */
export function simdImmediate(
  opcode: number,
): { memarg: boolean; bytes: number } {
  if (opcode <= 11) return { memarg: true, bytes: 0 };
  if (opcode <= 13) return { memarg: false, bytes: 16 }; // v128.const, shuffle
  if (opcode >= 21 && opcode <= 34) return { memarg: false, bytes: 1 }; // lanes
  if (opcode >= 84 && opcode <= 91) return { memarg: true, bytes: 1 };
  if (opcode === 92 || opcode === 93) return { memarg: true, bytes: 0 };
  return { memarg: false, bytes: 0 };
}

/** The opcodes after 0xfe. */
export const atomic = {
  notify: 0x00,
  wait32: 0x01,
  wait64: 0x02,
  fence: 0x03,
  firstAccess: 0x10,
  lastAccess: 0x4e,
} as const;
