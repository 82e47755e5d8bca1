import type { Fs, FsFile } from "./fs.ts";
import { dirname } from "@std/path/posix";
import { tempFile } from "./temp.ts";

/** Options of {@linkcode writeFile}. */
export interface WriteFileOptions {
  /**
   * Whether to write to a file beside it, which takes the name when it is
   * complete: whoever reads sees the old contents or the new, never half of them.
   *
   * @default {false}
   */
  atomic?: boolean;
}

/**
 * Makes a file of `data`, or replaces the contents of the one there is.
 *
 * @example
 * ```ts
 * import { MemoryFs, readFile, writeFile } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * await writeFile(fs, "a.txt", "hello", { atomic: true });
 * assertEquals((await readFile(fs, "a.txt")).length, 5);
 * ```
 */
export async function writeFile(
  fs: Fs,
  path: string,
  data: Uint8Array | string,
  options: WriteFileOptions = {},
): Promise<void> {
  const bytes = typeof data === "string"
    ? new TextEncoder().encode(data)
    : data;
  if (!options.atomic) {
    await using file = await fs.create(path);
    return await writeAll(file, bytes);
  }
  const beside = await tempFile(fs, { dir: dirname(path), prefix: ".write-" });
  try {
    {
      await using file = await fs.create(beside);
      await writeAll(file, bytes);
      await file.sync();
    }
    await fs.rename(beside, path);
  } catch (error) {
    await fs.removeAll(beside);
    throw error;
  }
}

/** Writes the whole of `data`, however much one `write` takes. */
export async function writeAll(file: FsFile, data: Uint8Array): Promise<void> {
  for (let written = 0; written < data.length;) {
    const rest = written === 0 ? data : data.subarray(written);
    written += await file.write(rest);
  }
}
