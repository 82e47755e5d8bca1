// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { putText } from "../../src/worker/put_text.ts";

Deno.test("putText() cuts what has no room between characters", () => {
  for (const [room, length] of [[0, 0], [1, 1], [2, 1], [3, 3], [9, 3]]) {
    const memory = new Uint8Array(new SharedArrayBuffer(room!));
    assertEquals(putText("aé", memory), length);
    assertEquals(
      new TextDecoder().decode(memory.slice(0, length)),
      "aé".slice(0, Math.min(length!, 2)),
    );
  }
});
