// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { declareSound } from "./sound.ts";
import { locatedFs } from "./base_path_fs.ts";
import { type Check, checkPath, checkRecord, fileSystem } from "./check.ts";
import { after } from "./after.ts";
import { attempt } from "./attempt.ts";
import { answer, drive, type Steps, wait } from "./drive.ts";
import type { Answer, Awaitable, FileInfo, Fs, FsFile } from "./fs.ts";
import type { FsLocation } from "./fs_location.ts";
import { FsError } from "./fs_error.ts";
import { isErrno } from "./is_errno.ts";
import { FsNames, listingOf } from "./fs_names.ts";
import { listNames } from "./list_names.ts";
import { acquireAll, inOrder, Lock } from "./lock.ts";
import { MountTree } from "./mount_tree.ts";
import { basename, canonicalPath, join } from "./path.ts";
import type { OpenRequest } from "./names.ts";
import type { SharedNames } from "./shared_names.ts";
import { namesOf } from "./names_of.ts";
import { ResolvingFs } from "./resolving_fs.ts";

/**
 * Several file systems in one tree, each mounted at a path. The longest
 * matching path decides; a link may lead from one to another, but a rename may
 * not (EXDEV). A mount point is a directory, even if the file system below has
 * none there; or a file, if a single file is mounted there. Mount points can
 * neither be removed nor renamed (EBUSY).
 *
 * @example A directory for fonts, and a single file
 * ```ts
 * import { MemoryFs, MountFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fonts = MemoryFs.from({ "a.ttf": "font" });
 * const films = MemoryFs.from({ "2026/a.mp4": "film" });
 * const fs = new MountFs({
 *   "/": new MemoryFs(),
 *   "/usr/fonts": fonts,
 *   "/in.mp4": { fs: films, path: "2026/a.mp4" },
 * });
 * assertEquals(fs.readTextFile("/usr/fonts/a.ttf"), "font");
 * assertEquals(fs.readTextFile("/in.mp4"), "film");
 * fs.unmount("/usr/fonts");
 * assertEquals(fs.open("/").readdirnames(), ["in.mp4"]);
 * ```
 *
 * @typeParam F What is mounted.
 */
export class MountFs<F extends Fs = Fs> extends ResolvingFs<F> {
  static {
    declareSound(this);
  }

  readonly #table: MountTable;

  /**
   * Mounts each file system, or a file or directory in one, at its path; there
   * must be one at `/`. What a location leads to is found once, now.
   *
   * @throws {FsError} ENOENT, ENOTDIR for a location in a synchronous file
   * system; else each operation there fails.
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(mounts: Readonly<Record<string, F | FsLocation<F>>>) {
    checkRecord("mounts", mounts, mountable);
    const table = new MountTable(Object.entries(mounts));
    // On its own, it takes one step at a time, each contained by one of its
    // file systems, so a slow one delays nobody else. A view needs all of them
    // locked, and the table.
    super(
      "MountFs",
      new MountNames(table),
      () => new ViewedMountNames(table),
    );
    this.#table = table;
  }

  /**
   * Mounts another file system, or a file or directory in one. It hides what is
   * there; operations that are on their way come to their end before.
   *
   * @throws {FsError} EBUSY, if that is a mount point already; for a location, like
   * the constructor.
   * @throws {TypeError} If an argument or option is invalid.
   */
  mount(path: string, mounted: F | FsLocation<F>): Answer<F, void> {
    const point = pointOf(path);
    mountable("mounted", mounted);
    return this.#change(() => this.#table.add(path, point, mounted));
  }

  /**
   * Unmounts what is mounted at exactly `path`, and shows again what it has hidden.
   * Files that are open stay open.
   *
   * @throws {FsError} EINVAL, if nothing is mounted there; EBUSY for the root.
   * @throws {TypeError} If an argument or option is invalid.
   */
  unmount(path: string): Answer<F, void> {
    const point = pointOf(path);
    return this.#change(() => this.#table.remove(path, point));
  }

