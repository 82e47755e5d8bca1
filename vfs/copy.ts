import type { Fs } from "./fs.ts";
import { mkdirAll } from "./mkdir_all.ts";
import { readlink, symlink } from "./links.ts";
import { walk } from "./walk.ts";
import { writeAll } from "./write_file.ts";

/** How much is copied at once. */
const CHUNK_BYTES = 256 * 1024;

/** How far a {@linkcode copy} is. */
export interface CopyProgress {
  /** The file that is being copied. */
  readonly path: string;
  /** How many files, directories and links are done. */
  readonly entries: number;
  /** How many bytes of files are done. */
  readonly bytes: number;
}

/** Options of {@linkcode copy}. */
export interface CopyOptions {
  /** Is told how far it is: after each piece of a file and after each entry. */
  onProgress?: (progress: CopyProgress) => void;
  /** Stops between two pieces; what was copied stays. */
  signal?: AbortSignal;
}

/**
 * Copies a file or a tree, from one file system into another or within one, with
 * modes and times. A link is copied as a link; files that are there are replaced.
 *
 * Errors: {@linkcode FsError}, and the reason of `signal`.
 *
 * @example
 * ```ts
 * import { copy, MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const from = new MemoryFs();
 * const to = new MemoryFs();
 * from.mkdirAll("a/b");
 * from.writeFile("a/b/c.txt", "hello");
 * await copy(from, "a", to, "z");
 * assertEquals(to.readTextFile("z/b/c.txt"), "hello");
 * ```
 */
export async function copy(
  source: Fs,
  from: string,
  target: Fs,
  to: string,
  options: CopyOptions = {},
): Promise<void> {
  const { signal, onProgress } = options;
  let entries = 0;
  let bytes = 0;
  const directories: (() => Promise<void>)[] = [];
  for await (const { path, info } of walk(source, from)) {
    signal?.throwIfAborted();
    const copied = to + path.slice(from.length);
    const keepMetadata = async () => {
      await target.chmod(copied, info.mode);
      await target.chtimes(copied, info.atimeNs, info.mtimeNs);
    };
    if (info.kind === "directory") {
      await mkdirAll(target, copied);
      // Entries that are still to come would move its time again.
      directories.push(keepMetadata);
    } else if (info.kind === "symlink") {
      await symlink(target, await readlink(source, path), copied);
    } else {
      for await (const count of copyFile(source, path, target, copied)) {
        bytes += count;
        onProgress?.({ path, entries, bytes });
        signal?.throwIfAborted();
      }
      await keepMetadata();
    }
    entries++;
    onProgress?.({ path, entries, bytes });
  }
  for (const keepMetadata of directories.reverse()) await keepMetadata();
}

/** Copies the contents of a file. Yields the size of each piece. */
async function* copyFile(
  source: Fs,
  from: string,
  target: Fs,
  to: string,
): AsyncGenerator<number> {
  await using input = await source.open(from);
  await using output = await target.create(to);
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    const count = await input.read(buffer);
    if (count === null) return;
    await writeAll(output, buffer.subarray(0, count));
    yield count;
  }
}
