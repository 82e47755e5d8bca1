// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../vfs/fs.ts";
import { absolutePath } from "./absolute_path.ts";
import type { NamedFiles } from "./named_files.ts";
import type { Guest } from "./use_guest.ts";
import { UsageError } from "./usage_error.ts";

/** The operand that is standard input. */
export const STDIN = "-";

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
  if (file !== STDIN) return { fs, path: absolutePath(file, Deno.cwd()) };
  const { readStandardInput } = await import("./read_standard_input.ts");
  return await readStandardInput(interrupts.signal);
}
