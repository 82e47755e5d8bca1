import { globToRegExp, isGlob, normalize } from "@std/path/posix";
import type { Fs } from "./fs.ts";
import { exists } from "./exists.ts";
import { walk, type WalkEntry } from "./walk.ts";

/**
 * Yields the files whose paths match a pattern, in the syntax of `@std/path`:
 * `*` for part of a name, `**` for any directories, `?`, `[abc]`, `{a,b}`.
 *
 * @example
 * ```ts
 * import { glob, MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * for (const name of ["a.png", "b.jpg", "c.png"]) fs.writeFile(name, "");
 * const paths = await Array.fromAsync(glob(fs, "*.png"), ({ path }) => path);
 * assertEquals(paths, ["a.png", "c.png"]);
 * ```
 */
export async function* glob(
  fs: Fs,
  pattern: string,
): AsyncIterableIterator<WalkEntry> {
  const normal = normalize(pattern);
  const parts = normal.split("/");
  const plain = parts.findIndex((part) => isGlob(part));
  const fixed = plain < 0 ? parts : parts.slice(0, plain);
  const isAbsolute = normal.startsWith("/");
  const root = fixed.join("/") || (isAbsolute ? "/" : ".");
  if (!await exists(fs, root)) return;
  const matches = globToRegExp(normal);
  for await (const { path, info } of walk(fs, root)) {
    const shown = path.startsWith("./") ? path.slice(2) : path;
    if (matches.test(shown)) yield { path: shown, info };
  }
}
