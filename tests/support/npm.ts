// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { userCache } from "../../src/util/user_cache.ts";

/**
 * Programs that others compiled for WASI, and a generator of modules:
 * `package@version`.
 */
const packages = [
  "binaryen@132.0.0",
  "@ruby/3.4-wasm-wasi@2.10.1",
  "@ruby/wasm-wasi@2.10.1",
  "@yowasp/clang@22.0.0-git20542-10",
  "@yowasp/yosys@0.55.944",
];

const folder = join(userCache()!, "afmpeg/npm");

/** Installs the packages, unless they are installed. */
export async function installPackages(): Promise<void> {
  const wanted = packages.join("\n");
  const list = join(folder, "installed.txt");
  if (await Deno.readTextFile(list).catch(() => "") === wanted) return;
  await Deno.mkdir(folder, { recursive: true });
  const { success } = await new Deno.Command("npm", {
    args: ["install", "--no-save", "--silent", "--prefix", folder, ...packages],
  }).output();
  if (!success) throw new Error("Cannot install the packages of the tests");
  await Deno.writeTextFile(list, wanted);
}

/** The path of a file in one of the packages. */
export function packageFile(path: string): string {
  return join(folder, "node_modules", path);
}
