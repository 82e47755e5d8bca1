// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import type { Errno } from "../errno.ts";
import type { Awaitable, Fs, FsFile } from "../fs.ts";
import { FsError } from "../fs_error.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Encodes text as UTF-8. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/**
 * Asserts that `action` fails with `code`, and that the error has `path` as it
 * was written.
 */
export async function assertFails(
  code: Errno | readonly Errno[],
  action: () => Awaitable<unknown>,
  path?: string,
): Promise<void> {
  let error: unknown;
  try {
    await action();
  } catch (thrown) {
    error = thrown;
  }
  assert(error instanceof FsError, `expected ${code}, received ${error}`);
  const codes: readonly Errno[] = typeof code === "string" ? [code] : code;
  assert(codes.includes(error.code), `expected ${code}, received ${error}`);
  if (path !== undefined) assertEquals(error.path, path);
}

/** Creates a file with the contents `text`. */
export async function put(fs: Fs, path: string, text: string): Promise<void> {
  await using file = await fs.create(path);
  await file.writeString(text);
}

/** Reads a file as text. */
export async function get(fs: Fs, path: string): Promise<string> {
  await using file = await fs.open(path);
  return await rest(file);
}

/** Reads the rest of an open file as text. */
export async function rest(file: FsFile): Promise<string> {
  const buffer = new Uint8Array(1000);
  let text = "";
  for (;;) {
    const count = await file.read(buffer);
    if (count === null) return text;
    text += decoder.decode(buffer.subarray(0, count));
  }
}

/** Lists the names in a directory. */
export async function names(fs: Fs, path: string): Promise<string[]> {
  await using file = await fs.open(path);
  return await file.readdirnames();
}
