// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { declareSound } from "./sound.ts";
import { dirname } from "@std/path/posix";
import { checkMode, checkOwner, checkPath, timesOf, whole } from "./check.ts";
import { attempt } from "./attempt.ts";
import { BaseFs } from "./base_fs.ts";
import { carryOut } from "./carry_out.ts";
import { DelegatingNames } from "./delegating_names.ts";
import type { Errno } from "./errno.ts";
import type { Awaitable, FileInfo, FsFile, OpenOptions } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { isErrno } from "./is_errno.ts";
import { Lock } from "./lock.ts";
import type { NameOperations } from "./names.ts";
import type { SharedNames } from "./shared_names.ts";
import { provideNames } from "./names_of.ts";
import { basename, checkLinkTarget, isWithin, join } from "./path.ts";
import { type LastLink, PathWalk } from "./path_walk.ts";
import { relabel } from "./relabel.ts";
import {
  checkOpen,
  followingOf,
  openError,
  optionsError,
  renameError,
} from "./rules.ts";

/** Where a path leads to. */
interface Place {
  /** The canonical path. */
  readonly path: string;
  /** The canonical path of the directory that holds the name. */
  readonly parent: string;
  /**
   * Whether the path ends in dots or is the root, and so is no name to create
   * or remove.
   */
  readonly isFixed: boolean;
  /** What the name refers to; `undefined` if it is unused. */
  readonly info: FileInfo | undefined;
  /** Whether the path ends in a slash, and so requires a directory. */
  readonly needsDirectory: boolean;
}

const FOLLOW: LastLink = { follow: true };
const KEEP: LastLink = { follow: false };
const PLACE: LastLink = { follow: false, followSlash: false };

/**
 * Resolves paths and links and applies the rules of names, for a backend that
 * only acts on resolved paths. Links are followed here, step by step, so that
 * neither they nor `..` leave the root.
 */
export class ResolvingFs extends BaseFs {
  static {
    declareSound(this);
  }

  #names: SharedNames;

