import { checkFs, checkPath } from "./check.ts";
import { drive } from "./drive.ts";
import type { Fs, FsFile } from "./fs.ts";
import { writeAll } from "./write_file.ts";

/** How much is read at once. */
const CHUNK_BYTES = 64 * 1024;

/**
 * A file as a stream: read as fast as it is consumed, closed at the end or when
 * it is cancelled.
 *
 * @example
 * ```ts
 * import { MemoryFs, readable } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.writeFile("a.txt", "hello");
 * assertEquals(await new Response(readable(fs, "a.txt")).text(), "hello");
 * ```
 *
 * @throws {TypeError} For an argument or an option that is not what it may be.
 * @throws {FsError} By the stream: what opening and reading may fail with.
 */
export function readable(
  fs: Fs,
  path: string,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  checkFs(fs);
  checkPath(path);
  let file: FsFile | undefined;
  const close = async () => {
    await file?.close();
    file = undefined;
  };
  return new ReadableStream({
    async start() {
      file = await fs.open(path);
    },
    async pull(controller) {
      const buffer = new Uint8Array(CHUNK_BYTES);
      const count = await file!.read(buffer);
      if (count !== null) return controller.enqueue(buffer.subarray(0, count));
      await close();
      controller.close();
    },
    cancel: close,
  }, { highWaterMark: 0 });
}

/**
 * A stream into a file, made or emptied: takes as much as the file system does,
 * and closes the file at the end.
 *
 * @example
 * ```ts
 * import { MemoryFs, writable } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * await new Blob(["hello"]).stream().pipeTo(writable(fs, "a.txt"));
 * assertEquals(fs.readTextFile("a.txt"), "hello");
 * ```
 *
 * @throws {TypeError} For an argument or an option that is not what it may be.
 * @throws {FsError} By the stream: what opening and writing may fail with.
 */
export function writable(fs: Fs, path: string): WritableStream<Uint8Array> {
  checkFs(fs);
  checkPath(path);
  let file: FsFile | undefined;
  const close = async () => {
    await file?.close();
  };
  return new WritableStream({
    async start() {
      file = await fs.create(path);
    },
    async write(chunk) {
      await drive(writeAll(file!, chunk));
    },
    close,
    abort: close,
  });
}
