// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Compares the length of every instruction in the engine and in the rewriter: after
 * the instruction come some bytes and then an opcode that does not exist, and both
 * must report the offset of that one.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { rewrite, WasmFormatError } from "../../src/wasm/mod.ts";

/** Neither an instruction nor the end of an integer. */
const NO_OPCODE = 0xff;

/** As many bytes as follow any instruction. */
const LONGEST = 18;

const section = (id: number, ...content: number[]) => [
  id,
  content.length,
  ...content,
];

/** Types that an instruction may expect at index 0. */
const types: Record<string, number[]> = {
  "a function": [0x60, 0, 0],
  "a structure": [0x5f, 1, 0x7f, 1],
  "a structure of packed fields": [0x5f, 1, 0x78, 1],
  "an array": [0x5e, 0x7f, 1],
  "an array of packed values": [0x5e, 0x78, 1],
  "an array of references": [0x5e, 0x70, 1],
};

/** Code that may have to surround an instruction. */
const contexts: Record<string, number[]> = {
  "unreachable code": [0x00],
  "a block of `if`": [0x00, 0x04, 0x40, 0x00],
  "a `try`": [0x00, 0x06, 0x40, 0x00],
  "a block of a reference": [0x00, 0x02, 0x63, 0x6e, 0x00],
  "a `catch_all`": [0x00, 0x06, 0x40, 0x19],
};

/** A module with one of everything, whose only function has `code`. */
function moduleWith(type: number[], code: number[]): Uint8Array<ArrayBuffer> {
  const body = [1, 1, 0x7f, ...code, 0x0b];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 2, ...type, 0x60, 0, 0),
    ...section(3, 1, 1),
    ...section(4, 1, 0x70, 0, 1),
    ...section(5, 1, 3, 1, 1),
    ...section(13, 1, 0, 1),
    ...section(6, 1, 0x7f, 1, 0x41, 0, 0x0b),
    ...section(9, 1, 3, 0, 1, 0),
    ...section(12, 1),
    ...section(10, 1, body.length, ...body),
    ...section(11, 1, 1, 0),
  ]);
}

/** Where the engine finds something after `code` that is not an instruction. */
function engineStops(bytes: Uint8Array<ArrayBuffer>): number | undefined {
  try {
    new WebAssembly.Module(bytes);
  } catch (error) {
    const said = /invalid opcode 0xff.* @\+(\d+)/i
      .exec((error as Error).message);
    return said ? Number(said[1]) : undefined;
  }
  return undefined;
}

/** Where the rewriter does. */
function rewriterStops(bytes: Uint8Array<ArrayBuffer>): number | undefined {
  try {
    rewrite(bytes, { interrupt: true });
  } catch (error) {
    assert(error instanceof WasmFormatError, `${error}`);
    if (error.message.includes("opcode 0xff")) return error.offset;
  }
  return undefined;
}

/** Whether the engine supports an instruction, by its error for a truncated one. */
function isKnown(opcode: number[]): boolean {
  try {
    new WebAssembly.Module(
      moduleWith(types["a structure"]!, [0x00, ...opcode, 0]),
    );
    return true;
  } catch (error) {
    return !/invalid .*opcode|enable with|not enabled|descriptor/i
      .test((error as Error).message);
  }
}

/** Asserts that both agree on the length of an instruction. Returns whether there is one. */
function compare(opcode: number[], immediates: number[]): boolean {
  let agreed = false;
  for (const type of Object.values(types)) {
    for (const context of Object.values(contexts)) {
      for (let filled = 0; filled <= LONGEST - immediates.length; filled++) {
        const zeros = Array<number>(filled).fill(0);
        const code = [...context, ...opcode, ...immediates, ...zeros];
        const bytes = moduleWith(type, [...code, NO_OPCODE]);
        const stops = engineStops(bytes);
        if (stops === undefined) continue;
        assertEquals(rewriterStops(bytes), stops, `${opcode} ${immediates}`);
        agreed = true;
        break;
      }
    }
  }
  return agreed;
}

/** An opcode after a prefix. */
function prefixed(prefix: number, opcode: number): number[] {
  return opcode < 0x80
    ? [prefix, opcode]
    : [prefix, (opcode & 0x7f) | 0x80, opcode >> 7];
}

/** An alignment and an offset, with or without the index of a memory. */
const memargs = [[1, 0], [2, 0], [3, 0], [0x40, 0, 0], [
  0x41,
  0x80,
  0,
  0x80,
  0,
]];

