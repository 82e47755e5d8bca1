// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { declareSound } from "./sound.ts";
import {
  callback,
  checkMode,
  checkOptions,
  checkOwner,
  checkPath,
  oneOf,
  refusal,
  toTime,
  whole,
} from "./check.ts";
import { BaseFs } from "./base_fs.ts";
import { allocate } from "./read_file.ts";
import type { Errno } from "./errno.ts";
import type {
  FileInfo,
  FileKind,
  OpenOptions,
  SyncFs,
  SyncFsFile,
} from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { provideNearest } from "./nearest.ts";
import { isErrno } from "./is_errno.ts";
import {
  type Device,
  type DirectoryInode,
  infoOf,
  type Inode,
  InodeFactory,
  setTimes,
} from "./memory/inode.ts";
import { type FileTree, harvest, plant } from "./memory/file_tree.ts";
import { Lookup, type Place } from "./memory/lookup.ts";
import { MemoryFile } from "./memory/memory_file.ts";
import { MemorySnapshot, putBack, take } from "./memory/snapshot.ts";
import { basename, checkLinkTarget, parsePath } from "./path.ts";
import type { LastLink } from "./path_walk.ts";
import {
  checkOpen,
  followingOf,
  openError,
  optionsError,
  renameError,
} from "./rules.ts";

/** Options of {@linkcode MemoryFs}. */
export interface MemoryFsOptions {
  /** The clock: nanoseconds since 1970. The default is the time of day. */
  now?: () => bigint;
}

/** Distinguishes the inodes of one `MemoryFs` from those of another. */
let lastDev = 0n;

/** A name is created, moved or removed in place: a link is not followed. */
const PLACE: LastLink = { follow: false, followSlash: false };

/**
 * A file system in memory: the whole contract, synchronous.
 *
 * Files may have holes, which take no memory. Modes and owners are stored and
 * reported but not enforced: every caller may do everything, like root. Reading
 * does not change the access time. Writing to a file updates its modification
 * time, and creating or removing a name updates that of its directory.
 *
 * @example Writing and reading
 * ```ts
 * import { MemoryFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fs = new MemoryFs();
 * fs.mkdirAll("a/b");
 * fs.writeFile("a/b/c.txt", new TextEncoder().encode("hello"));
 * assertEquals(fs.readTextFile("a/b/c.txt"), "hello");
 * assertEquals(fs.stat("a/b/c.txt").size, 5);
 * ```
 */
export class MemoryFs extends BaseFs<SyncFs> implements SyncFs {
  static {
    declareSound(this);
  }

  readonly #inodes: InodeFactory;
  readonly #root: DirectoryInode;
  readonly #paths: Lookup;
  readonly #device: Device;

  /**
   * Creates an empty file system.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(options: MemoryFsOptions = {}) {
    checkOptions("MemoryFs", options, { now: callback });
    super("MemoryFs");
    const { now: given } = options;
    const now = given ? () => timeFrom(given) : timeOfDay;
    this.#inodes = new InodeFactory(now);
    this.#root = this.#inodes.directory(0o755);
    this.#paths = new Lookup(this.#root);
    this.#device = { dev: ++lastDev, now };
    const paths = this.#paths;
    provideNearest(this, (path) => paths.nearest(path));
  }

  /**
   * Creates a file system with the given files.
   *
   * @example Files for a test
   * ```ts
   * import { MemoryFs } from "@afmpeg/afmpeg/vfs";
   * import { assertEquals } from "@std/assert";
   *
   * const fs = MemoryFs.from({ "a/b.txt": "hello", "empty": null, "c": { link: "a" } });
   * assertEquals(fs.readTextFile("c/b.txt"), "hello");
   * ```
   *
   * @throws {FsError} EISDIR, ENOTDIR, EEXIST if paths conflict.
   * @throws {TypeError} If an argument or option is invalid.
   */
  static from(files: FileTree, options?: MemoryFsOptions): MemoryFs {
    const fs = new MemoryFs(options);
    plant(fs, files);
    return fs;
  }

