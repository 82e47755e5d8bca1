import { join } from "@std/path/posix";
import { ModuleError } from "../util/errors.ts";
import { userCache } from "../util/user_cache.ts";
import { DenoFs } from "../../vfs/deno_fs.ts";

/**
 * The folder of this user in which modules are kept, made where it is missing.
 *
 * Errors: {@linkcode ModuleError} where the environment does not say where.
 */
export async function cacheFolder(): Promise<DenoFs> {
  const folder = cachePath();
  await Deno.mkdir(folder, { recursive: true });
  return new DenoFs(folder);
}

/** The path of that folder. Errors: {@linkcode ModuleError}. */
export function cachePath(): string {
  const base = userCache();
  if (base !== undefined) return join(base, "afmpeg", "modules");
  throw new ModuleError(
    "source",
    "Cannot keep a module: the variable HOME, which says where caches are, " +
      "names no absolute path; set it, or give a `cacheFs`",
  );
}
