import type { Fs } from "./fs.ts";
import { walk } from "./walk.ts";

/** The bytes of all files in a tree; a file of several names counts once. */
export async function diskUsage(fs: Fs, path: string): Promise<number> {
  let bytes = 0;
  const counted = new Set<string>();
  for await (const { info } of walk(fs, path)) {
    if (info.kind !== "file") continue;
    if (info.nlink > 1) {
      const key = `${info.dev}:${info.ino}`;
      if (counted.has(key)) continue;
      counted.add(key);
    }
    bytes += info.size;
  }
  return bytes;
}
