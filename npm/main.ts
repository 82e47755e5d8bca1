// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * `deno task npm DIR [ENGINE…]`: makes the packages for npm in `DIR`: that of the
 * library and the command, and that of each engine named.
 *
 * @module
 */
import { join } from "@std/path/posix";
import { engineNames } from "./engine_names.ts";
import { makeEnginePackage } from "./engine_package.ts";
import { makePackage } from "./package.ts";

const [folder, ...names] = Deno.args;
const unknown = names.filter((name) => !engineNames.has(name));
if (folder === undefined || unknown.length > 0) {
  console.error(
    `Cannot make packages: received "${
      Deno.args.join(" ")
    }"; name a folder, and ` +
      `engines out of ${[...engineNames.keys()].join(", ")}`,
  );
  Deno.exit(2);
}
await makePackage(join(folder, "afmpeg"));
for (const name of names) {
  await makeEnginePackage(name, join(folder, `engine-${name}`));
}
