import type { FileInfo } from "./fs.ts";

/** What a file is known by, whatever its names: to be looked up in a map or a set. */
export function keyOf({ dev, ino }: Pick<FileInfo, "dev" | "ino">): string {
  return `${dev}:${ino}`;
}
