// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { AtomicWait } from "./scan.ts";
import { Writer } from "./writer.ts";

/** How long a guest sleeps at most before it checks whether it was stopped: 10 ms. */
const SLICE_NS = 10_000_000;

const type = { i32: 0x7f, i64: 0x7e } as const;

/** The type of a function that replaces a `memory.atomic.wait`. */
export function waitType({ is64 }: AtomicWait, is64Memory: boolean): number[] {
  const address = is64Memory ? type.i64 : type.i32;
  const expected = is64 ? type.i64 : type.i32;
  return [0x60, 3, address, expected, type.i64, 1, type.i32];
}

/**
 * The body of a function that waits as `wait` does, but in slices, with a `check`
 * before each. A value that changes between two slices counts as a wake-up.
 */
export function waitBody(
  wait: AtomicWait,
  check: readonly number[],
): Uint8Array {
  // Locals: 0 address, 1 expected, 2 timeout, 3 slice, 4 result, 5 not the first.
  const slice = [...signed(SLICE_NS)];
  const code = new Writer(128);
  code.put([2, 1, type.i64, 2, type.i32]);
  code.put([0x03, 0x40, ...check]);
  // slice = min(timeout, SLICE), where a negative timeout is endless
  code.put([
    0x20,
    2,
    0x42,
    ...slice,
    0x20,
    2,
    0x42,
    ...slice,
    0x54,
    0x1b,
    0x21,
    3,
  ]);
  code.put([0x20, 0, 0x20, 1, 0x20, 3]);
  code.put([0xfe, wait.is64 ? 0x02 : 0x01, ...wait.memarg, 0x21, 4]);
  // woken, or the value differs: 0 if it changed meanwhile
  code.put([0x20, 4, 0x41, 2, 0x47, 0x04, 0x40]);
  code.put([0x41, 0, 0x20, 4, 0x20, 5, 0x1b, 0x0f, 0x0b]);
  code.put([0x41, 1, 0x21, 5]);
  // an endless wait continues
  code.put([0x20, 2, 0x42, 0, 0x53, 0x0d, 0]);
  // timeout -= slice; until nothing is left
  code.put([0x20, 2, 0x20, 3, 0x7d, 0x22, 2, 0x50, 0x45, 0x0d, 0]);
  code.put([0x0b, 0x41, 2, 0x0b]);
  return code.bytes();
}

/** A signed LEB128 of a positive number. */
function* signed(value: number): Generator<number> {
  while (value >= 0x40) {
    yield (value & 0x7f) | 0x80;
    value >>= 7;
  }
  yield value;
}
