/**
 * Where programs keep what they can get again, as the environment of this user
 * says; `undefined` where it does not. What is no absolute path says nothing: the
 * folder would be another one with every directory that a program is started in.
 */
export function userCache(
  variable: (name: string) => string | undefined = (name) => Deno.env.get(name),
  os: typeof Deno.build.os = Deno.build.os,
): string | undefined {
  const folder = (name: string, below = "") => {
    const path = variable(name);
    return path?.startsWith("/") ? path.replace(/\/*$/, below) : undefined;
  };
  if (os === "darwin") return folder("HOME", "/Library/Caches");
  return folder("XDG_CACHE_HOME") ?? folder("HOME", "/.cache");
}
