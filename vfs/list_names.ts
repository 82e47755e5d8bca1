// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FileInfo } from "./fs.ts";
import type { NameOperations } from "./names.ts";

/** The entries of a directory, in order. */
export async function listNames(
  names: NameOperations,
  path: string,
): Promise<FileInfo[]> {
  const info = await names.lstat(path);
  await using directory = await names.open(path, {
    options: {},
    name: path,
    info,
  });
  return await directory.readdir();
}
