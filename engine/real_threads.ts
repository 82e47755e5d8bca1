// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { type BuildOptions, sysrootKey } from "./cache.ts";
import { cacheFolder } from "./cache_folder.ts";
import { findPart, type Part } from "./part.ts";
import { startBuilding } from "./start_building.ts";
import { buildSysroot } from "./sysroot.ts";
import { takeLock } from "./take_lock.ts";
import { libcSource, type Threads } from "./versions.ts";
import { type Building, inWorkshop, type Workshop } from "./workshop.ts";

/**
 * Builds the libc of engines with real threads, or finds it. Returns the folder whose
 * `bin/clang-19` compiles programs for it.
 *
 * @throws {BuildError} if it cannot be built.
 */
export async function buildLibc(): Promise<string> {
  const cache = cacheFolder();
  const options = { threads: "real" } as const;
  const [built] = await findSysroot(options, cache);
  if (built!.isMade) return built!.folder;
  await Deno.mkdir(join(cache, "parts"), { recursive: true });
  using _lock = await takeLock(join(cache, "lock"), "another build");
  const settings = { cache, simd: true };
  await using building = await startBuilding(settings, "libc", 2);
  await makeSysroot(await findSysroot(options, cache), building);
  return built!.folder;
}

/** The libc and the compiler of real threads; nothing for others. */
export async function findSysroot(
  { threads }: BuildOptions,
  cache: string,
): Promise<Part[]> {
  if (threads !== "real") return [];
  return [await findPart(cache, `sysroot-${await sysrootKey()}`)];
}

/** The variables of a build, whose compiler is that of a sysroot if there is one. */
export function variablesOf(
  sysroot: readonly Part[],
  cache: string,
): Record<string, string> {
  if (sysroot.length === 0) return {};
  return {
    PATH: `${currentSysroot(cache)}/bin:${Deno.env.get("PATH")}`,
    // It is a script, whose time says nothing.
    CCACHE_COMPILERCHECK: "content",
  };
}

/** Builds a sysroot if it is missing, and makes it that of the build. */
export async function makeSysroot(
  sysroot: readonly Part[],
  building: Building,
): Promise<void> {
  const current = currentSysroot(building.cache);
  for (const { folder, isMade } of sysroot) {
    // Another one's compiler is not to compile this one.
    await Deno.remove(current).catch(() => {});
    if (!isMade) {
      await inWorkshop(building, "libc", async (workshop) => {
        const { store, work, step } = workshop;
        await store.unpack(libcSource, work, step);
        await buildSysroot(workshop);
        await Deno.rename(join(work, "made"), folder);
      });
    }
    using step = building.steps.begin("libc");
    await step.run("ln", ["-sfn", folder, current], { cwd: building.cache });
  }
}

/**
 * Where the sysroot of a build lies. ccache compares the names of headers: it would see others
 * after every change of libc, if they lay where it is kept.
 */
function currentSysroot(cache: string): string {
  return join(cache, "sysroot");
}

/** Takes the headers of green threads away from what has real ones. */
export async function keepHeaders(
  { work }: Workshop,
  threads: Threads = "green",
): Promise<void> {
  if (threads === "green") return;
  await Deno.remove(join(work, "threads/include"), { recursive: true });
}
