// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import { readExports } from "../../src/wasm/exports.ts";
import { interruptExport, rewrite } from "../../src/wasm/mod.ts";
import { Reader } from "../../src/wasm/reader.ts";
import {
  readSections,
  type Section,
  sectionId,
} from "../../src/wasm/sections.ts";

/** The sections into which something is inserted. */
const changed = new Set<number>([
  sectionId.type,
  sectionId.function,
  sectionId.memory,
  sectionId.export,
  sectionId.start,
  sectionId.code,
]);

/** The bytes of the sections of a module that satisfy `keep`. */
function sectionsOf(
  bytes: Uint8Array,
  keep: (section: Section) => boolean,
): Uint8Array[] {
  return readSections(bytes).filter(keep)
    .map(({ start, end }) => bytes.subarray(start, end));
}

/** The code of each function of a module. */
function bodies(bytes: Uint8Array): Uint8Array[] {
  const code = readSections(bytes).find(({ id }) => id === sectionId.code)!;
  const reader = new Reader(bytes, code.content, code.end);
  return Array.from({ length: reader.u32() }, () => reader.take(reader.u32()));
}

/** The code of a function, without what was inserted for the interrupt memory. */
function withoutChecks(body: Uint8Array, memory: number): Uint8Array {
  const check = [0x41, 0, 0xfe, 0x12, 0x40, memory, 0, 0x04, 0x40, 0x00, 0x0b];
  const kept: number[] = [];
  for (let at = 0; at < body.length; at++) {
    if (check.every((byte, i) => body[at + i] === byte)) at += check.length - 1;
    else kept.push(body[at]!);
  }
  return new Uint8Array(kept);
}

function interruptMemory(bytes: Uint8Array): number {
  const { content, end } = readSections(bytes)
    .find(({ id }) => id === sectionId.export)!;
  return readExports(new Reader(bytes, content, end))
    .find(({ name }) => name === interruptExport)!.index;
}

/**
 * Asserts that rewriting `module` inserts what it must, and changes nothing
 * else.
 */
export function assertOnlyInserts(module: Uint8Array<ArrayBuffer>): void {
  const limited = rewrite(module, { maxMemoryBytes: 2 ** 29 });
  const notMemory = ({ id }: Section) => id !== sectionId.memory;
  assertEquals(sectionsOf(limited, notMemory), sectionsOf(module, notMemory));
  const checked = rewrite(module, { interrupt: true });
  const isSame = ({ id }: Section) => !changed.has(id);
  assertEquals(sectionsOf(checked, isSame), sectionsOf(module, isSame));
  const [before, after] = [bodies(module), bodies(checked)];
  const memory = interruptMemory(checked);
  before.forEach((body, i) => {
    if (hasAtomicWait(body)) return;
    const stripped = withoutChecks(after[i]!, memory);
    assert(equalBytes(stripped, body), `function ${i}`);
  });
}

/** Whether a function contains one, or bytes that look like one. */
function hasAtomicWait(body: Uint8Array): boolean {
  return body.some((byte, i) =>
    byte === 0xfe && (body[i + 1] === 1 || body[i + 1] === 2)
  );
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
