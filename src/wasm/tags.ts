// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { WasmFormatError } from "./format_error.ts";
import { Reader } from "./reader.ts";
import { typeOffsets } from "./types.ts";

/** The part of a `name` section that names tags. */
const TAG_NAMES = 11;

/** What {@linkcode findTag} searches. */
export interface TagSections {
  readonly type: Reader | undefined;
  readonly tag: Reader | undefined;
  readonly name: Reader | undefined;
  /** How many tags the module imports. */
  readonly imported: number;
}

/**
 * Finds the tag that C calls `name` among those that a module defines: the one with
 * that name in its `name` section; otherwise, because linkers do not write the names
 * of tags, the only one that carries one `i32`, as those of C and C++ do.
 */
export function findTag(
  name: string,
  sections: TagSections,
): number | undefined {
  const { type, tag, imported } = sections;
  if (!type || !tag) return undefined;
  const types = typeOffsets(type);
  const candidates: number[] = [];
  const count = tag.u32();
  for (let i = 0; i < count; i++) {
    tag.byte(); // the only attribute there is: an exception
    const offset = types[tag.u32()];
    if (offset === undefined) throw tag.malformed("a tag without a type");
    if (takesOnlyInt32(new Reader(type.bytes, offset, type.end))) {
      candidates.push(imported + i);
    }
  }
  const named = sections.name && tagOfName(sections.name, name);
  if (named !== undefined && candidates.includes(named)) return named;
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** Whether a type is `(i32) → ()`. */
function takesOnlyInt32(type: Reader): boolean {
  return type.byte() === 0x60 && type.u32() === 1 && type.byte() === 0x7f &&
    type.u32() === 0;
}

/** Looks a tag up in a `name` section, which may contain anything: engines ignore it. */
function tagOfName(names: Reader, wanted: string): number | undefined {
  try {
    while (!names.isDone) {
      const part = names.byte();
      const size = names.u32();
      const content = new Reader(names.bytes, names.at, names.at + size);
      names.take(size);
      if (part !== TAG_NAMES) continue;
      for (let left = content.u32(); left > 0; left--) {
        const index = content.u32();
        if (content.name() === wanted) return index;
      }
    }
  } catch (error) {
    if (!(error instanceof WasmFormatError)) throw error;
  }
  return undefined;
}
