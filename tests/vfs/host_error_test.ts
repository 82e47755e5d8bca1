// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import { FsError } from "../../vfs/mod.ts";
import { translate } from "../../vfs/host/host_error.ts";

Deno.test("translate() recognises an error of the host by its code, name or number", () => {
  const errors: [Error, string][] = [
    [Object.assign(new Error("x"), { code: "ENOSPC" }), "ENOSPC"],
    [Object.assign(new Error("x"), { code: "EOPNOTSUPP" }), "ENOTSUP"],
    [new Deno.errors.NotCapable("x"), "EACCES"],
    [new Error("Illegal seek (os error 29)"), "ESPIPE"],
    [new TypeError("No space left on device (os error 28)"), "ENOSPC"],
  ];
  for (const [cause, code] of errors) {
    const error = translate(cause, "read", "a");
    assert(error instanceof FsError, cause.message);
    assertEquals([error.code, error.path, error.cause], [code, "a", cause]);
  }
});

Deno.test("translate() returns unchanged what is not an error of the host", () => {
  const errors = [
    new TypeError("x is not a function"),
    new Error("Unknown (os error 99999)"),
    "text",
  ];
  for (const error of errors) {
    assertEquals(translate(error, "read", "a"), error);
  }
});
