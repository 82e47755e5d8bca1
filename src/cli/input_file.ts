// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { abortable } from "@std/async/abortable";
import type { Fs } from "../../vfs/fs.ts";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import { absolutePath } from "./absolute_path.ts";
import type { NamedFiles } from "./named_files.ts";
import { standardInput } from "./standard_streams.ts";
import type { Guest } from "./use_guest.ts";
import { UsageError } from "./usage_error.ts";

/** The operand that is standard input. */
export const STDIN = "-";

/** The name of standard input for the guest. */
const STDIN_FILE = "/stdin";

/** How much of standard input is kept, because a file may begin with its end. */
const STDIN_BYTES = 2 ** 30;

/**
 * What a command names that only reads media files.
 *
 * @throws {UsageError} when standard input is named twice: it can be read once.
 */
export function namedInputs(files: readonly string[]): NamedFiles {
  const inputs = files.filter((file) => file !== STDIN);
  if (files.length - inputs.length > 1) {
    throw new UsageError(
      'Cannot read stdin: received "-" twice; name a file instead of one',
    );
  }
  return { inputs, outputs: [], others: [] };
}

/** Where the guest finds a media file, or all of standard input. */
export async function inputFile(
  file: string,
  { fs, interrupts }: Guest,
): Promise<{ fs: Fs; path: string }> {
  return file === STDIN
    ? { fs: await readStandardInput(interrupts.signal), path: STDIN_FILE }
    : { fs, path: absolutePath(file, Deno.cwd()) };
}

async function readStandardInput(signal: AbortSignal): Promise<MemoryFs> {
  const fs = new MemoryFs();
  using file = fs.create(STDIN_FILE);
  let size = 0;
  const reader = standardInput().getReader();
  for (;;) {
    // Who writes it may never do so.
    const { value: chunk } = await abortable(reader.read(), signal);
    if (chunk === undefined) return fs;
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
