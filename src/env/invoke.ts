// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { invokeExports } from "../abi/env_names.ts";
import type {
  EnvContext,
  EnvFunction,
  EnvFunctions,
  InvokeTarget,
} from "./env_context.ts";
import { fault } from "./fault.ts";
import { Exception, Tag, type WasmTag } from "./wasm_exceptions.ts";

/** The tag of what `emscripten_longjmp` throws: a `jmp_buf`, and the value. */
export const emscriptenTag: WasmTag = new Tag({ parameters: ["i32", "i32"] });

/** @throws {TypeError} when something is missing. */
export function invokeTargetOf(exports: WebAssembly.Exports): InvokeTarget {
  const table = exports[invokeExports.table];
  const stackPointer = exports[invokeExports.stackPointer];
  const setThrew = exports[invokeExports.setThrew];
  if (
    table instanceof WebAssembly.Table &&
    stackPointer instanceof WebAssembly.Global &&
    typeof setThrew === "function"
  ) {
    return { table, stackPointer, setThrew: setThrew as EnvFunction };
  }
  const names = Object.values(invokeExports).join("`, `");
  throw new TypeError(
    `Cannot use the instance: it does not export all of \`${names}\``,
  );
}

/**
 * `invoke_*`: calls a function of the table, and also returns if a jump left it,
 * which its caller learns from what `emscripten_longjmp` passed to `setThrew`.
 * Anything else that is thrown passes through.
 */
export function invokeFunction(name: string, context: EnvContext): EnvFunction {
  const nothing = name.startsWith("invoke_j") ? 0n : 0;
  return (index: number, ...args: unknown[]) => {
    context.checkpoint();
    const target = context.invokeTarget;
    const at = index >>> 0;
    if (target === undefined || at >= target.table.length) return fault.table();
    const callee = target.table.get(at) as EnvFunction | null;
    if (callee === null) return fault.table();
    const { stackPointer } = target;
    const stack = stackPointer.value;
    try {
      return callee(...args);
    } catch (error) {
      const isJump = error instanceof Exception && error.is(emscriptenTag);
      if (!isJump) throw error;
      stackPointer.value = stack;
      return nothing;
    }
  };
}

/** `emscripten_longjmp`: throws what `invoke_*` catch. */
export function emscriptenLongjmpFunctions(context: EnvContext): EnvFunctions {
  const { words } = context;
  return {
    emscripten_longjmp(env: number, argument: number): never {
      context.checkpoint();
      const jmpBuf = env >>> 0;
      const value = argument || 1;
      if (!words.includes(jmpBuf, 4) || words.load(jmpBuf) === 0) {
        return context.end("dead", jmpBuf, value);
      }
      context.invokeTarget?.setThrew(jmpBuf, value);
      throw new Exception(emscriptenTag, [jmpBuf, value]);
    },
  };
}
