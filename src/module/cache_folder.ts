import { join } from "@std/path/posix";
import { ModuleError } from "../util/errors.ts";
import { DenoFs } from "../../vfs/deno_fs.ts";

/**
 * The folder of this user in which modules are kept, made where it is missing.
 *
 * @throws {ModuleError} when the environment does not say where.
 */
export async function cacheFolder(): Promise<DenoFs> {
  const folder = cachePath();
  await Deno.mkdir(folder, { recursive: true });
  return new DenoFs(folder);
}

/**
 * The path of that folder.
 *
 * @throws {ModuleError} when the environment does not say where it is.
 */
export function cachePath(): string {
  return join(userCache(), "afmpeg", "modules");
}

/** Where programs keep what they can get again. */
function userCache(): string {
  switch (Deno.build.os) {
    case "windows":
      return environment("LOCALAPPDATA");
    case "darwin":
      return join(environment("HOME"), "Library", "Caches");
    default:
      return Deno.env.get("XDG_CACHE_HOME") ||
        join(environment("HOME"), ".cache");
  }
}

function environment(name: string): string {
  const value = Deno.env.get(name);
  if (value) return value;
  throw new ModuleError(
    `Cannot keep a module: the variable ${name}, which says where caches are, ` +
      "is not set; set it, or give a `cacheFs`",
    { reason: "source" },
  );
}
