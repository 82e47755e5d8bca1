import type { Fs, FsFile } from "./fs.ts";
import { FsError } from "./fs_error.ts";

/** What is asked for beyond the size that a file says it has. */
const EXTRA_BYTES = 64 * 1024;

/**
 * Reads the whole of a file.
 *
 * @example
 * ```ts
 * import { MemoryFs, readFile } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.writeFile("a.bin", new Uint8Array([1, 2, 3]));
 * assertEquals(await readFile(fs, "a.bin"), new Uint8Array([1, 2, 3]));
 * ```
 *
 * @param fs Where the file lies.
 * @param path Its name.
 * @returns Its bytes. Errors: {@linkcode FsError}.
 */
export async function readFile(
  fs: Fs,
  path: string,
): Promise<Uint8Array<ArrayBuffer>> {
  await using file = await fs.open(path);
  let bytes = new Uint8Array(await sizeOf(file));
  let filled = 0;
  for (;;) {
    // A device says 0, and a file may grow meanwhile: only `null` is the end.
    if (filled === bytes.length) {
      const extra = new Uint8Array(EXTRA_BYTES);
      const count = await file.read(extra);
      if (count === null) return bytes;
      const grown = new Uint8Array(Math.max(2 * filled, filled + EXTRA_BYTES));
      grown.set(bytes);
      grown.set(extra.subarray(0, count), filled);
      bytes = grown;
      filled += count;
    } else {
      const count = await file.read(bytes.subarray(filled));
      if (count === null) return bytes.slice(0, filled);
      filled += count;
    }
  }
}

/** How large a file says it is; 0 where it cannot say. */
async function sizeOf(file: FsFile): Promise<number> {
  try {
    return (await file.stat()).size;
  } catch (error) {
    if (error instanceof FsError && error.code === "ENOSYS") return 0;
    throw error;
  }
}
