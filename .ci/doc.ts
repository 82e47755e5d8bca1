// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Checks the documentation of everything that the package exports.
 *
 * @module
 */
import { fromFileUrl } from "@std/path/posix";
import config from "../deno.json" with { type: "json" };

const { code } = await new Deno.Command(Deno.execPath(), {
  args: ["doc", "--lint", ...Object.values(config.exports)],
  cwd: fromFileUrl(new URL("../", import.meta.url)),
}).spawn().status;
Deno.exit(code);
