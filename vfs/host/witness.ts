// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { files } from "./host.ts";
import { Disturbed } from "../disturbed.ts";
import type { FileInfo } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import { toInfo } from "./host_info.ts";
import { dirname } from "@std/path/posix";
import { hostPath } from "./host_names.ts";

const BIGINT = { bigint: true } as const;

/**
 * The coarsest resolution of the kernel's clock, in milliseconds: two changes
 * within it may get the same ctime.
 */
const TICK = 20;

/** A directory as it was when the walk passed through it. */
interface Seen {
  readonly path: string;
  readonly info: FileInfo;
  /** The time just before that. */
  readonly time: number;
  /** Whether a change of its entries could have led the walk astray. */
  mustRest: boolean;
}

/**
 * What one operation saw of the directories on its way, to determine afterwards
 * whether they stayed the same throughout.
 *
 * A change of an entry updates the ctime of its directory, which nobody can
 * set. But the host reports it in whole seconds, so a directory must be
 * unchanged for that long before its ctime proves anything. If only the
 * directory itself matters, and not which name in it the walk took, its entries
 * may change freely.
 */
export class Witness {
  readonly #root: string;
  readonly #trusts: boolean;
  readonly #hint: string;
  readonly #seen = new Map<string, Seen>();
  #isBroken = false;

  /**
   * Starts at the directory `root` of the host.
   *
   * @param hint What to do if others keep changing directories.
   * @param trusts Whether everything but the root is assumed not to change.
   *
   * @throws {FsError} ENOENT, if `identity` differs.
   */
  constructor(
    root: string,
    identity: FileInfo,
    trusts: boolean,
    hint: string,
  ) {
    this.#hint = hint;
    this.#root = root;
    this.#trusts = trusts;
    const time = Date.now();
    const info = this.#lstat("/");
    if (!info || !isSame(info, identity)) {
      throw new FsError("ENOENT", {
        operation: "open",
        path: "/",
        hint: "the root of the file system has been moved",
      });
    }
    this.#seen.set("/", { path: "/", info, time, mustRest: false });
  }

  /**
   * Records what the name at the end of `path` is; the directories on the way
   * must have been recorded before.
   *
   * @param look Looks it up. What it throws is rethrown.
   */
  see(path: string, look: () => FileInfo): FileInfo {
    const time = Date.now();
    const info = this.through(dirname(path), look);
    if (this.#trusts || info.kind !== "directory") return info;
    const before = this.#seen.get(path);
    if (!before) this.#seen.set(path, { path, info, time, mustRest: false });
    else if (!isSame(before.info, info)) this.#isBroken = true;
    return info;
  }

  /** Looks at something in a recorded directory. */
  through<T>(directory: string, look: () => T): T {
    if (!this.#trusts && directory !== "/") {
      this.#mustRest(dirname(directory));
    }
    return look();
  }

  /**
   * Whether nothing was moved. Checks from the end to the root: each result
   * falls within the time that the next one covers.
   */
  holds(): boolean {
    if (this.#isBroken) return false;
    return [...this.#seen.values()].reverse().every((seen) => {
      const info = this.#lstat(seen.path);
      return info !== undefined && isSame(info, seen.info) &&
        (!seen.mustRest || info.ctimeNs === seen.info.ctimeNs);
    });
  }

  #mustRest(path: string): void {
    const seen = this.#seen.get(path);
    if (!seen) throw new Disturbed(this.#hint);
    seen.mustRest = true;
    const { ctimeNs } = seen.info;
    const isCoarse = ctimeNs % 1_000_000_000n === 0n;
    const rested = Number(ctimeNs / 1_000_000n) + (isCoarse ? 1000 : 0) + TICK;
    if (seen.time < rested) throw new Disturbed(this.#hint, rested - seen.time);
  }

  #lstat(path: string): FileInfo | undefined {
    try {
      return toInfo(files().lstatSync(hostPath(this.#root, path), BIGINT), "");
    } catch {
      return undefined;
    }
  }
}

/** Whether both are the same directory. */
function isSame(a: FileInfo, b: FileInfo): boolean {
  return a.kind === "directory" && a.dev === b.dev && a.ino === b.ino;
}
