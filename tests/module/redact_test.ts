// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import { redact } from "../../src/module/redact.ts";

Deno.test("what a host says of a request has nothing secret in any of its texts", () => {
  const url = "http://me:secret@x.test/a?token=hidden";
  // Bun says so where nothing answers.
  const cause = Object.assign(new Error("Unable to connect"), {
    ...{ code: "ConnectionRefused", path: url, errno: 0 },
  });
  const error = new TypeError(`sent on from ${url} to ${url}`, { cause });
  redact(error);
  const shown = "http://…@x.test/a?…";
  assertEquals(error.message, `sent on from ${shown} to ${shown}`);
  assertEquals({ ...cause }, {
    ...{ code: "ConnectionRefused", path: shown, errno: 0 },
  });
  const said = Deno.inspect(error, { showHidden: true });
  assert(!/secret|hidden/.test(said), said);
});
