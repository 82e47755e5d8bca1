import type { EnvContext, EnvFunctions } from "./env_context.ts";
import { Exception } from "./wasm_exceptions.ts";

/** Where in a `jmp_buf` lies what an exception points to: the `jmp_buf`, and the value. */
const JUMP = 8;
const JMP_BUF_SIZE = 16;

/**
 * `__wasm_longjmp`: throws what every function that called `setjmp` catches on the
 * way, to see whether it is meant, and otherwise throws again.
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
