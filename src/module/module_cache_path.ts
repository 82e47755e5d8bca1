// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { ModuleError } from "../util/errors.ts";
import { userCache } from "../util/user_cache.ts";

/**
 * The path of this user's cache of modules.
 *
 * @throws {ModuleError} when the environment does not say where it is.
 */
export function moduleCachePath(): string {
  const base = userCache();
  if (base !== undefined) return join(base, "afmpeg", "modules");
  throw new ModuleError(
    "Cannot cache a module: the variable HOME, which locates the cache, is " +
      "not an absolute path; set it, or give a `cacheFs`",
    { reason: "source" },
  );
}
