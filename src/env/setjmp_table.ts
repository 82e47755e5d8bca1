// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { EnvContext, EnvFunctions } from "./env_context.ts";

/** How many words a table has: `saveSetjmp` is given 40 bytes. */
const WORDS = 10;

/** An id is the number of a block and, in the lowest bits, an index in the block. */
const BLOCK_BITS = 4;
const IN_BLOCK = 2 ** BLOCK_BITS - 1;
const LAST_BLOCK = 2 ** (32 - BLOCK_BITS) - 1;

/**
 * `saveSetjmp`, `testSetjmp` and `*TempRet0`: what LLVM calls up to 18.
 *
 * A `jmp_buf` holds only an id. Each call of a function that uses `setjmp` passes a
 * table of its own, with 0 in the first word; the host decides what else is in it.
 * Here a word is the number of a block of ids, or 0 while none is needed: each label
 * of the function, from 1 on, has one id. So a `setjmp` that runs again needs no
 * more room than the first time. One whose label is beyond the table leaves 0 in the
 * `jmp_buf`, to which nothing jumps.
 */
export function setjmpTableFunctions(context: EnvContext): EnvFunctions {
  const { words } = context;
  let tempRet0 = 0;
  let lastBlock = 0;

  /** The block of a word of a table, which is assigned one if needed. */
  function blockOf(address: number): number {
    const block = words.load(address);
    if (block !== 0) return block;
    lastBlock = lastBlock === LAST_BLOCK ? 1 : lastBlock + 1;
    words.store(address, lastBlock);
    return lastBlock;
  }

  function idOf(label: number, table: number): number {
    if (words.load(table) === 0) {
      for (let i = 1; i < WORDS; i++) words.store(table + 4 * i, 0);
      blockOf(table);
    }
    const word = label >>> BLOCK_BITS;
    if (word >= WORDS) return 0;
    return blockOf(table + 4 * word) << BLOCK_BITS | label & IN_BLOCK;
  }

  return {
    saveSetjmp(env: number, label: number, table: number, size: number) {
      context.checkpoint();
      words.store(env >>> 0, idOf(label, table >>> 0));
      tempRet0 = size;
      return table;
    },
    /** Which `setjmp` of this call of a function has that id; 0 for none. */
    testSetjmp(id: number, table: number): number {
      context.checkpoint();
      const block = id >>> BLOCK_BITS;
      if (block === 0 || words.load(table >>> 0) === 0) return 0;
      for (let word = 0; word < WORDS; word++) {
        if (words.load((table >>> 0) + 4 * word) !== block) continue;
        return word << BLOCK_BITS | id & IN_BLOCK;
      }
      return 0;
    },
    getTempRet0: (): number => tempRet0,
    setTempRet0(value: number): void {
      tempRet0 = value;
    },
  };
}