  /**
   * Returns all files by their paths, for {@linkcode MemoryFs.from}: directories
   * only where they are empty. Modes and times are not in it, and a file with
   * several names appears under each.
   *
   * @example What a run has written
   * ```ts
   * import { MemoryFs } from "@afmpeg/afmpeg/vfs";
   * import { assertEquals } from "@std/assert";
   *
   * const fs = new MemoryFs();
   * fs.mkdirAll("a/empty");
   * fs.writeFile("a/b.txt", "hello");
   * assertEquals(fs.toObject("text"), { "a/b.txt": "hello", "a/empty": null });
   * ```
   *
   * @throws {FsError} EFBIG, if a file is too large for memory.
   * @throws {TypeError} If an argument or option is invalid.
   */
  toObject(as?: "bytes"): FileTree<Uint8Array<ArrayBuffer>>;
  /** With the contents decoded as UTF-8. */
  toObject(as: "text"): FileTree<string>;
  toObject(
    as: "bytes" | "text" = "bytes",
  ): FileTree<string | Uint8Array<ArrayBuffer>> {
    oneOf("bytes", "text")("as", as);
    return harvest(this, as === "text");
  }

  /**
   * Returns what the file system contains now: names, contents, links, modes and
   * times. That takes time and memory for each name, but none for contents, which
   * are shared until they are changed.
   *
   * @example Back to a state
   * ```ts
   * import { MemoryFs } from "@afmpeg/afmpeg/vfs";
   * import { assertEquals } from "@std/assert";
   *
   * const fs = MemoryFs.from({ "a.txt": "before" });
   * const before = fs.snapshot();
   * fs.writeFile("a.txt", "after");
   * fs.restore(before);
   * assertEquals(fs.readTextFile("a.txt"), "before");
   * ```
   */
  snapshot(): MemorySnapshot {
    return take(this.#root, this.#inodes);
  }

  /**
   * Makes the file system contain what it, or another one, contained when the
   * snapshot was taken. It can be restored any number of times.
   *
   * Each file that existed then is that file again, with its number and what it
   * contained: a handle that is open on it sees that, and keeps its position.
   * What was created since is removed: a handle keeps it until it is closed. A
   * {@linkcode QuotaFs} over it has to count anew: see `recount` there.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  restore(snapshot: MemorySnapshot): void {
    if (!(snapshot instanceof MemorySnapshot)) {
      throw refusal("`snapshot`", snapshot, "what `snapshot` has returned");
    }
    putBack(snapshot, this.#root, this.#inodes);
    this.#paths.moved();
  }

  /**
   * Returns a new file system with the same contents, as cheaply as
   * {@linkcode MemoryFs.snapshot} does. It has the same clock.
   */
  clone(): MemoryFs {
    const copy = new MemoryFs({ now: this.#device.now });
    copy.restore(this.snapshot());
    return copy;
  }

  override create(path: string): SyncFsFile {
    const options = { read: true, write: true, create: true, truncate: true };
    return this.#openFile(path, options, "create");
  }

  override open(path: string): SyncFsFile {
    return this.#openFile(path, {}, "open");
  }

  override openFile(path: string, options: OpenOptions = {}): SyncFsFile {
    return this.#openFile(path, options, "open");
  }

  override mkdir(path: string, mode: number = 0o777): void {
    checkMode(mode);
    const place = this.#lookup(path, "mkdir", PLACE);
    if (place.inode) throw new FsError("EEXIST", { operation: "mkdir", path });
    this.#add(place, this.#inodes.directory(mode, place.parent));
    place.parent.nlink++;
  }

  override mkdirAll(path: string, mode: number = 0o777): void {
    checkMode(mode);
    let made = "";
    for (const name of parsePath(path, "mkdirAll").components) {
      made += `/${name}`;
      const place = this.#lookup(made, "mkdirAll", PLACE, path);
      if (place.inode?.kind === "directory") continue;
      if (!place.inode) this.mkdir(made, mode);
      else if (this.#kindBehind(made) !== "directory") {
        throw new FsError("ENOTDIR", { operation: "mkdirAll", path });
      }
    }
  }

  override remove(path: string): void {
    const place = this.#lookup(path, "remove", PLACE);
    const { inode, name, needsDirectory } = place;
    if (!inode) throw new FsError("ENOENT", { operation: "remove", path });
    if (inode.kind === "directory") {
      if (name === "") {
        throw new FsError("EBUSY", { operation: "remove", path });
      }
      if (inode.entries.size > 0) {
        throw new FsError("ENOTEMPTY", { operation: "remove", path });
      }
    } else if (needsDirectory) {
      throw new FsError("ENOTDIR", { operation: "remove", path });
    }
    this.#unlink(place, inode);
  }

  override removeAll(path: string): void {
    let place: Place;
    try {
      place = this.#lookup(path, "removeAll", PLACE);
    } catch (error) {
      if (isErrno(error, "ENOENT") && path !== "") {
        return;
      }
      throw error;
    }
    const { inode, name, needsDirectory } = place;
    if (!inode) return;
    if (inode.kind === "directory") this.#empty(inode);
    else if (needsDirectory) {
      throw new FsError("ENOTDIR", { operation: "removeAll", path });
    }
    if (name !== "") this.#unlink(place, inode);
  }

  override rename(oldPath: string, newPath: string): void {
    checkPath(oldPath, "oldPath");
    checkPath(newPath, "newPath");
    const fail = (code: Errno): never => {
      throw new FsError(code, {
        operation: "rename",
        path: oldPath,
        dest: newPath,
      });
    };
    const from = this.#lookup(oldPath, "rename", PLACE);
    const to = this.#lookup(newPath, "rename", PLACE);
    if (from.name === "" || to.name === "") fail("EBUSY");
    const { inode: replaced } = to;
    const inode = from.inode ?? fail("ENOENT");
    const code = renameError(
      { kind: inode.kind, needsDirectory: from.needsDirectory },
      { kind: replaced?.kind, needsDirectory: to.needsDirectory },
      isWithin(to.parent, inode),
      replaced !== undefined && isWithin(from.parent, replaced),
    );
    if (code) fail(code);
    if (replaced === inode) return;
    if (replaced?.kind === "directory" && replaced.entries.size > 0) {
      fail("ENOTEMPTY");
    }
    if (replaced) this.#unlink(to, replaced);
    from.parent.entries.delete(from.name);
    if (inode.kind === "directory") this.#paths.moved();
    else this.#paths.removed(inode);
    this.#touch(from.parent);
    this.#add(to, inode);
    inode.ctimeNs = this.#inodes.now();
    if (inode.kind === "directory") {
      from.parent.nlink--;
      to.parent.nlink++;
      inode.parent = to.parent;
    }
  }

  override stat(path: string): FileInfo {
    return this.#stat(path, "stat", { follow: true });
  }

  lstat(path: string): FileInfo {
    return this.#stat(path, "lstat", { follow: false });
  }

  override chmod(path: string, mode: number): void {
    whole("mode", mode);
    const inode = this.#existing(path, "chmod", { follow: true });
    inode.mode = mode & 0o7777;
    inode.ctimeNs = this.#inodes.now();
  }

  override chown(path: string, uid: number, gid: number): void {
    checkOwner(uid, gid);
    const inode = this.#existing(path, "chown", { follow: true });
    inode.uid = uid;
    inode.gid = gid;
    inode.ctimeNs = this.#inodes.now();
  }

  override chtimes(
    path: string,
    atimeNs: bigint | Date | undefined,
    mtimeNs: bigint | Date | undefined,
  ): void {
    const inode = this.#existing(path, "chtimes", { follow: true });
    setTimes(inode, atimeNs, mtimeNs, this.#device.now);
  }

  lchtimes(
    path: string,
    atimeNs: bigint | Date | undefined,
    mtimeNs: bigint | Date | undefined,
  ): void {
    const inode = this.#existing(path, "lchtimes", { follow: false });
    setTimes(inode, atimeNs, mtimeNs, this.#device.now);
  }

  symlink(target: string, path: string): void {
    checkLinkTarget(target, "symlink");
    const place = this.#lookup(path, "symlink", PLACE);
    if (place.inode) {
      throw new FsError("EEXIST", { operation: "symlink", path });
    }
    if (place.needsDirectory) {
      throw new FsError("ENOENT", { operation: "symlink", path });
    }
    this.#add(place, this.#inodes.symlink(target));
  }

  readlink(path: string): string {
    const inode = this.#existing(path, "readlink", { follow: false });
    if (inode.kind !== "symlink") {
      throw new FsError("EINVAL", { operation: "readlink", path });
    }
    return inode.target;
  }

  link(oldPath: string, newPath: string): void {
    checkPath(oldPath, "oldPath");
    checkPath(newPath, "newPath");
    const inode = this.#existing(oldPath, "link", { follow: false });
    const place = this.#lookup(newPath, "link", PLACE);
    const fail = (code: Errno): never => {
      throw new FsError(code, {
        operation: "link",
        path: oldPath,
        dest: newPath,
      });
    };
    if (place.inode) fail("EEXIST");
    if (place.needsDirectory) fail("ENOENT");
    if (inode.kind === "directory") fail("EPERM");
    this.#add(place, inode);
    inode.nlink++;
    inode.ctimeNs = this.#inodes.now();
  }

  /** See {@linkcode BaseFs.readFile}. */
  override readFile(path: string): Uint8Array<ArrayBuffer> {
    const inode = this.#existing(path, "readFile", { follow: true });
    if (inode.kind !== "file") {
      throw new FsError("EISDIR", { operation: "readFile", path });
    }
    const bytes = allocate(inode.content.size, path);
    inode.content.read(bytes, 0);
    return bytes;
  }

  #openFile(path: string, options: OpenOptions, operation: string): SyncFsFile {
    checkOpen(path, options);
    const { truncate } = options;
    const check = (code: Errno | undefined) => {
      if (code) throw new FsError(code, { operation, path });
    };
    check(optionsError(options));
    const place = this.#lookup(path, operation, followingOf(path, options));
    let { inode } = place;
    const { needsDirectory } = place;
    check(openError({ kind: inode?.kind, needsDirectory }, options));
    if (!inode) {
      inode = this.#inodes.file(options.mode ?? 0o666);
      this.#add(place, inode);
    } else if (truncate && inode.kind === "file") {
      inode.content.truncate(0);
      this.#touch(inode);
    }
    return new MemoryFile(path, inode, options, this.#device);
  }

  #lookup(
    path: string,
    operation: string,
    options: LastLink,
    shownPath: string = path,
  ): Place {
    checkPath(path);
    try {
      return this.#paths.find(path, operation, options);
    } catch (error) {
      if (!isErrno(error) || error.path === shownPath) throw error;
      throw new FsError(error.code, { operation, path: shownPath });
    }
  }

  /** What a link finally leads to, if anything. */
  #kindBehind(path: string): FileKind | undefined {
    try {
      return this.#lookup(path, "stat", { follow: true }).inode?.kind;
    } catch (error) {
      if (isErrno(error)) return undefined;
      throw error;
    }
  }

  #existing(path: string, operation: string, options: LastLink): Inode {
    const { inode, needsDirectory } = this.#lookup(path, operation, options);
    if (!inode) throw new FsError("ENOENT", { operation, path });
    if (needsDirectory && inode.kind !== "directory") {
      throw new FsError("ENOTDIR", { operation, path });
    }
    return inode;
  }

  #stat(path: string, operation: string, options: LastLink): FileInfo {
    const inode = this.#existing(path, operation, options);
    return infoOf(inode, basename(path), this.#device);
  }

  #add({ parent, name }: Place, inode: Inode): void {
    parent.entries.set(name, inode);
    this.#touch(parent);
  }

  #unlink(
    { parent, name }: Pick<Place, "parent" | "name">,
    inode: Inode,
  ): void {
    parent.entries.delete(name);
    this.#paths.removed(inode);
    this.#touch(parent);
    inode.nlink--;
    inode.ctimeNs = parent.ctimeNs;
    if (inode.kind === "directory") {
      inode.nlink = 0;
      parent.nlink--;
    }
  }

  /** Iterative, as a tree may be deeper than the stack allows. */
  #empty(top: DirectoryInode): void {
    const directories = [top];
    for (const parent of directories) {
      for (const inode of parent.entries.values()) {
        if (inode.kind === "directory") directories.push(inode);
      }
    }
    for (const parent of directories.reverse()) {
      for (const [name, inode] of parent.entries) {
        this.#unlink({ parent, name }, inode);
      }
    }
  }

  #touch(inode: Inode): void {
    inode.mtimeNs = inode.ctimeNs = this.#inodes.now();
  }
}

/** Whether `directory` is `ancestor` or lies below it. */
function isWithin(directory: DirectoryInode, ancestor: Inode): boolean {
  for (let at = directory; at !== ancestor; at = at.parent) {
    if (at.parent === at) return false;
  }
  return true;
}

/** What a clock of the caller says. */
function timeFrom(now: () => bigint): bigint {
  const time = toTime(now(), "the result of now");
  if (time !== undefined) return time;
  throw refusal("`the result of now`", time, "nanoseconds as a bigint");
}

/** The time of day to the microsecond. */
function timeOfDay(): bigint {
  const ms = performance.timeOrigin + performance.now();
  return BigInt(Math.floor(ms * 1000)) * 1000n;
}
