// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { checkedFs } from "./checked_fs.ts";
import { declareSound } from "./sound.ts";
import { checkRecord, fileSystem } from "./check.ts";
import { after } from "./after.ts";
import { attempt } from "./attempt.ts";
import { drive, type Steps, wait } from "./drive.ts";
import type { Awaitable, FileInfo, Fs, FsFile } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { isErrno } from "./is_errno.ts";
import { FsNames, listingOf } from "./fs_names.ts";
import { listNames } from "./list_names.ts";
import { inOrder, type Lock } from "./lock.ts";
import { basename, canonicalPath, isWithin, join } from "./path.ts";
import type { OpenRequest } from "./names.ts";
import type { SharedNames } from "./shared_names.ts";
import { namesOf } from "./names_of.ts";
import { ResolvingFs } from "./resolving_fs.ts";

/**
 * Several file systems in one tree, each mounted at a path. The longest
 * matching path decides; a link may lead from one to another, but a rename may
 * not (EXDEV). A mount point is a directory, even if the file system below has
 * none there.
 *
 * @example A directory for fonts
 * ```ts
 * import { MemoryFs, MountFs } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const fonts = new MemoryFs();
 * fonts.writeFile("a.ttf", "font");
 * const fs = new MountFs({ "/": new MemoryFs(), "/usr/fonts": fonts });
 * assertEquals(await fs.readTextFile("/usr/fonts/a.ttf"), "font");
 * assertEquals(await (await fs.open("/")).readdirnames(), ["usr"]);
 * ```
 */
export class MountFs<F extends Fs = Fs> extends ResolvingFs<F> {
  static {
    declareSound(this);
  }

  /**
   * Mounts each file system at its path; there must be one at `/`.
   *
   * @throws {TypeError} If an argument or option is invalid.
   */
  constructor(mounts: Readonly<Record<string, F>>) {
    checkRecord("mounts", mounts, fileSystem);
    assertDistinct(Object.keys(mounts));
    const each = (toNames: (fs: Fs) => SharedNames) =>
      Object.entries(mounts).map(([path, fs]) => ({
        point: canonicalPath(path, "mount"),
        names: toNames(checkedFs(fs)),
      }));
    // On its own, it takes one step at a time, each contained by one of its
    // file systems, so a slow one delays nobody else. A view needs all of them
    // locked.
    super(
      "MountFs",
      new MountNames(each((fs) => new FsNames(fs))),
      () => new ViewedMountNames(each(namesOf)),
    );
  }
}

/** @throws {TypeError} If two paths are the same, or one leads up. */
function assertDistinct(paths: readonly string[]): void {
  const points = new Set<string>();
  for (const path of paths) {
    const point = canonicalPath(path, "mount");
    if (!points.has(point) && !point.split("/").includes("..")) {
      points.add(point);
      continue;
    }
    throw new TypeError(
      `Cannot mount: received "${path}"; give each mount a path of its own, ` +
        "without `..`",
    );
  }
}

/** One file system and where it is mounted. */
interface Mount {
  readonly point: string;
  readonly names: SharedNames;
}

class MountNames implements SharedNames {
  /** Longest path first. */
  readonly #mounts: readonly Mount[];
  readonly #created = BigInt(Date.now()) * 1_000_000n;

  constructor(mounts: readonly Mount[]) {
    this.#mounts = mounts.toSorted((a, b) => b.point.length - a.point.length);
    if (this.#mounts.at(-1)?.point !== "/") {
      throw new TypeError(
        `Cannot mount: received no file system for "/", only for ${
          this.#mounts.map(({ point }) => `"${point}"`).join(", ")
        }`,
      );
    }
  }

  lstat(path: string): Awaitable<FileInfo> {
    const [names, inner] = this.#at(path);
    const describe = () => names.lstat(inner);
    const found = this.#leadsToMount(path)
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
    if (info?.kind !== "directory" || !this.#leadsToMount(path)) {
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
    const { point, names } = this.#mounts.find(({ point }) =>
      isWithin(path, point)
    )!;
    return [names, point === "/" ? path : path.slice(point.length) || "/"];
  }

  /** Whether a mount point lies below `path`. */
  #leadsToMount(path: string): boolean {
    return this.#mounts.some(({ point }) =>
      point !== path && isWithin(point, path)
    );
  }

  #assertNoMount(operation: string, path: string): void {
    if (this.#mounts.some(({ point }) => isWithin(point, path))) {
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
    const depth = path === "/" ? 1 : path.length + 1;
    for (const { point } of this.#mounts) {
      if (point === path || !isWithin(point, path)) continue;
      const name = point.slice(depth).split("/")[0]!;
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
  readonly locks: readonly Lock[];
  readonly #names: readonly SharedNames[];

  constructor(mounts: readonly Mount[]) {
    super(mounts);
    this.#names = [...new Set(mounts.map(({ names }) => names))];
    this.locks = inOrder(this.#names.flatMap(({ locks = [] }) => locks));
  }

  *ready(): Steps<void> {
    for (const names of this.#names) if (names.ready) yield* names.ready();
  }

  transact<T>(action: () => Steps<T>): Steps<T> {
    const whole = this.#names.reduceRight(
      (inner, names) => () => names.transact ? names.transact(inner) : inner(),
      action,
    );
    return whole();
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
