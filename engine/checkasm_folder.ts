// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { exists } from "@std/fs";
import { join } from "@std/path/posix";
import { cacheFolder } from "./cache_folder.ts";
import { startBuilding } from "./start_building.ts";
import { takeLock } from "./take_lock.ts";
import type { Building } from "./workshop.ts";

/** How programs that check kernels are built. */
export interface CheckasmRecipe {
  /** The hash of all that they are built from. */
  readonly key: string;
  /** What is built in turn, or how many steps it takes. */
  readonly steps: readonly string[] | number;
  /** Builds the programs, and moves them to the folder `made`. */
  build(building: Building, made: string): Promise<void>;
}

/**
 * Builds programs that check kernels, or finds those that were built by the same recipe
 * before. Returns their folder, which is there only with all of them.
 *
 * @param name What the folder's name begins with.
 */
export async function checkasmFolder(
  name: string,
  { key, steps, build }: CheckasmRecipe,
): Promise<string> {
  const cache = cacheFolder();
  const folder = join(cache, `${name}-${key}`);
  await Deno.mkdir(cache, { recursive: true });
  using _lock = await takeLock(join(cache, "checkasm.lock"), "another build");
  if (await exists(folder)) return folder;
  await using building = await startBuilding(
    { cache, simd: true },
    name,
    steps,
  );
  const made = await Deno.makeTempDir({ dir: cache, prefix: "made-" });
  try {
    await build(building, made);
    await Deno.rename(made, folder);
  } finally {
    await Deno.remove(made, { recursive: true }).catch(() => {});
  }
  return folder;
}