/** Instructions that need more than zeros to be valid, and what they need. */
const special: Record<string, number[][]> = {
  "2": [[0x40], [0x7f], [0x63, 0x70], [0x64, 0x00]], // block
  "3": [[0x40], [0x7e], [0x63, 0x6f]], // loop
  "e": [[2, 0, 0, 0]], // br_table
  "1c": [[1, 0x7f], [1, 0x63, 0x70], [1, 0x64, 0x00]], // select
  "1f": [ // try_table
    [0x40, 0],
    [0x63, 0x70, 4, 2, 0, 2, 0, 2, 1, 2, 0],
    [0x40, 2, 0, 0, 0, 2, 0],
  ],
  "28": memargs, // i32.load
  "3e": memargs, // i64.store32
  "d0": [[0x70], [0x6f], [0x00]], // ref.null
  "fb 18": [[0, 0, 0x6e, 0x6e], [3, 0, 0x6e, 0x6e]], // br_on_cast
  "fb 19": [[3, 0, 0x6e, 0x6e]], // br_on_cast_fail
  "fd 0": memargs, // v128.load
  "fd 54": memargs.map((memarg) => [...memarg, 0]), // v128.load8_lane
};

function immediatesOf(opcode: number[]): number[][] {
  if (opcode[0] === 0xfe) return [[], ...memargs];
  return [[], ...(special[hex(opcode)] ?? [])];
}

function hex(bytes: number[]): string {
  return bytes.map((byte) => byte.toString(16)).join(" ");
}

Deno.test("rewrite() agrees with the engine on the length of every instruction", async (t) => {
  const spaces: Record<string, number[][]> = {
    "of one byte": Array.from({ length: 0xfb }, (_, i) => [i]),
  };
  for (const prefix of [0xfb, 0xfc, 0xfd, 0xfe]) {
    spaces[`behind 0x${prefix.toString(16)}`] = Array.from(
      { length: 0x200 },
      (_, i) => prefixed(prefix, i),
    );
  }
  for (const [name, opcodes] of Object.entries(spaces)) {
    await t.step(name, () => {
      const unproven: string[] = [];
      for (const opcode of opcodes) {
        if (!isKnown(opcode)) continue;
        const isProven = immediatesOf(opcode)
          .map((immediates) => compare(opcode, immediates))
          .some((found) => found);
        if (!isProven) unproven.push(hex(opcode));
      }
      assertEquals(unproven, []);
    });
  }
});

/** A module that uses a value type wherever the rewriter reads one. */
function moduleOf(type: number[]): Uint8Array<ArrayBuffer> {
  const body = [
    ...[1, 1, ...type],
    ...[0x41, 0, 0x41, 0, 0x42, 0, 0xfe, 0x01, 2, 0, 0x1a], // an atomic wait
    ...[0x02, ...type, 0x00, 0x0b, 0x1a, 0x03, 0x40, 0x0b, 0x0b],
  ];
  const types = [
    ...[0x60, 0, 0],
    ...[0x5f, 2, ...type, 0, ...type, 1],
    ...[0x4e, 2, 0x50, 0, 0x5e, ...type, 1, 0x4f, 1, 2, 0x5e, ...type, 1],
    ...[0x60, 2, ...type, ...type, 1, ...type],
  ];
  const imports = [1, 0x61, 1, 0x62, 3, ...type, 0];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 4, ...types),
    ...section(2, 1, ...imports),
    ...section(3, 1, 0),
    ...section(5, 1, 3, 1, 1),
    ...section(10, 1, body.length, ...body),
  ]);
}

Deno.test("rewrite() skips every type that the engine supports", () => {
  const single = Array.from({ length: 0x80 }, (_, i) => [i]);
  const references = [0x63, 0x64].flatMap((form) =>
    single.map(([heapType]) => [form, heapType!])
  );
  const types = [...single, ...references, [0x64, 0x80, 0], [0x63, 0xf0, 0x7f]];
  const known = types.filter((type) => WebAssembly.validate(moduleOf(type)));
  assert(known.length > 30, `${known.length} types`);
  for (const type of known) {
    const rewritten = rewrite(moduleOf(type), {
      interrupt: true,
      exportTag: "t",
    });
    assert(WebAssembly.validate(rewritten), hex(type));
  }
});
