// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { files, hasAllPermissions } from "./host.ts";
import { Descriptors } from "./descriptors.ts";
import { commonPath } from "../last_directory.ts";
import { hostPath } from "./host_names.ts";

/**
 * Linux: opens a handle that serves only for resolving names from it; Node has
 * no constant for it.
 */
export const O_PATH = 0o10_000_000;

/**
 * How many directories stay open besides the root: the two of a rename, and the two
 * that the second is opened from, one above the other, which count as used by then.
 */
const KEPT = 4;

/**
 * The longest path, as for the system itself: it does not report the location of a
 * longer one, so each operation would have to walk there from the root.
 */
const MAX_PATH = 4095;

/** To walk to a directory that is less deep costs less than to climb there. */
const WORTH_CLIMBING = 4;

/** An open directory. */
interface Handle {
  readonly path: string;
  readonly fd: number;
  /** The operation in which it was last verified to be at its path. */
  operation: number;
}

const NEVER = -1;

/**
 * Directories of the host below a root, each opened through the handle of its
 * parent, without following a link: renaming directories on the way cannot lead
 * such a walk astray. One that is opened as what holds another must be in place.
 * The root is a handle too: where it is, and what has its path, does not matter.
 */
export class DirectoryHandles implements Disposable {
  readonly #root: number;
  readonly #descriptors = new Descriptors();
  /** Most recently used last. */
  readonly #kept: Handle[] = [];
  #operation = 0;

  /** Takes ownership of the handle of a directory. */
  constructor(root: number) {
    this.#root = root;
    this.#descriptors.add(root);
  }

  /**
   * Returns a path of the host for a name, which itself is not followed. It is
   * valid until the call after the next.
   *
   * @throws {FsError} ENOENT, ENOTDIR.
   */
  at(path: string): string {
    if (path === "/") return `${this.#place("/")}/.`;
    if (path.length > MAX_PATH) {
      throw Object.assign(new Error("too long"), { code: "ENAMETOOLONG" });
    }
    const end = path.lastIndexOf("/");
    return this.#place(path.slice(0, end) || "/") + path.slice(end);
  }

  /**
   * Returns a path of the host for what is in a directory. It is valid until the
   * call after the next.
   *
   * @throws {FsError} ENOENT, ENOTDIR.
   */
  within(path: string): string {
    return `${this.#place(path)}/.`;
  }

  /** The longest part of `path`, from the root, that is an open directory. */
  nearest(path: string): string {
    this.#descriptors.assertOpen();
    return this.#nearest(path)?.path ?? "/";
  }

  /**
   * Must be called at the end of each operation: others may move things before
   * the next.
   */
  endOperation(): void {
    this.#operation++;
  }

  /** Closes all directories; every later call is EBADF. */
  [Symbol.dispose](): void {
    this.#descriptors[Symbol.dispose]();
  }

  #place(path: string): string {
    this.#descriptors.assertOpen();
    if (path === "/") return placeOf(this.#root);
    return placeOf((this.#find(path) ?? this.#open(path)).fd);
  }

  /** Walks to a directory, from the nearest open one. */
  #open(path: string): Handle {
    const from = this.#nearest(path);
    if (from?.path === path) return from;
    const at = from?.path ?? "";
    let fd = from?.fd ?? this.#root;
    const { O_DIRECTORY, O_NOFOLLOW } = files().constants;
    for (const name of path.slice(at.length + 1).split("/")) {
      const before = fd;
      try {
        fd = files().openSync(
          `${placeOf(before)}/${name}`,
          O_PATH | O_DIRECTORY | O_NOFOLLOW,
        );
      } finally {
        const isOnTheWay = before !== this.#root && before !== from?.fd;
        if (isOnTheWay) files().closeSync(before);
      }
    }
    return this.#keep({ path, fd, operation: this.#operation });
  }

  #keep(handle: Handle): Handle {
    this.#descriptors.add(handle.fd);
    this.#kept.push(handle);
    if (this.#kept.length > KEPT) {
      this.#descriptors.close(this.#kept.shift()!.fd);
    }
    return handle;
  }

  /**
   * The directory that is nearest to `path`, on the way there, of those that are open
   * or above one that is, and still have their own.
   */
  #nearest(path: string): Handle | undefined {
    const ways = this.#kept
      .map((handle) => ({
        own: handle.path,
        shared: commonPath(handle.path, path),
      }))
      .sort((a, b) =>
        b.shared.length - a.shared.length || a.own.length - b.own.length
      );
    for (const { own, shared } of ways) {
      const isAbove = own === shared;
      if (!isAbove && depthOf(shared) < WORTH_CLIMBING) continue;
      const found = this.#find(own);
      const handle = found && !isAbove ? this.#climb(found, shared) : found;
      if (handle) return handle;
    }
    return undefined;
  }

  /**
   * Opens the directory `path`, which is above an open one: to come back from deep in
   * a tree, a walk from the root would take long at each level. What is above may be
   * anywhere, as others may have moved things; so it is used only if it is in place.
   */
  #climb({ fd: from, path: deep }: Handle, path: string): Handle | undefined {
    const way = "/..".repeat(depthOf(deep) - depthOf(path));
    const { O_DIRECTORY, O_NOFOLLOW } = files().constants;
    let fd: number;
    try {
      fd = files().openSync(
        placeOf(from) + way,
        O_PATH | O_DIRECTORY | O_NOFOLLOW,
      );
    } catch {
      return undefined;
    }
    const handle = { path, fd, operation: NEVER };
    if (this.#isInPlace(handle)) return this.#keep(handle);
    files().closeSync(fd);
    return undefined;
  }

  /** The directory, if it is open and still has its path. */
  #find(path: string): Handle | undefined {
    const index = this.#kept.findIndex((handle) => handle.path === path);
    if (index < 0) return undefined;
    const [handle] = this.#kept.splice(index, 1);
    if (!this.#isInPlace(handle!)) {
      this.#descriptors.close(handle!.fd);
      return undefined;
    }
    this.#kept.push(handle!);
    return handle;
  }

  /**
   * Whether a directory has not been moved or removed. It asks the system where
   * the directory is now, not what is at its path: that may be a link to it.
   */
  #isInPlace(handle: Handle): boolean {
    if (handle.operation === this.#operation) return true;
    try {
      const root = files().readlinkSync(placeOf(this.#root));
      const place = files().readlinkSync(placeOf(handle.fd));
      if (place !== hostPath(root, handle.path)) return false;
      // What is removed has this behind its old path, but it may also be a name.
      if (place.endsWith(" (deleted)")) return false;
      // This stands for bytes that are not UTF-8, and so for several names.
      if (place.includes("\ufffd")) return false;
    } catch {
      return false;
    }
    handle.operation = this.#operation;
    return true;
  }
}

/**
 * Whether names can be resolved from a handle: on Linux, if the program has all
 * permissions, which Deno requires to open anything in `/proc`.
 */
export function handlesWork(directory: number): boolean {
  if (!hasAllPermissions()) return false;
  try {
    const found = files().statSync(`${placeOf(directory)}/.`, { bigint: true });
    const own = files().fstatSync(directory, { bigint: true });
    return found.dev === own.dev && found.ino === own.ino;
  } catch {
    return false;
  }
}

/** How many names a canonical path has. */
function depthOf(path: string): number {
  return path === "/" ? 0 : path.split("/").length - 1;
}

/** A path to what `fd` has open, wherever it has been moved. */
export function placeOf(fd: number): string {
  return `/proc/self/fd/${fd}`;
}
