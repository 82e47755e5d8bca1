// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { trapKindOf } from "../../src/worker/trap_kind.ts";

Deno.test("trapKindOf() tells a stack that is exhausted from memory that cannot be had", () => {
  const overflow = new RangeError("Maximum call stack size exceeded");
  assertEquals(trapKindOf(overflow), "stack-overflow");
  for (
    const message of [
      "WebAssembly.Memory(): could not allocate memory",
      "WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance",
    ]
  ) assertEquals(trapKindOf(new RangeError(message)), undefined);
  const trap = new WebAssembly.RuntimeError("illegal cast");
  assertEquals(trapKindOf(trap), "other");
});
