// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkMode, checkOwner, checkPath, timesOf, whole } from "./check.ts";
import { checkedFs } from "./checked_fs.ts";
import { checkOpen } from "./rules.ts";
import { BaseFs } from "./base_fs.ts";
import type { Awaitable, FileInfo, Fs, FsFile, OpenOptions } from "./fs.ts";
import { carryOut } from "./carry_out.ts";
import { DelegatingNames } from "./delegating_names.ts";
import { FsNames } from "./fs_names.ts";
import type { SharedNames } from "./shared_names.ts";
import { namesOf, provideNames } from "./names_of.ts";
import { ResolvingFs } from "./resolving_fs.ts";
import { lchtimes, link, lstat, readlink, symlink } from "./links.ts";

/** A file system that delegates to another: the base class of a decorator. */
export class DelegatingFs extends BaseFs {
  /** The file system that is delegated to. */
  protected readonly fs: Fs;

  /**
   * Creates a file system called `name` in messages.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(name: string, fs: Fs) {
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
  protected async inOneTurn<T>(action: (fs: Fs) => Promise<T>): Promise<T> {
    const inner = namesOf(this.fs);
    const free = freeOf(this.fs, inner);
    if (free === this.fs) return await action(free);
    return await carryOut(inner, () => action(free));
  }

  /** See {@linkcode Fs.openFile}. */
  override openFile(path: string, options?: OpenOptions): Awaitable<FsFile> {
    checkOpen(path, options);
    return this.fs.openFile(path, options);
  }

  /** See {@linkcode Fs.mkdir}. */
  override mkdir(path: string, mode?: number): Awaitable<void> {
    checkPath(path);
    checkMode(mode);
    return this.fs.mkdir(path, mode);
  }

  /** See {@linkcode Fs.remove}. */
  override remove(path: string): Awaitable<void> {
    checkPath(path);
    return this.fs.remove(path);
  }

  /** See {@linkcode Fs.rename}. */
  override rename(oldPath: string, newPath: string): Awaitable<void> {
    checkPath(oldPath, "oldPath");
    checkPath(newPath, "newPath");
    return this.fs.rename(oldPath, newPath);
  }

  /** See {@linkcode Fs.stat}. */
  override stat(path: string): Awaitable<FileInfo> {
    checkPath(path);
    return this.fs.stat(path);
  }

  /** See {@linkcode Fs.chmod}. */
  override chmod(path: string, mode: number): Awaitable<void> {
    checkPath(path);
    whole("mode", mode);
    return this.fs.chmod(path, mode);
  }

  /** See {@linkcode Fs.chown}. */
  override chown(path: string, uid: number, gid: number): Awaitable<void> {
    checkPath(path);
    checkOwner(uid, gid);
    return this.fs.chown(path, uid, gid);
  }

  /** See {@linkcode Fs.chtimes}. */
  override chtimes(
    path: string,
    atimeNs: bigint | Date | undefined,
    mtimeNs: bigint | Date | undefined,
  ): Awaitable<void> {
    checkPath(path);
    return this.fs.chtimes(path, ...timesOf(atimeNs, mtimeNs));
  }

  /** See {@linkcode Fs.lstat}. */
  lstat(path: string): Awaitable<FileInfo> {
    checkPath(path);
    return lstat(this.fs, path);
  }

  /** See {@linkcode Fs.symlink}. */
  symlink(target: string, path: string): Awaitable<void> {
    checkPath(target, "target");
    checkPath(path);
    return symlink(this.fs, target, path);
  }

  /** See {@linkcode Fs.readlink}. */
  readlink(path: string): Awaitable<string> {
    checkPath(path);
    return readlink(this.fs, path);
  }

  /** See {@linkcode Fs.link}. */
  link(oldPath: string, newPath: string): Awaitable<void> {
    checkPath(oldPath, "oldPath");
    checkPath(newPath, "newPath");
    return link(this.fs, oldPath, newPath);
  }

  /** See {@linkcode Fs.lchtimes}. */
  lchtimes(
    path: string,
    atimeNs: bigint | Date | undefined,
    mtimeNs: bigint | Date | undefined,
  ): Awaitable<void> {
    checkPath(path);
    return lchtimes(this.fs, path, ...timesOf(atimeNs, mtimeNs));
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

  override async ready(): Promise<void> {}

  override transact<T>(action: () => Promise<T>): Promise<T> {
    return action();
  }
}
