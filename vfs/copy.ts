// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { after } from "./after.ts";
import { attempt } from "./attempt.ts";
import { copyContents } from "./copy_contents.ts";
import { callback, checkOptions, signal } from "./check.ts";
import { drive, type Steps, wait } from "./drive.ts";
import { checkLocation, type FsLocation } from "./fs_location.ts";
import { withFile } from "./with_file.ts";
import type { Awaitable, FileInfo, FileKind, Fs, SyncFs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { isErrno } from "./is_errno.ts";
import { CANNOT, keepOwner } from "./keep_owner.ts";
import { keyOf } from "./key_of.ts";
import { lchtimes, link, lstat, readlink, symlink } from "./links.ts";
import { mkdirAll } from "./mkdir_all.ts";
import { join, parsePath, withoutEndSlashes } from "./path.ts";
import {
  find,
  isInside,
  isSameFile,
  mayBeSame,
  type NamedFile,
  stat,
} from "./same_file.ts";
import { realPath } from "./real_path.ts";
import { besideOf, tempName } from "./temp.ts";
import { TreeWalk } from "./walk.ts";

/** The progress of a {@linkcode copy}. */
export interface CopyProgress {
  /** The file that is being copied. */
  readonly path: string;
  /** How many files, directories and links have been copied. */
  readonly entries: number;
  /** How many bytes of files have been copied. */
  readonly bytes: number;
}

/** Options of {@linkcode copy}. */
export interface CopyOptions {
  /**
   * Called after each piece of a file and after each entry. If it is async, so is the
   * copy, which waits for it.
   */
  onProgress?: (progress: CopyProgress) => void;
  /**
   * Aborts the copy between two pieces. What was copied stays; of the last file a part,
   * unless the target stores files as a whole: then what was there.
   */
  signal?: AbortSignal;
}

/**
 * Copies a file or a tree, within a file system or to another, like `cp -a`:
 * synchronous if both are {@linkcode SyncFs}. Modes, times and, where the target
 * allows it, owners are kept. A link is copied as a link, names of one file are
 * again names of one file, and holes are skipped. Pipes, sockets and devices in
 * a tree are left out, as no file system can create them.
 *
 * `to` is the copy itself, not a directory to copy into; missing directories
 * above it are created. Existing directories are kept; existing files and links
 * are replaced. A link below `to` is not followed; `to` itself is, unless a link
 * is copied. A file that is the same file in both trees is left as it is.
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
 * copy({ fs: from, path: "a" }, { fs: to, path: "z" });
 * assertEquals(to.readTextFile("z/b/c.txt"), "hello");
 * ```
 *
 * @throws {FsError} EINVAL, with nothing changed, for a copy onto itself or of
 * a directory into itself, by any path; EISDIR for a non-directory over a
 * directory, ENOTDIR for a directory over a non-directory. If aborted, throws
 * the reason of `signal`.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function copy(
  from: FsLocation<SyncFs>,
  to: FsLocation<SyncFs>,
  options?: CopyOptions,
): void;
/** The same for any file system; await the result. */
export function copy(
  from: FsLocation,
  to: FsLocation,
  options?: CopyOptions,
): Awaitable<void>;
export function copy(
  from: FsLocation,
  to: FsLocation,
  options: CopyOptions = {},
): Awaitable<void> {
  const source = checkLocation(from, "from");
  const target = checkLocation(to, "to");
  checkOptions("copy", options, { onProgress: callback, signal });
  return drive(copySteps(source, target, options));
}

function* copySteps(
  from: FsLocation,
  to: FsLocation,
  options: CopyOptions,
): Steps<void> {
  options.signal?.throwIfAborted();
  parsePath(to.path, "copy");
  const info = yield* wait(lstat(from.fs, from.path));
  const own = { ...from, info };
  const isLink = info.kind === "symlink";
  const there = yield* wait(find(to.fs, to.path, isLink ? lstat : stat));
  const isWrong = info.kind === "directory"
    ? yield* isInside(to.fs, to.path, own)
    : there !== undefined && (yield* isSameFile(own, there));
  if (isWrong) {
    throw new FsError("EINVAL", {
      operation: "copy",
      path: from.path,
      dest: to.path,
    });
  }
  const task = new CopyTask(from.fs, to.fs, options);
  if (info.kind === "directory") return yield* task.tree(from.path, to.path);
  if (there === undefined) yield* task.parents(to.path);
  if (isLink) yield* task.link(from.path, info, to.path, there?.info.kind);
  else if (there && (yield* mayBeSame(own, there))) {
    yield* task.replace(own, (yield* wait(realPath(to.fs, to.path))).path);
  } else yield* task.file(from.path, info, to.path);
}

class CopyTask {
  readonly #source: Fs;
  readonly #target: Fs;
  readonly #options: CopyOptions;
  /** The copy of each file with several names, by its key. */
  readonly #linked = new Map<string, string>();
  #entries = 0;
  #bytes = 0;

  constructor(source: Fs, target: Fs, options: CopyOptions) {
    this.#source = source;
    this.#target = target;
    this.#options = options;
  }

  /** Creates the directories that are missing above a name. */
  *parents(to: string): Steps<void> {
    const end = withoutEndSlashes(to).lastIndexOf("/");
    if (end > 0) yield mkdirAll(this.#target, to.slice(0, end));
  }

  /** Copies a directory. */
  *tree(from: string, to: string): Steps<void> {
    yield mkdirAll(this.#target, to);
    const top = yield* wait(find(this.#target, to, stat));
    /**
     * For each directory on the way, whether this copy created it: then no name
     * in it exists yet.
     */
    const areNew: boolean[] = [];
    const tree = new TreeWalk(this.#source, from);
    for (let step; (step = yield* tree.next());) {
      const { path, info, isEnd } = step;
      const copied = placeOf(to, path.slice(from.length));
      const own = { fs: this.#source, path, info };
      if (isEnd) {
        areNew.pop();
        // Copying into it has changed its times.
        yield* this.#keepMetadata(info, copied);
      } else if (info.kind !== "directory") {
        yield* this.#entry(own, copied, areNew.at(-1)!);
      } else if (areNew.length === 0) {
        areNew.push(false);
        yield this.#done(path);
      } else if (top && (yield* isSameFile(own, top))) {
        throw new FsError("EINVAL", {
          operation: "copy",
          path: from,
          dest: to,
        });
      } else {
        areNew.push(yield* this.#mkdir(path, copied));
        yield this.#done(path);
      }
    }
  }

  /** Copies a link, replacing what has the name. */
  *link(
    path: string,
    { atimeNs, mtimeNs }: FileInfo,
    copied: string,
    there: FileKind | undefined,
  ): Steps<void> {
    const text = yield* wait(readlink(this.#source, path));
    if (there === "directory") {
      throw new FsError("EISDIR", { operation: "copy", path, dest: copied });
    }
    if (there) yield this.#target.remove(copied);
    yield symlink(this.#target, text, copied);
    yield attempt(
      () => lchtimes(this.#target, copied, atimeNs, mtimeNs),
      ...CANNOT,
    );
    yield this.#done(path);
  }

  /** Copies a file. */
  *file(
    path: string,
    info: FileInfo,
    copied: string,
    noFollow = false,
  ): Steps<void> {
    const mode = info.mode & 0o777;
    const options = { write: true, create: true, truncate: true, mode };
    const source = this.#source;
    const target = this.#target;
    const tell = (count: number) => {
      this.#bytes += count;
      return this.#tell(path);
    };
    const isFile = yield* withFile(source.open(path), function* (input) {
      const opened = target.openFile(copied, { ...options, noFollow });
      return yield* withFile(
        opened,
        (output) => copyContents(input, output, tell),
      );
    });
    // A device only takes the contents.
    if (isFile) yield* this.#keepMetadata(info, copied);
    yield this.#done(path);
  }

  /**
   * Copies a file in the place of one that may be the same: what is copied is
   * whole until then.
   */
  *replace({ path, info }: NamedFile, copied: string): Steps<void> {
    const target = this.#target;
    const beside = yield* wait(tempName(target, besideOf(copied, ".copy-")));
    try {
      yield* this.file(path, info, beside, true);
      yield target.rename(beside, copied);
    } catch (error) {
      yield attempt(() => target.remove(beside));
      throw error;
    }
  }

  /** Copies a non-directory into a directory. */
  *#entry(
    own: NamedFile,
    copied: string,
    isFree: boolean,
  ): Steps<void> {
    const { path, info } = own;
    const there = isFree
      ? undefined
      : yield* wait(find(this.#target, copied, lstat));
    if (there && (yield* isSameFile(own, there))) {
      return yield* wait(this.#done(path));
    }
    const kind = there?.info.kind;
    if (info.kind === "symlink") {
      return yield* this.link(path, info, copied, kind);
    }
    // No file system of ours can create a pipe, a socket or a device.
    if (info.kind !== "file") return;
    if (info.nlink > 1 && (yield* this.#linkAgain(own, copied, kind))) return;
    if (kind === "file" && (yield* mayBeSame(own, there!))) {
      yield* this.replace(own, copied);
    } else {
      if (kind === "symlink" || isShared(there)) {
        yield this.#target.remove(copied);
      }
      yield* this.file(path, info, copied, true);
    }
    if (info.nlink > 1) this.#linked.set(keyOf(info), copied);
  }

  /**
   * Gives a file that was already copied another name.
   *
   * @returns Whether that was possible.
   */
  *#linkAgain(
    { path, info }: NamedFile,
    copied: string,
    there: FileKind | undefined,
  ): Steps<boolean> {
    const first = this.#linked.get(keyOf(info));
    if (first === undefined) return false;
    if (there === "directory") {
      throw new FsError("EISDIR", { operation: "copy", path, dest: copied });
    }
    if (there) yield this.#target.remove(copied);
    const make = () => after(link(this.#target, first, copied), () => true);
    if (!(yield* wait(attempt(make, ...CANNOT)))) return false;
    yield this.#done(path);
    return true;
  }

  /** Creates a directory. Returns whether it did not exist. */
  *#mkdir(path: string, copied: string): Steps<boolean> {
    try {
      yield this.#target.mkdir(copied);
      return true;
    } catch (error) {
      const isTaken = isErrno(error, "EEXIST");
      if (!isTaken) throw error;
    }
    if ((yield* wait(lstat(this.#target, copied))).kind !== "directory") {
      throw new FsError("ENOTDIR", { operation: "copy", path, dest: copied });
    }
    return false;
  }

  *#keepMetadata(info: FileInfo, copied: string): Steps<void> {
    yield* keepOwner(this.#target, copied, info);
    yield this.#target.chtimes(copied, info.atimeNs, info.mtimeNs);
  }

  #done(path: string): Awaitable<void> {
    this.#entries++;
    return this.#tell(path);
  }

  /** Reports the progress; then it may be aborted. */
  #tell(path: string): Awaitable<void> {
    const { onProgress, signal } = this.#options;
    const progress = { path, entries: this.#entries, bytes: this.#bytes };
    const told: unknown = onProgress?.(progress);
    return after(told, () => signal?.throwIfAborted());
  }
}

/** Whether a file has other names, which are to keep its contents. */
function isShared(there: NamedFile | undefined): boolean {
  return there?.info.kind === "file" && there.info.nlink > 1;
}

/** The path of `rest`, which may begin with a slash, below a directory. */
function placeOf(directory: string, rest: string): string {
  const base = withoutEndSlashes(directory);
  const name = rest.startsWith("/") ? rest.slice(1) : rest;
  return name === "" ? base : join(base, name);
}
