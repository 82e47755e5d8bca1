// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { EnvContext, EnvFunctions } from "./env_context.ts";

/**
 * `__wasm_setjmp*`: what LLVM calls from 19 on.
 *
 * A `jmp_buf` begins with the id of the call of the function that filled it, which
 * is never 0, followed by the number of the `setjmp` in that function.
 */
export function setjmpFunctions(context: EnvContext): EnvFunctions {
  const { words } = context;
  return {
    __wasm_setjmp(env: number, label: number, invocation: number): void {
      context.checkpoint();
      words.store(env >>> 0, invocation);
      words.store((env >>> 0) + 4, label);
    },
    /** Which `setjmp` of this call of a function filled the `jmp_buf`; 0 for none. */
    __wasm_setjmp_test(env: number, invocation: number): number {
      context.checkpoint();
      if (words.load(env >>> 0) !== invocation >>> 0) return 0;
      return words.load((env >>> 0) + 4);
    },
  };
}