  #change(change: () => void): Answer<F, void> {
    return answer(drive(this.#table.change(change)));
  }
}

const mountable: Check = (name, value) => {
  const { fs, path } = Object(value) as Partial<FsLocation>;
  const isLocation = typeof path === "string" && fs !== undefined;
  fileSystem(isLocation ? `${name}.fs` : name, isLocation ? fs : value);
};

/** The canonical path of a mount point. */
function pointOf(path: string): string {
  checkPath(path);
  const point = canonicalPath(path, "mount");
  if (!point.split("/").includes("..")) return point;
  throw noPoint(path);
}

function noPoint(path: string): TypeError {
  return new TypeError(
    `Cannot mount: received "${path}"; give each mount a path of its own, without \`..\``,
  );
}

/** One file system and where it is mounted. */
interface Mount {
  readonly point: string;
  readonly fs: Fs;
  /** Its names, for the `MountFs` itself. */
  readonly names: SharedNames;
}

/** What is mounted, and where. */
class MountTable {
  readonly tree: MountTree<Mount> = new MountTree();
  /** To be held by whoever needs it to stay as it is. */
  readonly locks: readonly [Lock] = [new Lock()];
  /** How often it has changed. */
  changes = 0;
  readonly #mounts = new Set<Mount>();

  constructor(mounts: readonly [string, Fs | FsLocation][]) {
    for (const [path, mounted] of mounts) {
      const point = pointOf(path);
      if (this.tree.at(point)) throw noPoint(path);
      this.add(path, point, mounted);
    }
    if (this.tree.at("/")) return;
    throw new TypeError(
      `Cannot mount: received no file system for "/", only for ${
        this.all.map(({ point }) => `"${point}"`).join(", ")
      }; give one for it, too, for instance a new MemoryFs()`,
    );
  }

  /** All that is mounted. */
  get all(): Mount[] {
    return [...this.#mounts];
  }

  /** Changes it with no operation of a view on its way. */
  *change(change: () => void): Steps<void> {
    using _taken = yield* acquireAll(this.locks);
    change();
  }

  add(path: string, point: string, mounted: Fs | FsLocation): void {
    if (this.tree.at(point)) {
      throw new FsError("EBUSY", { operation: "mount", path });
    }
    const isFs = typeof (mounted as Fs).openFile === "function";
    const { fs, path: inner } = mounted as FsLocation;
    const own = isFs
      ? checkedFs(mounted as Fs)
      : locatedFs(checkedFs(fs), inner);
    const mount = { point, fs: own, names: new FsNames(own) };
    this.tree.add(point, mount);
    this.#mounts.add(mount);
    this.changes++;
  }

  remove(path: string, point: string): void {
    const mount = this.tree.at(point);
    if (point === "/" || !mount) {
      const code = point === "/" ? "EBUSY" : "EINVAL";
      throw new FsError(code, { operation: "unmount", path });
    }
    this.tree.remove(point);
    this.#mounts.delete(mount);
    this.changes++;
  }
}

class MountNames implements SharedNames {
  protected readonly table: MountTable;
  readonly #created = BigInt(Date.now()) * 1_000_000n;

  constructor(table: MountTable) {
    this.table = table;
  }

  /** The names of what is mounted. */
  protected namesOf(mount: Mount): SharedNames {
    return mount.names;
  }

  /** Only in what is mounted at the root: a link may lead to another mount point. */
  nearest(path: string): Awaitable<string> {
    const { point, names } = this.table.tree.nearest(path)!;
    return point === "/" && names.nearest ? names.nearest(path) : "/";
  }

  lstat(path: string): Awaitable<FileInfo> {
    const [names, inner] = this.#at(path);
    const describe = () => names.lstat(inner);
    const found = this.table.tree.isAbove(path)
      ? attempt(describe, "ENOENT")
      : describe();
    return after(
      found,
      (info) =>
        info ? { ...info, name: basename(path) } : this.#placeholder(path),
    );
  }

  readlink(path: string): Awaitable<string> {
    const [names, inner] = this.#at(path);
    return names.readlink(inner);
  }

