// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { files, pathsAdvice } from "./host.ts";
import { retry } from "../carry_out.ts";
import { discard } from "../discard.ts";
import { Disturbed } from "../disturbed.ts";
import { drive, type Steps, wait } from "../drive.ts";
import type { FileInfo, FsFile, OpenOptions } from "../fs.ts";
import { FsError } from "../fs_error.ts";
import type { Lock } from "../lock.ts";
import type { OpenRequest } from "../names.ts";
import type { SharedNames } from "../shared_names.ts";
import { LastDirectory } from "../last_directory.ts";
import { OpenDirectories } from "../open_directories.ts";
import { Descriptors } from "./descriptors.ts";
import { onHost } from "./host_error.ts";
import { HostFile } from "./host_file.ts";
import type { HowToOpen } from "./how_to_open.ts";
import { toInfo } from "./host_info.ts";
import { hostLocks } from "./host_locks.ts";
import { OrderedFile } from "../ordered_file.ts";
import {
  describe,
  hostPath,
  listEntries,
  readLink,
  removeDirectory,
  setTimes,
} from "./host_names.ts";
import { flagsOf, openPlainFile } from "./open_plain_file.ts";
import { Witness } from "./witness.ts";

const BIGINT = { bigint: true } as const;

/**
 * Names below a directory of the host, reached by their paths, if there is no
 * other way.
 *
 * A path may be led astray while it is in use. So nothing is returned before it
 * is certain that it was not (see `Witness`). To create, move or remove a name,
 * that would be too late: it is done only directly in the root, whose path
 * contains no name that others could move. A sole writer is spared all of this.
 */
export class PathNames implements SharedNames, Disposable {
  readonly locks: readonly Lock[] = hostLocks;
  readonly #root: string;
  readonly #identity: FileInfo;
  readonly #isSoleWriter: boolean;
  readonly #isSync: boolean;
  readonly #directories = new OpenDirectories();
  /** Of use only to a sole writer. */
  readonly #last = new LastDirectory();
  /** Holds the root open, so that its number is not reused. */
  readonly #descriptors = new Descriptors();
  #witness: Witness | undefined;
  /** Whether this attempt has changed something, and so is not repeated. */
  #isChanged = false;

  /**
   * Takes the path of a directory, without links, and ownership of a handle of
   * it.
   */
  constructor(
    root: string,
    fd: number,
    { isSoleWriter, isSync }: HowToOpen,
  ) {
    this.#isSync = isSync;
    this.#root = root;
    this.#identity = toInfo(files().fstatSync(fd, BIGINT), "/");
    this.#isSoleWriter = isSoleWriter;
    this.#descriptors.add(fd);
  }

  *transact<T>(action: () => Steps<T>): Steps<T> {
    this.#witness = this.#begin();
    this.#isChanged = false;
    let value: T;
    try {
      value = yield* action();
    } catch (error) {
      this.#assertUndisturbed(error);
      throw error;
    }
    try {
      this.#assertUndisturbed();
    } catch (error) {
      yield* discard(value);
      throw error;
    }
    return value;
  }

  nearest(path: string): string {
    return this.#isSoleWriter ? this.#last.nearest(path) : "/";
  }

  lstat(path: string): FileInfo {
    this.#last.passed(path);
    return this.#see(path, this.#witness!);
  }

