// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { userCache } from "../src/util/user_cache.ts";
import { BuildError } from "./build_error.ts";

/**
 * The folder in which engines, and what they are built from, are cached.
 *
 * @throws {BuildError} if the environment does not name a cache folder.
 */
export function cacheFolder(): string {
  const base = userCache();
  if (base !== undefined) return join(base, "afmpeg", "engine");
  throw new BuildError(
    "Cannot keep an engine: the variable HOME, which says where caches are, " +
      "names no absolute path; set it",
  );
}

/** The folder in the cache of the engines with real threads. */
export const THREADED = "threaded";
