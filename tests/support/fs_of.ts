// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { MemoryFs } from "../../mod.ts";

/** A new file system in memory that holds `files`. */
export function fsOf(
  files: Readonly<Record<string, Uint8Array | string>>,
): MemoryFs {
  const fs = new MemoryFs();
  for (const [name, content] of Object.entries(files)) {
    fs.writeFile(name, content);
  }
  return fs;
}
