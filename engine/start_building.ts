// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { JobServer } from "./job_server.ts";
import { ensurePackages } from "./packages.ts";
import { assertPlatform, osRelease } from "./platform.ts";
import { bringRecipe } from "./recipe.ts";
import { SourceStore } from "./sources.ts";
import { Steps } from "./step.ts";
import { tools } from "./versions.ts";
import type { Building } from "./workshop.ts";

/**
 * Starts a build of `count` steps, the first of which brings what every build needs: the
 * compilers, their cache and the recipe.
 *
 * @param name The name of its log.
 */
export async function startBuilding(
  { cache, simd, env }: Pick<Building, "cache" | "simd"> & {
    /** Variables that all commands see. */
    readonly env?: Readonly<Record<string, string>>;
  },
  name: string,
  count: number,
): Promise<Building & AsyncDisposable> {
  const steps = new Steps(join(cache, "logs"), name, count, env);
  using _step = steps.begin("tools");
  assertPlatform(await osRelease());
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
