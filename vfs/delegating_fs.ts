// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkMode, checkOwner, checkPath, timesOf, whole } from "./check.ts";
import { checkedFs } from "./checked_fs.ts";
import { checkOpen } from "./rules.ts";
import { BaseFs } from "./base_fs.ts";
import type {
  Answer,
  Awaitable,
  FileInfo,
  FileOf,
  Fs,
  OpenOptions,
} from "./fs.ts";
import { answer, drive, type Steps, wait } from "./drive.ts";
import { carryOut } from "./carry_out.ts";
import { DelegatingNames } from "./delegating_names.ts";
import { FsNames } from "./fs_names.ts";
import type { SharedNames } from "./shared_names.ts";
import { namesOf, provideNames } from "./names_of.ts";
import { ResolvingFs } from "./resolving_fs.ts";
import { lchtimes, link, lstat, readlink, symlink } from "./links.ts";

/**
 * A file system that delegates to another: the base class of a decorator. It is
 * as synchronous as what it decorates.
 *
 * @typeParam F What is decorated.
 */
export class DelegatingFs<F extends Fs = Fs> extends BaseFs<F> {
  /** The file system that is delegated to. */
  protected readonly fs: Fs;

  /**
   * Creates a file system called `name` in messages.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(name: string, fs: F) {
    super(name);
    this.fs = checkedFs(fs);
    provideNames(this, () => this.#names());
  }

  /**
   * Returns the same decorator over `fs`, sharing its state; `undefined` if
   * that is not possible. A view of a decorator needs it to share a lock with
   * the other views of what is decorated: without it, the view shares a lock
   * only with those of the decorator itself.
   */
  protected over(_fs: Fs): DelegatingFs | undefined {
    return undefined;
  }

  /**
   * Performs several steps on the underlying file system with no operation of
   * another view in between: `action` receives the file system to call
   * meanwhile. During an operation of a view, it is part of that operation.
   */
  protected inOneTurn<T>(
    action: (fs: Fs) => Awaitable<T>,
  ): Answer<F, T> {
    const inner = namesOf(this.fs);
    const free = freeOf(this.fs, inner);
    if (free === this.fs) return answer(action(free));
    return answer(drive(carryOut(inner, () => wait(action(free)))));
  }

  /** See {@linkcode Fs.openFile}. */
  override openFile(path: string, options?: OpenOptions): Answer<F, FileOf<F>> {
    checkOpen(path, options);
    return answer(this.fs.openFile(path, options) as Awaitable<FileOf<F>>);
  }

  /** See {@linkcode Fs.mkdir}. */
  override mkdir(path: string, mode?: number): Answer<F, void> {
    checkPath(path);
    checkMode(mode);
    return answer(this.fs.mkdir(path, mode));
  }

  /** See {@linkcode Fs.remove}. */
  override remove(path: string): Answer<F, void> {
    checkPath(path);
    return answer(this.fs.remove(path));
  }

  /** See {@linkcode Fs.rename}. */
  override rename(oldPath: string, newPath: string): Answer<F, void> {
    checkPath(oldPath, "oldPath");
    checkPath(newPath, "newPath");
    return answer(this.fs.rename(oldPath, newPath));
  }

  /** See {@linkcode Fs.stat}. */
  override stat(path: string): Answer<F, FileInfo> {
    checkPath(path);
    return answer(this.fs.stat(path));
  }

  /** See {@linkcode Fs.chmod}. */
  override chmod(path: string, mode: number): Answer<F, void> {
    checkPath(path);
    whole("mode", mode);
    return answer(this.fs.chmod(path, mode));
  }

  /** See {@linkcode Fs.chown}. */
  override chown(path: string, uid: number, gid: number): Answer<F, void> {
    checkPath(path);
    checkOwner(uid, gid);
    return answer(this.fs.chown(path, uid, gid));
  }

  /** See {@linkcode Fs.chtimes}. */
  override chtimes(
    path: string,
    atimeNs: bigint | Date | undefined,
    mtimeNs: bigint | Date | undefined,
  ): Answer<F, void> {
    checkPath(path);
    return answer(this.fs.chtimes(path, ...timesOf(atimeNs, mtimeNs)));
  }

  /** See {@linkcode Fs.lstat}. */
  lstat(path: string): Answer<F, FileInfo> {
    checkPath(path);
    return answer(lstat(this.fs, path));
  }

  /** See {@linkcode Fs.symlink}. */
  symlink(target: string, path: string): Answer<F, void> {
    checkPath(target, "target");
    checkPath(path);
    return answer(symlink(this.fs, target, path));
  }

  /** See {@linkcode Fs.readlink}. */
  readlink(path: string): Answer<F, string> {
    checkPath(path);
    return answer(readlink(this.fs, path));
  }

  /** See {@linkcode Fs.link}. */
  link(oldPath: string, newPath: string): Answer<F, void> {
    checkPath(oldPath, "oldPath");
    checkPath(newPath, "newPath");
    return answer(link(this.fs, oldPath, newPath));
  }

  /** See {@linkcode Fs.lchtimes}. */
  lchtimes(
    path: string,
    atimeNs: bigint | Date | undefined,
    mtimeNs: bigint | Date | undefined,
  ): Answer<F, void> {
    checkPath(path);
    return answer(lchtimes(this.fs, path, ...timesOf(atimeNs, mtimeNs)));
  }

  /**
   * The names that views of it use: its methods, under the locks of what it
   * decorates.
   */
  #names(): SharedNames | undefined {
    const inner = namesOf(this.fs);
    const free = freeOf(this.fs, inner);
    if (free === this.fs) return new FsNames(this, inner);
    // A derived class would lose its own methods.
    const isOwn = Object.hasOwn(Object.getPrototypeOf(this), "over");
    const twin = isOwn ? this.over(free) : undefined;
    return twin && new FsNames(twin, inner);
  }
}

/** The file system for a caller that already holds its locks. */
function freeOf(fs: Fs, names: SharedNames): Fs {
  return names instanceof FsNames
    ? names.fs
    : new ResolvingFs(fs.name, new FreeNames(names));
}

/**
 * Names for a caller that already holds their locks, in the middle of an
 * operation.
 */
class FreeNames extends DelegatingNames {
  override get locks(): undefined {
    return undefined;
  }

  override *ready(): Steps<void> {}

  override transact<T>(action: () => Steps<T>): Steps<T> {
    return action();
  }
}
