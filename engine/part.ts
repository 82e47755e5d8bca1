// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { exists } from "@std/fs";
import { join } from "@std/path/posix";
import { ensurePackages } from "./packages.ts";
import { assertPlatform, osRelease } from "./platform.ts";
import { bringRecipe } from "./recipe.ts";
import { unpack } from "./sources.ts";
import { type FfmpegSource, type Source, tools } from "./versions.ts";
import type { Building, Workshop } from "./workshop.ts";

/** A part of an engine, and whether it has been built before. */
export interface Part {
  readonly folder: string;
  readonly isMade: boolean;
}

/** Finds a part by its name. */
export async function findPart(cache: string, name: string): Promise<Part> {
  const folder = join(cache, "parts", name);
  return { folder, isMade: await exists(folder) };
}

/** Unpacks a source in a workshop. */
export async function bring(
  source: Source | FfmpegSource,
  { work, cache, steps }: Workshop,
): Promise<void> {
  await unpack(source, join(cache, "sources"), work, steps);
}

/** Copies what other workshops built into the prefix of a workshop. */
export async function install(
  parts: readonly Part[],
  { work, steps }: Workshop,
): Promise<void> {
  for (const { folder } of parts) {
    await steps.run("cp", ["-r", `${folder}/.`, "prefix"], { cwd: work });
  }
}

/** Brings what every build needs: the compilers, their cache and the recipe. */
export async function bringTools({ cache, steps }: Building): Promise<void> {
  steps.begin("tools");
  assertPlatform(await osRelease());
  // Otherwise ccache does not see a new header that stands before another of its name.
  await Deno.mkdir(join(cache, "ccache"), { recursive: true });
  const settings = join(cache, "ccache/ccache.conf");
  await Deno.writeTextFile(settings, "direct_mode = false\n");
  await ensurePackages(tools);
  await bringRecipe(join(cache, "recipe"));
}
