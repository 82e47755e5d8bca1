// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { declareSound } from "./sound.ts";
import { callback, checkPath } from "./check.ts";
import { after } from "./after.ts";
import { DelegatingFile } from "./delegating_file.ts";
import { DelegatingFs } from "./delegating_fs.ts";
import { answer } from "./drive.ts";
import type {
  Answer,
  Awaitable,
  FileOf,
  Fs,
  FsFile,
  OpenOptions,
} from "./fs.ts";

/** One operation that succeeded or failed. */
export interface FsEvent {
  /** The method, for instance `"openFile"`, `"rename"` or `"writeAt"`. */
  readonly operation: string;
  /**
   * The path as the caller wrote it; for a file, the one with which it was
   * opened.
   */
  readonly path: string;
  /** The second path, if there are two. */
  readonly dest?: string;
  /** How many bytes were read or written; 0 at the end of a file. */
  readonly bytes?: number;
  /** The position in the file, for `readAt` and `writeAt`. */
  readonly position?: number;
  /** The error, if it failed. */
  readonly error?: unknown;
}

/**
 * A file system that reports its use: after each operation that reads or
 * changes something, the listener receives an {@linkcode FsEvent}. The operation
 * waits for a listener that is async, and fails with what it throws; so with
 * one, it is no longer synchronous.
 *
 * @example Counting the bytes written
 * ```ts
 * import { MemoryFs, ObserveFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * let written = 0;
 * const fs = new ObserveFs(new MemoryFs(), ({ operation, bytes = 0 }) => {
 *   if (operation === "write") written += bytes;
 * });
 * await fs.writeFile("a.txt", "hello");
 * assertEquals(written, 5);
 * ```
 */
export class ObserveFs<F extends Fs = Fs> extends DelegatingFs<F> {
  static {
    declareSound(this);
  }

  readonly #tell: (event: FsEvent) => unknown;

  /**
   * Wraps `fs` and reports each operation to `listener`.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(fs: F, listener: (event: FsEvent) => void) {
    callback("listener", listener);
    super("ObserveFs", fs);
    this.#tell = listener;
  }

  /** See {@linkcode DelegatingFs.over}. */
  protected override over(fs: Fs): ObserveFs {
    return new ObserveFs(fs, this.#tell);
  }

  /** See {@linkcode Fs.openFile}. */
  override openFile(
    path: string,
    options?: OpenOptions,
  ): Answer<F, FileOf<F>> {
    const event = { operation: "openFile", path };
    checkPath(path);
    const call = (): Awaitable<FsFile> => super.openFile(path, options);
    const opened = observe(this.#tell, call, () => event, event);
    const wrap = (file: FsFile) => new ObservedFile(path, file, this.#tell);
    return answer(
      after(opened, wrap) as Awaitable<FsFile> as Awaitable<FileOf<F>>,
    );
  }

  /** See {@linkcode Fs.mkdir}. */
  override mkdir(path: string, mode?: number): Answer<F, void> {
    const event = { operation: "mkdir", path };
    return this.#observe(event, () => super.mkdir(path, mode));
  }

  /** See {@linkcode Fs.remove}. */
  override remove(path: string): Answer<F, void> {
    return this.#observe(
      { operation: "remove", path },
      () => super.remove(path),
    );
  }

  /** See {@linkcode Fs.rename}. */
  override rename(oldPath: string, newPath: string): Answer<F, void> {
    const event = { operation: "rename", path: oldPath, dest: newPath };
    return this.#observe(event, () => super.rename(oldPath, newPath));
  }

  /** See {@linkcode Fs.chmod}. */
  override chmod(path: string, mode: number): Answer<F, void> {
    const event = { operation: "chmod", path };
    return this.#observe(event, () => super.chmod(path, mode));
  }

  /** See {@linkcode Fs.chown}. */
  override chown(path: string, uid: number, gid: number): Answer<F, void> {
    const event = { operation: "chown", path };
    return this.#observe(event, () => super.chown(path, uid, gid));
  }

  /** See {@linkcode Fs.chtimes}. */
  override chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Answer<F, void> {
    const event = { operation: "chtimes", path };
    return this.#observe(event, () => super.chtimes(path, atimeNs, mtimeNs));
  }

  /** See {@linkcode Fs.symlink}. */
  override symlink(target: string, path: string): Answer<F, void> {
    const event = { operation: "symlink", path, dest: target };
    return this.#observe(event, () => super.symlink(target, path));
  }

  /** See {@linkcode Fs.link}. */
  override link(oldPath: string, newPath: string): Answer<F, void> {
    const event = { operation: "link", path: oldPath, dest: newPath };
    return this.#observe(event, () => super.link(oldPath, newPath));
  }

  #observe(event: FsEvent, call: () => Awaitable<void>): Answer<F, void> {
    checkPath(event.path);
    return answer(observe(this.#tell, call, () => event, event));
  }
}

class ObservedFile extends DelegatingFile {
  readonly #tell: (event: FsEvent) => unknown;
  #isClosed = false;

  constructor(
    name: string,
    file: FsFile,
    tell: (event: FsEvent) => unknown,
  ) {
    super(name, file);
    this.#tell = tell;
  }

  override read(buffer: Uint8Array): Awaitable<number | null> {
    return this.#moved("read", undefined, () => super.read(buffer));
  }

  override readAt(
    buffer: Uint8Array,
    position: number,
  ): Awaitable<number | null> {
    return this.#moved(
      "readAt",
      position,
      () => super.readAt(buffer, position),
    );
  }

  override write(data: Uint8Array): Awaitable<number> {
    return this.#moved("write", undefined, () => super.write(data));
  }

  override writeAt(data: Uint8Array, position: number): Awaitable<number> {
    return this.#moved(
      "writeAt",
      position,
      () => super.writeAt(data, position),
    );
  }

  override truncate(size: number): Awaitable<void> {
    const event = { operation: "truncate", path: this.name, position: size };
    return observe(this.#tell, () => super.truncate(size), () => event, event);
  }

  override close(): Awaitable<void> {
    this.#isClosed = true;
    const event = { operation: "close", path: this.name };
    return observe(this.#tell, () => super.close(), () => event, event);
  }

  protected override dispose(): Awaitable<void> {
    if (!this.#isClosed) return this.close();
  }

  #moved<T extends number | null>(
    operation: string,
    position: number | undefined,
    call: () => Awaitable<T>,
  ): Awaitable<T> {
    const event = {
      operation,
      path: this.name,
      ...(position !== undefined && { position }),
    };
    const done = (bytes: T) => ({ ...event, bytes: bytes ?? 0 });
    return observe(this.#tell, call, done, event);
  }
}

/** Makes a call, and reports its success or failure. */
function observe<T>(
  tell: (event: FsEvent) => unknown,
  call: () => Awaitable<T>,
  done: (value: T) => FsEvent,
  event: FsEvent,
): Awaitable<T> {
  const succeed = (value: T): Awaitable<T> =>
    after(tell(done(value)), () => value);
  const fail = (error: unknown): Awaitable<never> =>
    after(tell({ ...event, error }), () => {
      throw error;
    });
  let value: Awaitable<T>;
  try {
    value = call();
  } catch (error) {
    return fail(error);
  }
  return value instanceof Promise ? value.then(succeed, fail) : succeed(value);
}
