// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { progressOf } from "./answers.ts";
import { type Steps, wait } from "./drive.ts";
import type { FsFile } from "./fs.ts";

/** Writes all of `data`, however much one `write` takes. */
export function* writeAll(file: FsFile, data: Uint8Array): Steps<void> {
  for (let written = 0; written < data.length;) {
    const rest = written === 0 ? data : data.subarray(written);
    written += progressOf(yield* wait(file.write(rest)), rest);
  }
}
