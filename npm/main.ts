// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * `deno task npm DIR [VARIANT…]`: makes the packages for npm in `DIR`: that of the
 * library and the command, and that of each engine named.
 *
 * @module
 */
import { join } from "@std/path/posix";
import { type VariantName, variants } from "../engine/versions.ts";
import { makeEnginePackage } from "./engine_package.ts";
import { makePackage } from "./package.ts";

const [folder, ...names] = Deno.args;
const unknown = names.filter((name) => !Object.hasOwn(variants, name));
if (folder === undefined || unknown.length > 0) {
  console.error(
    `Cannot make packages: received "${
      Deno.args.join(" ")
    }"; name a folder, and ` +
      `engines out of ${Object.keys(variants).join(", ")}`,
  );
  Deno.exit(2);
}
await makePackage(join(folder, "afmpeg"));
for (const name of names as VariantName[]) {
  await makeEnginePackage(name, join(folder, `engine-${name}`));
}
