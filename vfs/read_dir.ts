import { checkFs, checkPath } from "./check.ts";
import { drive, wait } from "./drive.ts";
import type { Awaitable, FileInfo, Fs, SyncFs } from "./fs.ts";
import { withFile } from "./with_file.ts";

/**
 * The entries of a directory, in order. On a {@linkcode SyncFs}, they are there at
 * once.
 *
 * @example
 * ```ts
 * import { MemoryFs, readDir } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.writeFile("a.txt", "hello");
 * const [entry] = readDir(fs, "/");
 * assertEquals([entry?.name, entry?.size], ["a.txt", 5]);
 * ```
 *
 * @throws {FsError} ENOENT, ENOTDIR.
 * @throws {TypeError} For an argument or an option that is not what it may be.
 */
export function readDir(fs: SyncFs, path: string): FileInfo[];
/** The same for any file system: to be awaited. */
export function readDir(fs: Fs, path: string): Awaitable<FileInfo[]>;
export function readDir(fs: Fs, path: string): Awaitable<FileInfo[]> {
  checkFs(fs);
  checkPath(path);
  return drive(
    withFile(fs.open(path), (directory) => wait(directory.readdir())),
  );
}
