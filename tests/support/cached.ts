// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { sha256 } from "../../src/util/sha256.ts";
import { userCache } from "../../src/util/user_cache.ts";

const folder = join(userCache()!, "afmpeg/guests");

/**
 * The path of a file that depends only on `key`: created by `make` if it does
 * not exist.
 */
export async function cached(
  key: readonly string[],
  make: (path: string) => Promise<void>,
): Promise<string> {
  const path = join(
    folder,
    await sha256(new TextEncoder().encode(key.join("\0"))),
  );
  try {
    await Deno.stat(path);
    return path;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await Deno.mkdir(folder, { recursive: true });
  // Renamed into place, because several tests may create the same file.
  const made = await Deno.makeTempFile({ dir: folder });
  await make(made);
  await Deno.rename(made, path);
  return path;
}
