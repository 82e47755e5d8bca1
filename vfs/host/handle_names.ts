// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { drive, type Steps } from "../drive.ts";
import { files } from "./host.ts";
import type { FileInfo, FsFile } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { listingOf } from "../fs_names.ts";
import type { Lock } from "../lock.ts";
import type { OpenRequest } from "../names.ts";
import type { SharedNames, TreeRemover } from "../shared_names.ts";
import { HostTreeRemover } from "./tree_remover.ts";
import { DirectoryHandles, O_PATH, placeOf } from "./directory_handles.ts";
import { onHost } from "./host_error.ts";
import { HostFile } from "./host_file.ts";
import { hostLocks } from "./host_locks.ts";
import { OrderedFile } from "../ordered_file.ts";
import {
  describe,
  describeAll,
  listNames,
  readLink,
  removeDirectory,
  setTimes,
} from "./host_names.ts";
import { turn } from "../turn.ts";
import { flagsOf, openPlainFile } from "./open_plain_file.ts";

/**
 * Names below a directory of the host, each reached through the handle of its
 * directory: whatever others move meanwhile, nothing happens outside. Calls
 * that transfer no data are synchronous, as each is short.
 */
export class HandleNames implements SharedNames, Disposable {
  readonly locks: readonly Lock[] = hostLocks;
  readonly #directories: DirectoryHandles;
  readonly #isSync: boolean;

  /**
   * Takes ownership of the handle of a directory.
   *
   * @param isSync Whether everything answers at once.
   */
  constructor(root: number, isSync: boolean) {
    this.#isSync = isSync;
    this.#directories = new DirectoryHandles(root);
  }

  *transact<T>(action: () => Steps<T>): Steps<T> {
    try {
      return yield* action();
    } finally {
      this.#directories.endOperation();
    }
  }

  nearest(path: string): string {
    return this.#directories.nearest(path);
  }

  lstat(path: string): FileInfo {
    return this.#at("lstat", path, (own) => describe(own, path));
  }

  readlink(path: string): string {
    return this.#at("readlink", path, (own) => readLink(own));
  }

  open(path: string, { options, name, info }: OpenRequest): FsFile {
    if (info?.kind === "directory") return this.#directory(path, name);
    // Opening a device could have an effect, even if it is closed immediately.
    if (info && info.kind !== "file") {
      throw new FsError("ENXIO", { operation: "open", path: name });
    }
    const { create, exclusive, truncate, append, mode = 0o666 } = options;
    const { O_CREAT, O_EXCL, O_APPEND } = files().constants;
    const flags = flagsOf(options) | (create ? O_CREAT : 0) |
      (create && exclusive ? O_EXCL : 0) | (append ? O_APPEND : 0);
    const fd = this.#at(
      "open",
      path,
      (own) =>
        openPlainFile(own, flags, mode, (fd) => {
          if (truncate) files().ftruncateSync(fd, 0);
        }),
    );
    const reopen = append ? () => openAgain(fd) : undefined;
    const file = new HostFile(fd, name, options, this.#isSync, reopen);
    return new OrderedFile(name, file);
  }

  mkdir(path: string, mode: number): void {
    this.#at("mkdir", path, (own) => files().mkdirSync(own, { mode }));
  }

  remove(path: string, { kind }: FileInfo): void {
    this.#at("remove", path, (own) => {
      if (kind === "directory") removeDirectory(own);
      else files().unlinkSync(own);
    });
  }

  remover(path: string): TreeRemover {
    return new HostTreeRemover(this.#directories, path, this.#isSync);
  }

  rename(from: string, to: string): void {
    this.#at("rename", from, (own) => {
      files().renameSync(own, this.#directories.at(to));
    });
  }

  symlink(target: string, path: string): void {
    this.#at("symlink", path, (own) => files().symlinkSync(target, own));
  }

  link(from: string, to: string): void {
    this.#at("link", from, (own) => {
      files().linkSync(own, this.#directories.at(to));
    });
  }

  /** Through a handle of the file: by name, a link could be followed. */
  chmod(path: string, mode: number): void {
    const { O_NOFOLLOW } = files().constants;
    this.#at("chmod", path, (own) => {
      const fd = files().openSync(own, O_PATH | O_NOFOLLOW);
      try {
        files().chmodSync(placeOf(fd), mode);
      } finally {
        files().closeSync(fd);
      }
    });
  }

  chown(path: string, uid: number, gid: number): void {
    this.#at("chown", path, (own) => files().lchownSync(own, uid, gid));
  }

  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void {
    this.#at("chtimes", path, (own) => setTimes(own, atimeNs, mtimeNs));
  }

  [Symbol.dispose](): void {
    this.#directories[Symbol.dispose]();
  }

  #directory(path: string, name: string): FsFile {
    const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = files().constants;
    const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    const fd = this.#at("open", path, (own) => files().openSync(own, flags));
    const file = new HostFile(fd, name, {});
    return listingOf(name, file, () => drive(list(fd, file, this.#isSync)));
  }

  #at<T>(operation: string, path: string, use: (own: string) => T): T {
    return onHost(operation, path, () => use(this.#directories.at(path)));
  }
}

/** How many entries are described before yielding to the event loop: some milliseconds. */
const BATCH = 500;

/** Lists an open directory, wherever it has been moved. */
function* list(
  fd: number,
  file: HostFile,
  isSync: boolean,
): Steps<FileInfo[]> {
  if (file.stat().nlink === 0) return [];
  const own = placeOf(fd);
  const names = onHost("readdir", file.name, () => listNames(own));
  const entries: FileInfo[] = [];
  for (let i = 0; i < names.length; i += BATCH) {
    if (i > 0 && !isSync) yield turn();
    // If it was closed meanwhile, its descriptor may be that of another file.
    file.stat();
    const batch = names.slice(i, i + BATCH);
    for (
      const info of onHost("readdir", file.name, () => describeAll(own, batch))
    ) entries.push(info);
  }
  return entries;
}

/** Opens what `fd` has open, to write where one is told to. */
function openAgain(fd: number): number {
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = files().constants;
  return files().openSync(placeOf(fd), O_WRONLY | O_NONBLOCK | O_NOCTTY);
}
