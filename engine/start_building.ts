// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { JobServer } from "./job_server.ts";
import { ensurePackages } from "./packages.ts";
import { assertFolder, assertPlatform, osRelease } from "./platform.ts";
import { bringRecipe } from "./recipe.ts";
import { SourceStore } from "./sources.ts";
import { Steps, type StepsOptions } from "./step.ts";
import { tools } from "./versions.ts";
import type { Building } from "./workshop.ts";

/**
 * Starts a build, whose first step brings what every build needs: the compilers, their
 * cache and the recipe.
 *
 * @param name The name of its log.
 * @param all The names of the steps after that, or how many there are with it.
 */
export async function startBuilding(
  { cache, simd, ...shown }: Pick<Building, "cache" | "simd"> & StepsOptions,
  name: string,
  all: readonly string[] | number,
): Promise<Building & AsyncDisposable> {
  const names = typeof all === "number" ? all : ["tools", ...all];
  const steps = new Steps(join(cache, "logs"), name, names, shown);
  using _step = steps.begin("tools");
  assertPlatform(await osRelease());
  assertFolder(cache);
  // Otherwise ccache does not see a new header that stands before another of its name.
  await Deno.mkdir(join(cache, "ccache"), { recursive: true });
  const settings = join(cache, "ccache/ccache.conf");
  await Deno.writeTextFile(settings, "direct_mode = false\n");
  await ensurePackages(tools);
  await bringRecipe(join(cache, "recipe"));
  const store = new SourceStore(cache);
  const jobs = await JobServer.start(cache);
  return {
    ...{ cache, simd, steps, store, jobs },
    async [Symbol.asyncDispose]() {
      await jobs[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}
