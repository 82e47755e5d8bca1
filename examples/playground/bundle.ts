// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fromFileUrl } from "@std/path/posix";

/** Bundles a module of this project, and what it imports, into one script for a page. */
export async function bundle(entry: URL): Promise<Uint8Array<ArrayBuffer>> {
  const config = fromFileUrl(new URL("../../deno.json", import.meta.url));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--platform=browser", `--config=${config}`],
      fromFileUrl(entry),
    ],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return stdout;
}
