// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";

/** The folders of a cache that a build makes for itself, and removes unless it is killed. */
const ofBuilds = /^(work|jobs|apt|made)-[\da-f]+$/;

/**
 * Removes what builds that were killed have left in a cache. Whoever calls holds the lock
 * of builds; while checkasm is built, which has a lock of its own, nothing is removed.
 */
export async function removeLeftovers(cache: string): Promise<void> {
  const path = join(cache, "checkasm.lock");
  using other = await Deno.open(path, { write: true, create: true });
  if (!await other.tryLock(true)) return;
  for await (const { name, isDirectory } of Deno.readDir(cache)) {
    if (!isDirectory || !ofBuilds.test(name)) continue;
    // A compiler that outlived its build may still write to it, or it may be another
    // user's: that stops no build.
    await Deno.remove(join(cache, name), { recursive: true }).catch(() => {});
  }
}
