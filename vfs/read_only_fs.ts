// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { declareSound } from "./sound.ts";
import { checkPath } from "./check.ts";
import { checkOpen } from "./rules.ts";
import { DelegatingFile } from "./delegating_file.ts";
import { DelegatingFs } from "./delegating_fs.ts";
import { answer, drive, type Steps, wait } from "./drive.ts";
import type {
  Answer,
  Awaitable,
  FileOf,
  Fs,
  FsFile,
  OpenOptions,
} from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { isErrno } from "./is_errno.ts";
import { refuse } from "./read_only_names.ts";

/**
 * A file system in which nothing can be changed: any attempt is EROFS.
 *
 * @example Sharing a file system for reading
 * ```ts
 * import { FsError, MemoryFs, ReadOnlyFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.writeFile("a.txt", "hello");
 * const shown = new ReadOnlyFs(fs);
 * assertEquals(shown.readTextFile("a.txt"), "hello");
 * assertThrows(() => shown.remove("a.txt"), FsError, "read-only");
 * ```
 */
export class ReadOnlyFs<F extends Fs = Fs> extends DelegatingFs<F> {
  static {
    declareSound(this);
  }

  /**
   * Wraps `fs` and refuses all changes.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(fs: F) {
    super("ReadOnlyFs", fs);
  }

  /** See {@linkcode DelegatingFs.over}. */
  protected override over(fs: Fs): ReadOnlyFs {
    return new ReadOnlyFs(fs);
  }

  /** See {@linkcode Fs.openFile}. */
  override openFile(
    path: string,
    options: OpenOptions = {},
  ): Answer<F, FileOf<F>> {
    checkOpen(path, options);
    return answer(drive(open(this.fs, path, options)) as Awaitable<FileOf<F>>);
  }

  /** See {@linkcode Fs.mkdir}. */
  override mkdir(path: string): never {
    return refuse("mkdir", path);
  }

  /** See {@linkcode Fs.remove}. */
  override remove(path: string): never {
    return refuse("remove", path);
  }

  /** See {@linkcode Fs.removeAll}. */
  override removeAll(path: string): never {
    return refuse("removeAll", path);
  }

  /** See {@linkcode Fs.rename}. */
  override rename(oldPath: string, newPath: string): never {
    checkPath(newPath, "newPath");
    return refuse("rename", oldPath);
  }

  /** See {@linkcode Fs.chmod}. */
  override chmod(path: string): never {
    return refuse("chmod", path);
  }

  /** See {@linkcode Fs.chown}. */
  override chown(path: string): never {
    return refuse("chown", path);
  }

  /** See {@linkcode Fs.chtimes}. */
  override chtimes(path: string): never {
    return refuse("chtimes", path);
  }

  /** See {@linkcode Fs.lchtimes}. */
  override lchtimes(path: string): never {
    return refuse("lchtimes", path);
  }

  /** See {@linkcode Fs.symlink}. */
  override symlink(target: string, path: string): never {
    checkPath(target, "target");
    return refuse("symlink", path);
  }

  /** See {@linkcode Fs.link}. */
  override link(oldPath: string, newPath: string): never {
    checkPath(newPath, "newPath");
    return refuse("link", oldPath);
  }
}

function* open(fs: Fs, path: string, options: OpenOptions): Steps<FsFile> {
  const { write, append, truncate, create, exclusive, ...rest } = options;
  if (write || append || truncate) refuse("open", path);
  try {
    const file = yield* wait(fs.openFile(path, {
      ...rest,
      ...(exclusive !== undefined && { exclusive }),
    }));
    if (!(create && exclusive)) return new ReadOnlyFile(path, file);
    yield file.close();
  } catch (error) {
    const isMissing = isErrno(error, "ENOENT");
    if (create && isMissing) refuse("open", path);
    throw error;
  }
  throw new FsError("EEXIST", { operation: "open", path });
}

class ReadOnlyFile extends DelegatingFile {
  override chtimes(): never {
    return refuse("chtimes", this.name);
  }
}
