import { after } from "./after.ts";
import { attempt } from "./attempt.ts";
import { checkFs, checkPath } from "./check.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, Fs, FsFile, SyncFs } from "./fs.ts";
import { withFile } from "./with_file.ts";

/** What is asked for beyond the size that a file says it has. */
const EXTRA_BYTES = 64 * 1024;

/**
 * Reads the whole of a file. On a {@linkcode SyncFs}, at once.
 *
 * @example
 * ```ts
 * import { MemoryFs, readFile } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.writeFile("a.bin", new Uint8Array([1, 2, 3]));
 * assertEquals(readFile(fs, "a.bin"), new Uint8Array([1, 2, 3]));
 * ```
 *
 * @param fs Where the file lies.
 * @param path Its name.
 * @returns Its bytes.
 * @throws {FsError} ENOENT, EISDIR, and what else reading may fail with.
 * @throws {TypeError} For an argument or an option that is not what it may be.
 */
export function readFile(fs: SyncFs, path: string): Uint8Array<ArrayBuffer>;
/** The same for any file system: to be awaited. */
export function readFile(
  fs: Fs,
  path: string,
): Awaitable<Uint8Array<ArrayBuffer>>;
export function readFile(
  fs: Fs,
  path: string,
): Awaitable<Uint8Array<ArrayBuffer>> {
  checkFs(fs);
  checkPath(path);
  return drive(withFile(fs.open(path), readAll));
}

/**
 * Reads the whole of a file, and decodes it as UTF-8. On a {@linkcode SyncFs}, at
 * once.
 *
 * @throws {FsError} ENOENT, EISDIR, and what else reading may fail with.
 * @throws {TypeError} For an argument or an option that is not what it may be.
 */
export function readTextFile(fs: SyncFs, path: string): string;
/** The same for any file system: to be awaited. */
export function readTextFile(fs: Fs, path: string): Awaitable<string>;
export function readTextFile(fs: Fs, path: string): Awaitable<string> {
  return after(readFile(fs, path), decode);
}

/** Bytes of UTF-8 as text. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function* readAll(file: FsFile): Steps<Uint8Array<ArrayBuffer>> {
  // One that cannot say how large it is, is read all the same.
  const info = yield* wait(attempt(() => file.stat(), "ENOSYS"));
  let bytes = new Uint8Array(info?.size ?? 0);
  let filled = 0;
  for (;;) {
    // A device says 0, and a file may grow meanwhile: only `null` is the end.
    if (filled === bytes.length) {
      const extra = new Uint8Array(EXTRA_BYTES);
      const count = yield* wait(file.read(extra));
      if (count === null) return bytes;
      const grown = new Uint8Array(Math.max(2 * filled, filled + EXTRA_BYTES));
      grown.set(bytes);
      grown.set(extra.subarray(0, count), filled);
      bytes = grown;
      filled += count;
    } else {
      const count = yield* wait(file.read(bytes.subarray(filled)));
      if (count === null) return bytes.slice(0, filled);
      filled += count;
    }
  }
}
