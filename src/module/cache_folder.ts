import { join } from "@std/path/posix";
import { DenoFs } from "../../vfs/deno_fs.ts";

/** The folder of this user in which modules are kept, made where it is missing. */
export async function cacheFolder(): Promise<DenoFs> {
  const folder = cachePath();
  await Deno.mkdir(folder, { recursive: true });
  return new DenoFs(folder);
}

/** Where that folder is. */
export function cachePath(): string {
  return join(userCache(), "afmpeg", "modules");
}

/** Where programs keep what they can get again. */
function userCache(): string {
  const get = (name: string) => Deno.env.get(name);
  switch (Deno.build.os) {
    case "windows":
      return get("LOCALAPPDATA")!;
    case "darwin":
      return join(get("HOME")!, "Library", "Caches");
    default:
      return get("XDG_CACHE_HOME") || join(get("HOME")!, ".cache");
  }
}
