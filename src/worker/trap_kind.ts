// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { TrapKind } from "../util/errors.ts";
import { isWasmException } from "../wasi/wasm_exception.ts";

/** Patterns of V8's messages for traps; the first that matches names the kind. */
const kinds: readonly (readonly [RegExp, TrapKind])[] = [
  [/unreachable/, "unreachable"],
  [/function signature mismatch|null function|table index/, "indirect-call"],
  [/out of bounds/, "out-of-bounds"],
  [/call stack size exceeded|stack overflow/i, "stack-overflow"],
  [/divide|remainder|float unrepresentable/, "arithmetic"],
];

/** The kind of trap of an error that left a guest; `undefined` if it is not a trap. */
export function trapKindOf(error: unknown): TrapKind | undefined {
  if (isWasmException(error)) return "exception";
  const isTrap = error instanceof WebAssembly.RuntimeError ||
    error instanceof RangeError;
  if (!isTrap) return undefined;
  return kinds.find(([pattern]) => pattern.test(error.message))?.[1] ?? "other";
}