  /**
   * Creates a file system of `names`.
   *
   * @param viewed The names that views of it use, if they differ: they are
   * called under the locks of these.
   */
  constructor(
    name: string,
    names: NameOperations,
    viewed?: () => NameOperations,
  ) {
    super(name);
    this.#names = names;
    provideNames(this, () => {
      // A derived class may have methods of its own, which a view must not bypass.
      const base = ResolvingFs.prototype;
      if (operations.some((name) => this[name] !== base[name])) {
        return undefined;
      }
      if (viewed) return viewed();
      // Without views, there is nothing to wait for.
      if (!this.#names.locks) this.#names = new LockedNames(this.#names);
      return this.#names;
    });
  }

  /** See {@linkcode Fs.openFile}. */
  override async openFile(
    path: string,
    options: OpenOptions = {},
  ): Promise<FsFile> {
    checkOpen(path, options);
    return await this.#do("open", path, async () => {
      fail(optionsError(options), "open", path);
      const place = await this.#resolve(path, followingOf(path, options));
      const { info, needsDirectory } = place;
      fail(
        openError({ kind: info?.kind, needsDirectory }, options),
        "open",
        path,
      );
      return await this.#names.open(place.path, { options, name: path, info });
    });
  }

  /** See {@linkcode Fs.mkdir}. */
  override mkdir(path: string, mode: number = 0o777): Promise<void> {
    return this.#do("mkdir", path, async () => {
      checkMode(mode);
      const place = await this.#resolve(path, PLACE);
      if (place.info) fail("EEXIST", "mkdir", path);
      await this.#names.mkdir(place.path, mode);
    });
  }

  /** See {@linkcode Fs.remove}. */
  override remove(path: string): Promise<void> {
    return this.#do("remove", path, async () => {
      const { info, isFixed, needsDirectory, ...place } = await this.#resolve(
        path,
        PLACE,
      );
      if (!info) throw new FsError("ENOENT", { operation: "remove", path });
      if (isFixed) fail("EBUSY", "remove", path);
      if (needsDirectory && info.kind !== "directory") {
        fail("ENOTDIR", "remove", path);
      }
      await this.#names.remove(place.path, info);
    });
  }

  /** See {@linkcode Fs.rename}. */
  override rename(oldPath: string, newPath: string): Promise<void> {
    return this.#do("rename", oldPath, async () => {
      checkPath(newPath, "newPath");
      const from = await this.#resolve(oldPath, PLACE);
      const to = await this.#resolve(newPath, PLACE);
      if (from.isFixed || to.isFixed) fail("EBUSY", "rename", oldPath);
      const code = renameError(
        { kind: from.info?.kind, needsDirectory: from.needsDirectory },
        { kind: to.info?.kind, needsDirectory: to.needsDirectory },
        isWithin(to.parent, from.path),
        isWithin(from.parent, to.path),
      );
      fail(code, "rename", oldPath);
      const isSame = from.info?.ino === to.info?.ino &&
        from.info?.dev === to.info?.dev;
      if (!isSame) await this.#names.rename(from.path, to.path);
    }, newPath);
  }

  /** See {@linkcode Fs.stat}. */
  override stat(path: string): Promise<FileInfo> {
    return this.#describe("stat", path, FOLLOW);
  }

  /** See {@linkcode Fs.lstat}. */
  lstat(path: string): Promise<FileInfo> {
    return this.#describe("lstat", path, KEEP);
  }

  /** See {@linkcode Fs.chmod}. */
  override chmod(path: string, mode: number): Promise<void> {
    return this.#do("chmod", path, async () => {
      whole("mode", mode);
      const place = await this.#existing("chmod", path, FOLLOW);
      await this.#names.chmod(place.path, mode & 0o7777);
    });
  }

  /** See {@linkcode Fs.chown}. */
  override chown(path: string, uid: number, gid: number): Promise<void> {
    return this.#do("chown", path, async () => {
      checkOwner(uid, gid);
      const place = await this.#existing("chown", path, FOLLOW);
      await this.#names.chown(place.path, uid, gid);
    });
  }

  /** See {@linkcode Fs.chtimes}. */
  override chtimes(
    path: string,
    atimeNs: bigint | Date | undefined,
    mtimeNs: bigint | Date | undefined,
  ): Promise<void> {
    return this.#do("chtimes", path, async () => {
      const times = timesOf(atimeNs, mtimeNs);
      const place = await this.#existing("chtimes", path, FOLLOW);
      await this.#names.chtimes(place.path, ...times);
    });
  }

  /** See {@linkcode Fs.lchtimes}. */
  lchtimes(
    path: string,
    atimeNs: bigint | Date | undefined,
    mtimeNs: bigint | Date | undefined,
  ): Promise<void> {
    return this.#do("lchtimes", path, async () => {
      const times = timesOf(atimeNs, mtimeNs);
      const place = await this.#existing("lchtimes", path, KEEP);
      await this.#names.chtimes(place.path, ...times);
    });
  }

  /** See {@linkcode Fs.symlink}. */
  symlink(target: string, path: string): Promise<void> {
    return this.#do("symlink", path, async () => {
      checkLinkTarget(target, "symlink");
      const place = await this.#resolve(path, PLACE);
      if (place.info) fail("EEXIST", "symlink", path);
      if (place.needsDirectory) fail("ENOENT", "symlink", path);
      await this.#names.symlink(target, place.path);
    });
  }

  /** See {@linkcode Fs.readlink}. */
  readlink(path: string): Promise<string> {
    return this.#do("readlink", path, async () => {
      const { info, ...place } = await this.#existing("readlink", path, KEEP);
      if (info?.kind !== "symlink") fail("EINVAL", "readlink", path);
      return await this.#names.readlink(place.path);
    });
  }

  /** See {@linkcode Fs.link}. */
  link(oldPath: string, newPath: string): Promise<void> {
    return this.#do("link", oldPath, async () => {
      checkPath(newPath, "newPath");
      const from = await this.#existing("link", oldPath, KEEP);
      const to = await this.#resolve(newPath, PLACE);
      if (to.info) fail("EEXIST", "link", oldPath);
      if (to.needsDirectory) fail("ENOENT", "link", oldPath);
      if (from.info?.kind === "directory") fail("EPERM", "link", oldPath);
      await this.#names.link(from.path, to.path);
    }, newPath);
  }

  async #describe(
    operation: string,
    path: string,
    following: LastLink,
  ): Promise<FileInfo> {
    return await this.#do(operation, path, async () => {
      const { info } = await this.#existing(operation, path, following);
      return { ...info!, name: basename(path) };
    });
  }

  async #existing(
    operation: string,
    path: string,
    following: LastLink,
  ): Promise<Place> {
    const place = await this.#resolve(path, following);
    if (!place.info) fail("ENOENT", operation, path);
    if (place.needsDirectory && place.info?.kind !== "directory") {
      fail("ENOTDIR", operation, path);
    }
    return place;
  }

  /** Performs one operation; its errors carry the caller's path. */
  async #do<T>(
    operation: string,
    path: string,
    action: () => Promise<T>,
    dest?: string,
  ): Promise<T> {
    checkPath(path, dest === undefined ? "path" : "oldPath");
    try {
      return await carryOut(this.#names, action);
    } catch (error) {
      if (!isErrno(error)) throw error;
      throw relabel(error, { operation, path, dest });
    }
  }

  async #resolve(path: string, last: LastLink): Promise<Place> {
    const walk = new PathWalk(path, "resolve", last);
    let parent = await this.#start(walk);
    for (;;) {
      const name = walk.next();
      const { isAtEnd } = walk;
      if (name === undefined || name === "." || name === "..") {
        const before = parent;
        if (name === "..") parent = dirname(parent);
        if (!isAtEnd) continue;
        const info = await this.#names.lstat(parent);
        return {
          path: parent,
          parent: before,
          isFixed: true,
          info,
          needsDirectory: false,
        };
      }
      const own = join(parent, name);
      const info = await this.#find(own);
      if (info?.kind === "symlink" && walk.followsLink) {
        if (walk.follow(await this.#names.readlink(own))) parent = "/";
      } else if (isAtEnd) {
        const { needsDirectory } = walk;
        return { path: own, parent, isFixed: false, info, needsDirectory };
      } else {
        walk.assertDirectory(info?.kind);
        parent = own;
      }
    }
  }

  /** Returns the directory to start at: the parent of the last name, if it is known. */
  async #start(walk: PathWalk): Promise<string> {
    const { rest } = walk;
    if (!this.#names.knows || rest.length < 2) return "/";
    if (rest.some((name) => name === "." || name === "..")) return "/";
    const parent = `/${rest.slice(1).toReversed().join("/")}`;
    if (!await this.#names.knows(parent)) return "/";
    walk.skipToLast();
    return parent;
  }

  #find(path: string): Awaitable<FileInfo | undefined> {
    return attempt(() => this.#names.lstat(path), "ENOENT");
  }
}

/** Throws if there is a code. */
function fail(code: Errno | undefined, operation: string, path: string): void {
  if (code) throw new FsError(code, { operation, path });
}

/** The methods that a view bypasses when it uses the names. */
const operations = [
  ...["create", "open", "openFile", "mkdir", "mkdirAll", "remove"] as const,
  ...["removeAll", "rename", "stat", "lstat", "chmod", "chown"] as const,
  ...["chtimes", "lchtimes", "symlink", "readlink", "link"] as const,
];

/** Names whose operations each wait for the previous one. */
class LockedNames extends DelegatingNames {
  readonly #locks = [new Lock()];

  override get locks(): readonly Lock[] {
    return this.#locks;
  }
}
