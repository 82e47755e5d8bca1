// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Steps, wait } from "./drive.ts";
import type { FsFile } from "./fs.ts";
import { FsError } from "./fs_error.ts";

/** Writes all of `data`, however much one `write` takes. */
export function* writeAll(file: FsFile, data: Uint8Array): Steps<void> {
  for (let written = 0; written < data.length;) {
    const rest = written === 0 ? data : data.subarray(written);
    written += progress(yield* wait(file.write(rest)), file, rest.length);
  }
}

/**
 * What a write says that it has written.
 *
 * @throws {FsError} EIO, if it was nothing: that would go on for ever.
 */
export function progress(count: number, file: FsFile, most: number): number {
  if (count > 0 && count <= most) return count;
  const hint = `its \`write\` returned ${count} for ${most} bytes`;
  throw new FsError("EIO", { operation: "write", path: file.name, hint });
}
