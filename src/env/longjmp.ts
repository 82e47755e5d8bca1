// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { EnvContext, EnvFunctions } from "./env_context.ts";
import { Exception } from "./wasm_exceptions.ts";

/** The offset in a `jmp_buf` of what an exception points to: the `jmp_buf`, and the value. */
const JUMP = 8;
const JMP_BUF_SIZE = 16;

/**
 * `__wasm_longjmp`: throws an exception that every function which called `setjmp`
 * catches on the way, and throws again unless it is the target.
 */
export function longjmpFunctions(context: EnvContext): EnvFunctions {
  const { words } = context;
  return {
    __wasm_longjmp(env: number, argument: number): never {
      context.checkpoint();
      const jmpBuf = env >>> 0;
      const value = argument || 1;
      if (!words.includes(jmpBuf, JMP_BUF_SIZE) || words.load(jmpBuf) === 0) {
        return context.end("dead", jmpBuf, value);
      }
      if (context.tag === undefined) {
        return context.end(context.whyNoTag, jmpBuf, value);
      }
      words.store(jmpBuf + JUMP, jmpBuf);
      words.store(jmpBuf + JUMP + 4, value);
      throw new Exception(context.tag, [jmpBuf + JUMP]);
    },
  };
}