  readlink(path: string): string {
    return onHost("readlink", path, () => readLink(this.#own(path)));
  }

  open(path: string, { options, name, info }: OpenRequest): FsFile {
    if (info?.kind === "directory") return this.#directory(path, name);
    if (info && info.kind !== "file") {
      throw new FsError("ENXIO", { operation: "open", path: name });
    }
    const flags = flagsOf(options);
    const fd = info
      ? this.#openSeen(path, flags, options.truncate)
      : this.#make(path, flags, options);
    return new OrderedFile(
      name,
      new HostFile(fd, name, options, this.#isSync),
    );
  }

  mkdir(path: string, mode: number): void {
    this.#change("mkdir", [path], (own) => files().mkdirSync(own, { mode }));
  }

  remove(path: string, { kind }: FileInfo): void {
    this.#last.passed(path);
    this.#change("remove", [path], (own) => {
      if (kind === "directory") removeDirectory(own);
      else files().unlinkSync(own);
    });
    this.#directories.removed(path);
  }

  rename(from: string, to: string): void {
    this.#last.passed(from);
    this.#change("rename", [from, to], (a, b) => files().renameSync(a, b!));
    this.#directories.renamed(from, to);
  }

  symlink(target: string, path: string): void {
    this.#change("symlink", [path], (own) => files().symlinkSync(target, own));
  }

  link(from: string, to: string): void {
    this.#change("link", [from, to], (a, b) => files().linkSync(a, b!));
  }

  chmod(path: string, mode: number): void {
    // By name, a link that has replaced the file meanwhile would be followed.
    if (!this.#isSoleWriter) {
      this.#changeOpen("chmod", path, (fd) => files().fchmodSync(fd, mode));
    } else {
      this.#change("chmod", [path], (own) => files().chmodSync(own, mode));
    }
  }

  chown(path: string, uid: number, gid: number): void {
    if (this.#isOutOfReach(path)) {
      this.#changeOpen("chown", path, (fd) => files().fchownSync(fd, uid, gid));
    } else {
      this.#change("chown", [path], (own) => files().lchownSync(own, uid, gid));
    }
  }

  chtimes(
    path: string,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void {
    if (this.#isOutOfReach(path)) {
      this.#changeOpen("chtimes", path, (fd) => {
        new HostFile(fd, path, {}).chtimes(atimeNs, mtimeNs);
      });
    } else {
      this.#change(
        "chtimes",
        [path],
        (own) => setTimes(own, atimeNs, mtimeNs),
      );
    }
  }

  [Symbol.dispose](): void {
    this.#descriptors[Symbol.dispose]();
  }

  #begin(): Witness {
    onHost("open", "/", () => this.#descriptors.assertOpen());
    return new Witness(
      this.#root,
      this.#identity,
      this.#isSoleWriter,
      pathsAdvice(),
    );
  }

  #see(path: string, witness: Witness): FileInfo {
    const look = () => describe(this.#own(path), path);
    return onHost("lstat", path, () => witness.see(path, look));
  }

  /** Creates a file that must not exist: only this never follows a link. */
  #make(path: string, flags: number, options: OpenOptions): number {
    const { O_CREAT, O_EXCL } = files().constants;
    const { exclusive, mode = 0o666 } = options;
    return this.#change("open", [path], (own) => {
      try {
        return openPlainFile(own, flags | O_CREAT | O_EXCL, mode);
      } catch (error) {
        if (!exclusive && codeOf(error) === "EEXIST") {
          throw new Disturbed(pathsAdvice());
        }
        throw error;
      }
    });
  }

  /** Opens what was seen to be a file, and checks that it still has the name. */
  #openSeen(path: string, flags: number, truncate = false): number {
    const own = this.#own(path);
    const check = (fd: number) => {
      this.#assertIs(fd, own);
      if (truncate) files().ftruncateSync(fd, 0);
    };
    return onHost("open", path, () => {
      try {
        return openPlainFile(own, flags, undefined, check);
      } catch (error) {
        // It existed: so whatever is missing now is not the requested file.
        if (codeOf(error) === "ENOENT") throw new Disturbed(pathsAdvice());
        throw error;
      }
    });
  }

  #directory(path: string, name: string): FsFile {
    const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = files().constants;
    const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    const own = this.#own(path);
    const fd = onHost("open", path, () => {
      const fd = files().openSync(own, flags);
      try {
        this.#assertIs(fd, own);
        return fd;
      } catch (error) {
        files().closeSync(fd);
        throw error;
      }
    });
    const file = new HostFile(fd, name, {});
    const list = (path: string) =>
      drive(retry(() => wait(this.#list(path, file))));
    return this.#directories.open(path, name, file, list);
  }

  /** Synchronous, so it needs no lock. */
  #list(path: string, file: HostFile): FileInfo[] {
    const { nlink, dev, ino } = file.stat();
    if (nlink === 0) return [];
    const witness = this.#begin();
    for (let end = 0; end >= 0 && path !== "/";) {
      end = path.indexOf("/", end + 1);
      this.#see(end < 0 ? path : path.slice(0, end), witness);
    }
    return onHost("readdir", path, () => {
      const own = this.#own(path);
      const found = files().lstatSync(own, BIGINT);
      if (found.dev !== dev || found.ino !== ino) {
        // Its path now belongs to another directory, or a link.
        throw new FsError("ENOENT", { operation: "readdir", path });
      }
      const entries = witness.through(path, () => listEntries(own));
      if (!witness.holds()) throw new Disturbed(pathsAdvice());
      return entries;
    });
  }

  /**
   * Changes what is at `paths`, by name.
   *
   * @throws {FsError} EPERM below the root.
   */
  #change<T>(
    operation: string,
    paths: readonly [string, string?],
    use: (own: string, other: string | undefined) => T,
  ): T {
    const [path, other] = paths;
    if (paths.some((path) => path && this.#isOutOfReach(path))) {
      throw new FsError("EPERM", { operation, path, hint: pathsAdvice() });
    }
    return onHost(operation, path, () => {
      this.#assertUndisturbed();
      const value = use(this.#own(path), other && this.#own(other));
      this.#isChanged = true;
      return value;
    });
  }

  /** Changes a file or directory through a handle of it. */
  #changeOpen(
    operation: string,
    path: string,
    change: (fd: number) => void,
  ): void {
    const { kind } = this.lstat(path);
    if (kind !== "file" && kind !== "directory") {
      throw new FsError("EPERM", { operation, path, hint: pathsAdvice() });
    }
    onHost(operation, path, () => {
      const own = this.#own(path);
      const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = files().constants;
      const fd = files().openSync(own, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      try {
        this.#assertIs(fd, own);
        change(fd);
        this.#isChanged = true;
      } finally {
        files().closeSync(fd);
      }
    });
  }

  /**
   * @throws {Disturbed} unless `fd` is the file of that name, and nothing on
   * the way was moved.
   */
  #assertIs(fd: number, own: string): void {
    const opened = files().fstatSync(fd, BIGINT);
    const named = files().lstatSync(own, BIGINT);
    const isSame = opened.dev === named.dev && opened.ino === named.ino;
    if (!isSame) throw new Disturbed(pathsAdvice());
    this.#assertUndisturbed();
  }

  #assertUndisturbed(cause?: unknown): void {
    if (this.#isChanged || cause instanceof Disturbed) return;
    if (!this.#witness!.holds()) throw new Disturbed(pathsAdvice());
  }

  /** Whether others cannot lead the path astray. */
  #isOutOfReach(path: string): boolean {
    return !this.#isSoleWriter && path.lastIndexOf("/") > 0;
  }

  #own(path: string): string {
    return hostPath(this.#root, path);
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
