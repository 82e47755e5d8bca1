// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { refusal } from "../../vfs/check.ts";
import { WasmFormatError } from "./format_error.ts";
import { Reader } from "./reader.ts";

/** The numbers of the sections. */
export const sectionId = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const;

/** The order of the sections, except custom ones. */
const order: readonly number[] = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

/** The place of a section in the order of sections. */
export function rank(id: number): number {
  return order.indexOf(id);
}

/** The position of a section in a module. */
export interface Section {
  readonly id: number;
  /** Where it begins, its number included. */
  readonly start: number;
  /** Where its content begins: after the name of a custom section. */
  readonly content: number;
  /** Where it ends. */
  readonly end: number;
  /** The name of a custom section. */
  readonly name?: string;
}

/** Finds the content of a section by its number, or of a custom one by its name. */
export function contentFinder(
  bytes: Uint8Array,
  sections: readonly Section[],
): (wanted: number | string) => Reader | undefined {
  return (wanted) => {
    const section = sections.find(({ id, name }) =>
      wanted === (typeof wanted === "string" ? name : id)
    );
    return section && new Reader(bytes, section.content, section.end);
  };
}

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Many more than any module has; but for custom ones, there is one of each. */
const MOST_SECTIONS = 100_000;

/**
 * Finds the sections of a module.
 *
 * @throws {WasmFormatError} when it is malformed.
 * @throws {TypeError} when it is no Uint8Array.
 */
export function readSections(bytes: Uint8Array): Section[] {
  if (!(bytes instanceof Uint8Array)) {
    throw refusal("the module", bytes, "its bytes, as a Uint8Array");
  }
  if (HEADER.some((byte, i) => bytes[i] !== byte)) {
    throw new WasmFormatError("no header of a module", {
      kind: "malformed",
      offset: 0,
    });
  }
  const sections: Section[] = [];
  const reader = new Reader(bytes, HEADER.length);
  let last = -1;
  while (!reader.isDone) {
    if (sections.length === MOST_SECTIONS) {
      throw reader.malformed(`more than ${MOST_SECTIONS} sections`);
    }
    const start = reader.at;
    const id = reader.byte();
    const size = reader.u32();
    const content = reader.at;
    reader.take(size);
    const end = reader.at;
    if (id === sectionId.custom) {
      const inner = new Reader(bytes, content, end);
      const name = inner.name();
      sections.push({ id, start, content: inner.at, end, name });
      continue;
    }
    const place = rank(id);
    if (place <= last) {
      throw new WasmFormatError(`section ${id} out of place`, {
        kind: "malformed",
        offset: start,
      });
    }
    last = place;
    sections.push({ id, start, content, end });
  }
  return sections;
}
