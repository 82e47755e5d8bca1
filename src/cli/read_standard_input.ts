// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { abortable } from "@std/async/abortable";
import type { Fs } from "../../vfs/fs.ts";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import { standardInput } from "./standard_streams.ts";
import { UsageError } from "./usage_error.ts";

/** The name of standard input for the guest. */
const STDIN_FILE = "/stdin";

/** How much of standard input is kept, because a file may begin with its end. */
const STDIN_BYTES = 2 ** 30;

/**
 * Reads all of standard input. Returns a file system with it, and its path there.
 *
 * @throws {UsageError} when it is too much to keep.
 */
export async function readStandardInput(
  signal: AbortSignal,
): Promise<{ fs: Fs; path: string }> {
  const fs = new MemoryFs();
  using file = fs.create(STDIN_FILE);
  let size = 0;
  const reader = standardInput().getReader();
  for (;;) {
    // Who writes it may never do so.
    const { value: chunk } = await abortable(reader.read(), signal);
    if (chunk === undefined) return { fs, path: STDIN_FILE };
    size += chunk.length;
    if (size > STDIN_BYTES) {
      throw new UsageError(
        `Cannot keep stdin: received more than ${STDIN_BYTES} bytes; write it to ` +
          "a file, and name that",
      );
    }
    file.write(chunk);
  }
}
