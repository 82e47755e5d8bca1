// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * `deno task npm DIR [VARIANT…]`: makes the packages for npm in `DIR`: that of the
 * library and the command, and that of each engine named.
 *
 * @module
 */
import { join } from "@std/path/posix";
import { makePackage } from "./package.ts";

const [folder] = Deno.args;
if (folder === undefined) {
  console.error("Cannot make packages: received no folder; name one");
  Deno.exit(2);
}
await Deno.mkdir(folder, { recursive: true });
await makePackage(join(folder, "afmpeg"));