  open(path: string, request: OpenRequest): Awaitable<FsFile> {
    const { name, info } = request;
    const [names, inner] = this.#at(path);
    if (info?.kind !== "directory" || !this.table.tree.isAbove(path)) {
      return names.open(inner, request);
    }
    return drive(this.#openAboveMount(path, name));
  }

  *#openAboveMount(path: string, name: string): Steps<FsFile> {
    const [root, top] = this.#at("/");
    const info = yield* wait(root.lstat(top));
    const file = yield* wait(root.open(top, { options: {}, name, info }));
    return listingOf(name, file, () => drive(this.#list(path)));
  }

  mkdir(path: string, mode: number): Awaitable<void> {
    const [names, inner] = this.#at(path);
    return names.mkdir(inner, mode);
  }

  remove(path: string, info: FileInfo): Awaitable<void> {
    this.#assertNoMount("remove", path);
    const [names, inner] = this.#at(path);
    return names.remove(inner, info);
  }

  rename(from: string, to: string): Awaitable<void> {
    this.#assertNoMount("rename", from);
    this.#assertNoMount("rename", to);
    const [source, sourcePath] = this.#at(from);
    const [target, targetPath] = this.#at(to);
    if (source !== target) {
      throw new FsError("EXDEV", { operation: "rename", path: from });
    }
    return source.rename(sourcePath, targetPath);
  }

  symlink(target: string, path: string): Awaitable<void> {
    const [names, inner] = this.#at(path);
    return names.symlink(target, inner);
  }

  link(from: string, to: string): Awaitable<void> {
    const [source, sourcePath] = this.#at(from);
    const [target, targetPath] = this.#at(to);
    if (source !== target) {
      throw new FsError("EXDEV", { operation: "link", path: from });
    }
    return source.link(sourcePath, targetPath);
  }

  chmod(path: string, mode: number): Awaitable<void> {
    const [names, inner] = this.#at(path);
    return names.chmod(inner, mode);
  }

  chown(path: string, uid: number, gid: number): Awaitable<void> {
    const [names, inner] = this.#at(path);
    return names.chown(inner, uid, gid);
  }

  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): Awaitable<void> {
    const [names, inner] = this.#at(path);
    return names.chtimes(inner, atimeNs, mtimeNs);
  }

  /** The file system that a path belongs to, and the path within it. */
  #at(path: string): [SharedNames, string] {
    const mount = this.table.tree.nearest(path)!;
    const { point } = mount;
    const inner = point === "/" ? path : path.slice(point.length) || "/";
    return [this.namesOf(mount), inner];
  }

  #assertNoMount(operation: string, path: string): void {
    const { tree } = this.table;
    if (tree.at(path) || tree.isAbove(path)) {
      throw new FsError("EBUSY", { operation, path });
    }
  }

  /** The entries of a directory that has mount points below it. */
  *#list(path: string): Steps<FileInfo[]> {
    const [names, inner] = this.#at(path);
    const entries = new Map<string, FileInfo>();
    try {
      for (const info of yield* listNames(names, inner)) {
        entries.set(info.name, info);
      }
    } catch (error) {
      if (!isErrno(error, "ENOENT")) throw error;
    }
    for (const name of this.table.tree.namesIn(path)) {
      entries.set(name, yield* wait(this.lstat(join(path, name))));
    }
    return [...entries.values()].sort((a, b) => a.name < b.name ? -1 : 1);
  }

  /** A directory on the way to a mount point that exists in no file system. */
  #placeholder(path: string): FileInfo {
    const time = this.#created;
    return {
      ...{ name: basename(path), kind: "directory", size: 0, mode: 0o755 },
      ...{ uid: 0, gid: 0, dev: 0n, ino: hash(path), nlink: 2 },
      ...{ atimeNs: time, mtimeNs: time, ctimeNs: time },
    };
  }
}

/** The names for a view: under the locks of all mounted file systems. */
class ViewedMountNames extends MountNames {
  /** How often the table had changed when it was looked at. */
  #seen = 0;
  #names: readonly SharedNames[] = [];
  /** The locks of the table, and of those names. */
  #parts: readonly (readonly Lock[])[] = [];
  #locks: readonly Lock[] = [];

  get locks(): readonly Lock[] {
    this.#look();
    return this.#locks;
  }

  *ready(): Steps<void> {
    this.#look();
    for (const names of this.#names) if (names.ready) yield* names.ready();
  }

  transact<T>(action: () => Steps<T>): Steps<T> {
    this.#look();
    const whole = this.#names.reduceRight(
      (inner, names) => () => names.transact ? names.transact(inner) : inner(),
      action,
    );
    return whole();
  }

  protected override namesOf(mount: Mount): SharedNames {
    return namesOf(mount.fs);
  }

  /** Looks at what is mounted, and which locks that has: both may have changed. */
  #look(): void {
    const { table } = this;
    if (this.#seen !== table.changes) {
      this.#seen = table.changes;
      this.#names = [...new Set(table.all.map(({ fs }) => namesOf(fs)))];
    }
    const parts = [table.locks, ...this.#names.map(({ locks = [] }) => locks)];
    const isSame = parts.length === this.#parts.length &&
      parts.every((locks, i) => locks === this.#parts[i]);
    if (isSame) return;
    this.#parts = parts;
    this.#locks = inOrder(parts.flat());
  }
}

/** A practically unique number for a path. */
function hash(text: string): bigint {
  let value = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 0x100000001b3n);
  }
  return value;
}
