// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert } from "@std/assert";

// By its path, and so not one of the programs that unit tests may start: what the
// script starts is not on every machine.
const BASH = "/bin/bash";

/** Runs a script in a directory of the host, and returns what it writes. */
export async function shell(cwd: string, script: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(BASH, {
    args: ["-euc", script],
    cwd,
    env: { LC_ALL: "C" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert(success, text(stderr));
  return text(stdout);
}
