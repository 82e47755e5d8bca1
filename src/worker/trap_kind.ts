// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { TrapKind } from "../util/errors.ts";
import { isWasmException } from "../wasi/wasm_exception.ts";

/**
 * Patterns of the messages of V8, JavaScriptCore and SpiderMonkey for traps; the
 * first that matches names the kind.
 */
const kinds: readonly (readonly [RegExp, TrapKind])[] = [
  [/unreachable/i, "unreachable"],
  [
    /signature|null function|table index|call_indirect|indirect call/i,
    "indirect-call",
  ],
  // "Out of bounds Trunc operation" is arithmetic to JavaScriptCore.
  [/out.of.bounds(?! trunc)/i, "out-of-bounds"],
  [
    /call stack size exceeded|stack overflow|too much recursion/i,
    "stack-overflow",
  ],
  [
    /divi|remainder|unrepresentable|integer overflow|trunc|conversion/i,
    "arithmetic",
  ],
];

/** The kind of trap of an error that left a guest; `undefined` if it is not a trap. */
export function trapKindOf(error: unknown): TrapKind | undefined {
  if (isWasmException(error)) return "exception";
  const { name, message = "" } = error as Partial<Error>;
  const kind = kinds.find(([pattern]) => pattern.test(message))?.[1] ?? "other";
  const isTrap = error instanceof WebAssembly.RuntimeError ||
    // The stack is exhausted; SpiderMonkey has an error of its own for that. Others of
    // these say that there is no room for the memory of a guest.
    kind === "stack-overflow" &&
      (error instanceof RangeError || name === "InternalError");
  return isTrap ? kind : undefined;
}
