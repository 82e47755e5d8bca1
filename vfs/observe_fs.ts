// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { statIfThere } from "./stat_if_there.ts";
import { Watchers, type WatchEvent, type WatchOptions } from "./watch.ts";
import { declareSound } from "./sound.ts";
import { callback, checkPath } from "./check.ts";
import { after } from "./after.ts";
import { DelegatingFile } from "./delegating_file.ts";
import { DelegatingFs } from "./delegating_fs.ts";
import { orDiscard } from "./discard.ts";
import { answer, drive, type Steps, wait } from "./drive.ts";
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
  #watchers = new Watchers();

  /**
   * Wraps `fs` and reports each operation to `listener`, if there is one.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(fs: F, listener: (event: FsEvent) => void = () => {}) {
    callback("listener", listener);
    super("ObserveFs", fs);
    this.#tell = listener;
  }

  /** See {@linkcode DelegatingFs.over}. */
  protected override over(fs: Fs): ObserveFs {
    const twin = new ObserveFs(fs, this.#tell);
    twin.#watchers = this.#watchers;
    return twin;
  }

  /**
   * Yields the changes of a file or directory that are made through this file
   * system from now on, until the iteration is ended. What changes in another way,
   * it does not see.
   *
   * @example Waiting for a file
   * ```ts
   * import { MemoryFs, ObserveFs } from "@afmpeg/afmpeg/vfs";
   * import { assertEquals } from "@std/assert";
   *
   * const fs = new ObserveFs(new MemoryFs());
   * const changes = fs.watch("out");
   * fs.mkdir("out");
   * fs.writeFile("out/a.txt", "hello");
   * for await (const { kind, path } of changes) {
   *   if (path !== "/out/a.txt") continue;
   *   assertEquals(kind, "create");
   *   break;
   * }
   * ```
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  watch(
    path: string = "/",
    options?: WatchOptions,
  ): AsyncIterableIterator<WatchEvent> {
    checkPath(path);
    return this.#watchers.watch(path, options);
  }

  /** See {@linkcode Fs.openFile}. */
  override openFile(
    path: string,
    options?: OpenOptions,
  ): Answer<F, FileOf<F>> {
    checkPath(path);
    const event = { operation: "openFile", path };
    const watchers = this.#watchers;
    const call = (): Awaitable<FsFile> => super.openFile(path, options);
    const mayCreate = options?.create === true && watchers.isWatched;
    // Opening does not tell whether it has created the file.
    const before = mayCreate ? statIfThere(this.fs, path) : undefined;
    const opened = after(
      before,
      (found) =>
        after(drive(reportOpening(this.#tell, call, event)), (file) => {
          if (mayCreate && !found) watchers.tell("create", path);
          else if (options?.truncate) watchers.tell("modify", path);
          return file;
        }),
    );
    const wrapped: Awaitable<FsFile> = after(
      opened,
      (file) => new ObservedFile(path, file, this.#tell, watchers),
    );
    return answer(wrapped as Awaitable<FileOf<F>>);
  }

  /** See {@linkcode Fs.mkdir}. */
  override mkdir(path: string, mode?: number): Answer<F, void> {
    const event = { operation: "mkdir", path };
    return this.#observe("create", event, () => super.mkdir(path, mode));
  }

  /** See {@linkcode Fs.remove}. */
  override remove(path: string): Answer<F, void> {
    const event = { operation: "remove", path };
    return this.#observe("remove", event, () => super.remove(path));
  }

  /** See {@linkcode Fs.rename}. */
  override rename(oldPath: string, newPath: string): Answer<F, void> {
    const event = { operation: "rename", path: oldPath, dest: newPath };
    const call = () => super.rename(oldPath, newPath);
    return this.#observe("rename", event, call);
  }

  /** See {@linkcode Fs.chmod}. */
  override chmod(path: string, mode: number): Answer<F, void> {
    const event = { operation: "chmod", path };
    return this.#observe("metadata", event, () => super.chmod(path, mode));
  }

  /** See {@linkcode Fs.chown}. */
  override chown(path: string, uid: number, gid: number): Answer<F, void> {
    const event = { operation: "chown", path };
    return this.#observe("metadata", event, () => super.chown(path, uid, gid));
  }

  /** See {@linkcode Fs.chtimes}. */
  override chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Answer<F, void> {
    const event = { operation: "chtimes", path };
    const call = () => super.chtimes(path, atimeNs, mtimeNs);
    return this.#observe("metadata", event, call);
  }

  /** See {@linkcode Fs.lchtimes}. */
  override lchtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Answer<F, void> {
    const event = { operation: "lchtimes", path };
    const call = () => super.lchtimes(path, atimeNs, mtimeNs);
    return this.#observe("metadata", event, call);
  }

  /** See {@linkcode Fs.symlink}. */
  override symlink(target: string, path: string): Answer<F, void> {
    const event = { operation: "symlink", path, dest: target };
    return this.#observe("create", event, () => super.symlink(target, path));
  }

  /** See {@linkcode Fs.link}. */
  override link(oldPath: string, newPath: string): Answer<F, void> {
    const event = { operation: "link", path: oldPath, dest: newPath };
    return this.#observe("create", event, () => super.link(oldPath, newPath));
  }

  #observe(
    kind: WatchEvent["kind"],
    event: FsEvent,
    call: () => Awaitable<void>,
  ): Answer<F, void> {
    const { operation, path, dest } = event;
    checkPath(path);
    const watched = () =>
      after(call(), () => {
        if (operation === "link") this.#watchers.tell(kind, dest!);
        else {
          const to = kind === "rename" ? dest : undefined;
          this.#watchers.tell(kind, path, to);
        }
      });
    return answer(observe(this.#tell, watched, () => event, event));
  }
}

class ObservedFile extends DelegatingFile {
  readonly #tell: (event: FsEvent) => unknown;
  readonly #watchers: Watchers;

  constructor(
    name: string,
    file: FsFile,
    tell: (event: FsEvent) => unknown,
    watchers: Watchers,
  ) {
    super(name, file);
    this.#tell = tell;
    this.#watchers = watchers;
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
    const call = () => this.#changed("modify", super.write(data));
    return this.#moved("write", undefined, call);
  }

  override writeAt(data: Uint8Array, position: number): Awaitable<number> {
    const call = () => this.#changed("modify", super.writeAt(data, position));
    return this.#moved("writeAt", position, call);
  }

  override truncate(size: number): Awaitable<void> {
    const event = { operation: "truncate", path: this.name, position: size };
    const call = () => this.#changed("modify", super.truncate(size));
    return observe(this.#tell, call, () => event, event);
  }

  override chtimes(
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void> {
    const event = { operation: "chtimes", path: this.name };
    const call = () =>
      this.#changed("metadata", super.chtimes(atimeNs, mtimeNs));
    return observe(this.#tell, call, () => event, event);
  }

  override close(): Awaitable<void> {
    const event = { operation: "close", path: this.name };
    return observe(this.#tell, () => super.close(), () => event, event);
  }

  /** Hands out a change that has been made. */
  #changed<T>(kind: WatchEvent["kind"], answer: Awaitable<T>): Awaitable<T> {
    if (!this.#watchers.isWatched) return answer;
    return after(answer, (value) => {
      this.#watchers.tell(kind, this.name);
      return value;
    });
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

/** Opens a file, and reports that: if it cannot be, nobody will receive the file. */
function* reportOpening(
  tell: (event: FsEvent) => unknown,
  open: () => Awaitable<FsFile>,
  event: FsEvent,
): Steps<FsFile> {
  let file: FsFile;
  try {
    file = yield* wait(open());
  } catch (error) {
    yield tell({ ...event, error });
    throw error;
  }
  return yield* orDiscard(file, function* () {
    yield tell(event);
    return file;
  });
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
