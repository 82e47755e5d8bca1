// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Steps, wait } from "./drive.ts";
import type { FileInfo } from "./fs.ts";
import type { NameOperations } from "./names.ts";
import { withFile } from "./with_file.ts";

/** The entries of a directory, in order. */
export function* listNames(
  names: NameOperations,
  path: string,
): Steps<FileInfo[]> {
  const info = yield* wait(names.lstat(path));
  const opened = names.open(path, { options: {}, name: path, info });
  return yield* withFile(opened, (directory) => wait(directory.readdir()));
}
