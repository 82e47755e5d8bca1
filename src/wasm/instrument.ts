// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { WasmFormatError } from "./format_error.ts";
import { limitFlag, type Limits } from "./limits.ts";
import type { Reader } from "./reader.ts";
import { type AtomicWait, type Body, emptyBody, scan } from "./scan.ts";
import { sectionId } from "./sections.ts";
import { typeOffsets } from "./types.ts";
import { waitBody, waitType } from "./wait_helper.ts";
import { Writer } from "./writer.ts";

/**
 * Traps unless the byte at 0 of the interrupt memory is 0: the lowest of a word that is 0
 * or 1. The load is atomic so that an engine must not move it out of a loop; of a byte,
 * since V8 tests the address of anything larger each time.
 */
function interruptCheck(memory: number): number[] {
  const index = new Writer(5);
  index.leb(memory);
  return [
    ...[0x41, 0], // i32.const 0
    ...[0xfe, 0x12, 0x40, ...index.bytes(), 0], // i32.atomic.load8_u
    ...[0x04, 0x40, 0x00, 0x0b], // if unreachable end
  ];
}

/**
 * Inserts a check at the entry of every function, unless it is short and calls nothing, since
 * calls alone, in a cycle or not, can take arbitrarily long; at the head of every loop; and
 * before every instruction that takes as long as its operands say. The rest is straight-line
 * code.
 *
 * The interrupt word is in the memory after `memories`, which are all original ones
 * of the module. Puts the sections that change into `replaced`.
 */
export function instrument(
  module: Uint8Array,
  find: (id: number) => Reader | undefined,
  importedFunctions: number,
  memories: readonly Limits[],
  replaced: Map<number, Uint8Array>,
): void {
  const code = find(sectionId.code);
  if (!code) return;
  const check = interruptCheck(memories.length);
  const helpers = new WaitHelpers(importedFunctions + functionCount(find));
  const bodies = new Writer(Math.ceil((code.end - code.at) * 1.05) + 64);
  const body = emptyBody();
  const count = code.u32();
  for (let left = count; left > 0; left--) {
    const size = code.u32();
    const start = code.at;
    code.take(size);
    scan(module, start, code.at, memories.length, body);
    writeBody(bodies, module, start, code.at, body, check, helpers);
  }
  const writer = new Writer(bodies.bytes().length + 1024);
  writer.leb(count + helpers.waits.length);
  writer.put(bodies.bytes());
  for (const wait of helpers.waits) writer.sized(waitBody(wait, check));
  replaced.set(sectionId.code, writer.bytes());
  if (helpers.waits.length > 0) helpers.declare(find, memories, replaced);
}

function functionCount(find: (id: number) => Reader | undefined): number {
  return find(sectionId.function)?.u32() ?? 0;
}

/** The functions that replace `memory.atomic.wait`: one for each that occurs. */
class WaitHelpers {
  readonly waits: AtomicWait[] = [];
  readonly #first: number;
  readonly #known = new Map<string, number>();

  constructor(firstFunction: number) {
    this.#first = firstFunction;
  }

  /** The index of the function that replaces `wait`. */
  functionOf(wait: AtomicWait): number {
    const key = `${wait.is64} ${wait.memarg}`;
    let index = this.#known.get(key);
    if (index === undefined) {
      index = this.#first + this.waits.push(wait) - 1;
      this.#known.set(key, index);
    }
    return index;
  }

  /** Appends their types and declarations. */
  declare(
    find: (id: number) => Reader | undefined,
    memories: readonly Limits[],
    replaced: Map<number, Uint8Array>,
  ): void {
    const [types, functions] = [find(sectionId.type), find(sectionId.function)];
    if (!types || !functions) {
      throw new WasmFormatError("code of functions that are not declared", {
        kind: "malformed",
        offset: 0,
      });
    }
    const firstType = typeOffsets(find(sectionId.type)!).length;
    const typeWriter = new Writer(types.end - types.at + 256);
    typeWriter.leb(types.u32() + this.waits.length);
    typeWriter.copy(types.bytes, types.at, types.end);
    const functionWriter = new Writer(functions.end - functions.at + 64);
    functionWriter.leb(functions.u32() + this.waits.length);
    functionWriter.copy(functions.bytes, functions.at, functions.end);
    this.waits.forEach((wait, i) => {
      const is64 = (memories[wait.memory]!.flags & limitFlag.is64) !== 0;
      typeWriter.put(waitType(wait, is64));
      functionWriter.leb(firstType + i);
    });
    replaced.set(sectionId.type, typeWriter.bytes());
    replaced.set(sectionId.function, functionWriter.bytes());
  }
}

/** Writes one function: its original code, with checks inserted. */
function writeBody(
  writer: Writer,
  module: Uint8Array,
  start: number,
  end: number,
  body: Body,
  check: readonly number[],
  helpers: WaitHelpers,
): void {
  if (body.waits.length > 0) {
    const changed = new Writer(2 * (end - start));
    writePieces(changed, module, start, end, body, check, helpers);
    writer.sized(changed.bytes());
    return;
  }
  writer.leb(end - start + body.checkCount * check.length);
  writePieces(writer, module, start, end, body, check, helpers);
}

function writePieces(
  writer: Writer,
  module: Uint8Array,
  start: number,
  end: number,
  body: Body,
  check: readonly number[],
  helpers: WaitHelpers,
): void {
  let done = start;
  let nextWait = 0;
  const upTo = (at: number) => {
    for (
      let wait;
      (wait = body.waits[nextWait]) && wait.start < at;
      nextWait++
    ) {
      writer.copy(module, done, wait.start);
      writer.byte(0x10); // call
      writer.leb(helpers.functionOf(wait));
      done = wait.end;
    }
    writer.copy(module, done, at);
    done = at;
  };
  for (let i = 0; i < body.checkCount; i++) {
    upTo(body.checks[i]!);
    writer.put(check);
  }
  upTo(end);
}
