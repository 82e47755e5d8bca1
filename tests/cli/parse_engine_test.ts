// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseEngine } from "../../src/cli/parse_engine.ts";

Deno.test("a URL of an engine may begin with capital letters, and is not repeated with what is secret in it", () => {
  const sha256 = "0f".repeat(32);
  const url = "HTTPS://x.test/a.wasm";
  const source = parseEngine(`${url}#sha256=${sha256}`, "--engine");
  assertEquals(source, { url, sha256 });
  const secret = "me:secret@x.test/a?token=hidden";
  for (
    const begin of ["https://", "HTTPS://", " https://", "https:", "ftp://"]
  ) {
    const error = assertThrows(
      () => parseEngine(begin + secret, "--engine"),
      Error,
      "Cannot use the engine",
    );
    assert(!/secret|hidden/.test(error.message), error.message);
  }
});
