// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";

/** An absolute path, resolved against `cwd`. */
export function absolutePath(path: string, cwd: string): string {
  return join(path.startsWith("/") ? "/" : cwd, path);
}
