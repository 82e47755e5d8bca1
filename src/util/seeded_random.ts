// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkNumber } from "../../vfs/check_number.ts";

/**
 * Random bytes that are the same for the same seed: for reproducible runs, not for
 * secrets. A xorshift generator of 128 bits.
 *
 * @example
 * ```ts
 * import { seededRandom } from "@afmpeg/afmpeg/wasi";
 * import { assertEquals } from "@std/assert";
 *
 * const [a, b] = [new Uint8Array(8), new Uint8Array(8)];
 * seededRandom(1)(a);
 * seededRandom(1)(b);
 * assertEquals(a, b);
 * ```
 *
 * @param seed Any number; its lower 32 bits count.
 * @throws {TypeError} when it is none.
 */
export function seededRandom(seed: number): (buffer: Uint8Array) => void {
  checkNumber("seed", seed, { least: -Number.MAX_VALUE });
  const state = new Uint32Array(4);
  // Never all zeros, and different in every word for adjacent seeds.
  for (let i = 0; i < 4; i++) {
    seed = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b) + 0x9e3779b9 | 0;
    state[i] = seed ^ (seed >>> 15) || i + 1;
  }
  const next = (): number => {
    let t = state[3]!;
    const s = state[0]!;
    state[3] = state[2]!;
    state[2] = state[1]!;
    state[1] = s;
    t ^= t << 11;
    t ^= t >>> 8;
    return state[0] = t ^ s ^ (s >>> 19);
  };
  return (buffer) => {
    for (let i = 0; i < buffer.length; i += 4) {
      const word = next();
      for (let j = 0; j < 4 && i + j < buffer.length; j++) {
        buffer[i + j] = word >>> (8 * j);
      }
    }
  };
}
