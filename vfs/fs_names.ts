// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { after } from "./after.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, FileInfo, Fs, FsFile } from "./fs.ts";
import { lchtimes, link, lstat, readlink, symlink } from "./links.ts";
import { nearest } from "./nearest.ts";
import { ListingFile } from "./listing_file.ts";
import { Lock } from "./lock.ts";
import { RenamedFile } from "./renamed_file.ts";
import { statIfThere } from "./stat_if_there.ts";
import type { OpenRequest } from "./names.ts";
import type { SharedNames } from "./shared_names.ts";
import { withFile } from "./with_file.ts";

/**
 * The names of any file system. A path stays inside a view because the view
 * resolves it, not the file system.
 */
export class FsNames implements SharedNames {
  /** The file system, for a caller that holds its locks. */
  readonly fs: Fs;
  readonly locks: readonly Lock[] | undefined;
  readonly #within: SharedNames | undefined;

  /**
   * Uses the names of `fs`.
   *
   * @param within The names whose operations these are a part of; by default,
   * these have their own lock.
   */
  constructor(fs: Fs, within?: SharedNames) {
    this.fs = fs;
    this.#within = within;
    this.locks = within ? within.locks : [new Lock()];
  }

  /** The same names, used through another form of the same file system. */
  over(fs: Fs): FsNames {
    return new FsNames(fs, this);
  }

  *ready(): Steps<void> {
    const within = this.#within;
    if (within?.ready) yield* within.ready();
  }

  transact<T>(action: () => Steps<T>): Steps<T> {
    const within = this.#within;
    return within?.transact ? within.transact(action) : action();
  }

  nearest(path: string): string {
    return nearest(this.fs, path);
  }

  lstat(path: string): Awaitable<FileInfo> {
    return lstat(this.fs, path);
  }

  /** Describes a name; `undefined` if there is none. */
  find(path: string): Awaitable<FileInfo | undefined> {
    return statIfThere(this.fs, path);
  }

  readlink(path: string): Awaitable<string> {
    return readlink(this.fs, path);
  }

  open(
    path: string,
    { options, name, info }: OpenRequest,
  ): Awaitable<FsFile> {
    const file = info?.kind === "directory"
      // Its handle stays with the inner directory, even if that is renamed or
      // removed.
      ? this.fs.open(path)
      : this.fs.openFile(path, { ...options, noFollow: true });
    return after(file, (file) => new RenamedFile(name, file));
  }

  mkdir(path: string, mode: number): Awaitable<void> {
    return this.fs.mkdir(path, mode);
  }

  remove(path: string, _info: FileInfo): Awaitable<void> {
    return this.fs.remove(path);
  }

  rename(from: string, to: string): Awaitable<void> {
    return this.fs.rename(from, to);
  }

  symlink(target: string, path: string): Awaitable<void> {
    return symlink(this.fs, target, path);
  }

  link(from: string, to: string): Awaitable<void> {
    return link(this.fs, from, to);
  }

  chmod(path: string, mode: number): Awaitable<void> {
    return this.fs.chmod(path, mode);
  }

  chown(path: string, uid: number, gid: number): Awaitable<void> {
    return this.fs.chown(path, uid, gid);
  }

  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void> {
    return this.fs.lchtimes
      ? lchtimes(this.fs, path, atimeNs, mtimeNs)
      : this.fs.chtimes(path, atimeNs, mtimeNs);
  }

  /** The entries of a directory, in order. */
  list(path: string): Awaitable<FileInfo[]> {
    return drive(
      withFile(this.fs.open(path), (directory) => wait(directory.readdir())),
    );
  }
}

/** An open directory that lists `list`, and otherwise behaves like `file`. */
export function listingOf(
  name: string,
  file: FsFile,
  list: () => Awaitable<FileInfo[]>,
  onClose: () => void = () => {},
): FsFile {
  return new ListingDelegate(name, file, list, onClose);
}

class ListingDelegate extends ListingFile {
  readonly #file: FsFile;
  readonly #onClose: () => void;

  constructor(
    name: string,
    file: FsFile,
    list: () => Awaitable<FileInfo[]>,
    onClose: () => void,
  ) {
    super(name, {
      list,
      stat: () => file.stat(),
      chtimes: (atimeNs, mtimeNs) => file.chtimes(atimeNs, mtimeNs),
    });
    this.#file = file;
    this.#onClose = onClose;
  }

  override close(): Awaitable<void> {
    super.close();
    this.#onClose();
    return this.#file.close();
  }
}
