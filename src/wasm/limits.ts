// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** The bits of {@linkcode Limits.flags}. */
export const limitFlag = {
  hasMax: 1,
  isShared: 2,
  is64: 4,
  hasPageSize: 8,
} as const;

/** The initial and the maximum size of a memory or table. */
export interface Limits {
  readonly flags: number;
  /** In pages, or elements. */
  readonly min: number;
  readonly max: number | undefined;
  /** The logarithm of the size of a page, unless it is 65,536 bytes. */
  readonly pageSizeLog2: number;
}

/** Reads limits. */
export function readLimits(reader: Reader): Limits {
  const flags = reader.byte();
  const min = reader.u64();
  const max = flags & limitFlag.hasMax ? reader.u64() : undefined;
  const pageSizeLog2 = flags & limitFlag.hasPageSize ? reader.u32() : 16;
  return { flags, min, max, pageSizeLog2 };
}

/** Reads a memory section. */
export function readMemories(reader: Reader | undefined): Limits[] {
  const memories: Limits[] = [];
  for (let left = reader?.count() ?? 0; left > 0; left--) {
    memories.push(readLimits(reader!));
  }
  return memories;
}

/** Writes limits. */
export function writeLimits(writer: Writer, limits: Limits): void {
  writer.byte(limits.flags);
  writer.leb(limits.min);
  if (limits.max !== undefined) writer.leb(limits.max);
  if (limits.flags & limitFlag.hasPageSize) writer.leb(limits.pageSizeLog2);
}
