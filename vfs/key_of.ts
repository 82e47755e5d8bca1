// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FileInfo } from "./fs.ts";

/** Identifies a file, whatever its names: a key for a map or a set. */
export function keyOf({ dev, ino }: Pick<FileInfo, "dev" | "ino">): string {
  return `${dev}:${ino}`;
}
