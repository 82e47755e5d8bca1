// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { declareSound } from "./sound.ts";
import { dirname } from "@std/path/posix";
import { checkMode, checkOwner, checkPath, timesOf, whole } from "./check.ts";
import { attempt } from "./attempt.ts";
import { BaseFs } from "./base_fs.ts";
import { carryOut } from "./carry_out.ts";
import { answer, drive, type Steps, wait } from "./drive.ts";
import { DelegatingNames } from "./delegating_names.ts";
import type { Errno } from "./errno.ts";
import type {
  Answer,
  Awaitable,
  FileInfo,
  FileOf,
  Fs,
  FsFile,
  OpenOptions,
} from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { isErrno } from "./is_errno.ts";
import { Lock } from "./lock.ts";
import type { NameOperations } from "./names.ts";
import type { SharedNames, TreeRemover } from "./shared_names.ts";
import { provideNames } from "./names_of.ts";
import {
  basename,
  checkLinkTarget,
  isWithin,
  join,
  plainPath,
  withoutEndSlashes,
} from "./path.ts";
import { type LastLink, PathWalk } from "./path_walk.ts";
import { type Label, relabel } from "./relabel.ts";
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
 * neither they nor `..` leave the root. It is as synchronous as that backend.
 *
 * @typeParam F What it is over: a {@linkcode SyncFs} if all names answer at
 * once, and so do the files.
 */
export class ResolvingFs<F extends Fs = Fs> extends BaseFs<F> {
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
  override openFile(
    path: string,
    options: OpenOptions = {},
  ): Answer<F, FileOf<F>> {
    checkOpen(path, options);
    return this.#do(
      "open",
      path,
      (names) => openIn(names, path, options) as Steps<FileOf<F>>,
    );
  }

  /** See {@linkcode Fs.mkdir}. */
  override mkdir(path: string, mode: number = 0o777): Answer<F, void> {
    return this.#do("mkdir", path, (names) => mkdirIn(names, path, mode));
  }

  /** See {@linkcode Fs.remove}. */
  override remove(path: string): Answer<F, void> {
    return this.#do("remove", path, (names) => removeIn(names, path));
  }

  /** See {@linkcode Fs.removeAll}. */
  override removeAll(path: string): Answer<F, void> {
    checkPath(path);
    const names = this.#names;
    // A derived class may refuse to remove some names.
    const isPlain = this.remove === ResolvingFs.prototype.remove;
    const remover = names.remover?.bind(names);
    if (!remover || !isPlain) return super.removeAll(path);
    const other = (): Awaitable<void> => super.removeAll(path);
    return answer(drive(removeTree(names, path, remover, other)));
  }

  /** See {@linkcode Fs.rename}. */
  override rename(oldPath: string, newPath: string): Answer<F, void> {
    return this.#do(
      "rename",
      oldPath,
      (names) => renameIn(names, oldPath, newPath),
      newPath,
    );
  }

  /** See {@linkcode Fs.stat}. */
  override stat(path: string): Answer<F, FileInfo> {
    return this.#describe("stat", path, FOLLOW);
  }

  /** See {@linkcode Fs.lstat}. */
  lstat(path: string): Answer<F, FileInfo> {
    return this.#describe("lstat", path, KEEP);
  }

  /** See {@linkcode Fs.chmod}. */
  override chmod(path: string, mode: number): Answer<F, void> {
    return this.#do("chmod", path, (names) => chmodIn(names, path, mode));
  }

  /** See {@linkcode Fs.chown}. */
  override chown(path: string, uid: number, gid: number): Answer<F, void> {
    return this.#do("chown", path, (names) => chownIn(names, path, uid, gid));
  }

  /** See {@linkcode Fs.chtimes}. */
  override chtimes(
    path: string,
    atimeNs: bigint | Date | undefined,
    mtimeNs: bigint | Date | undefined,
  ): Answer<F, void> {
    const times = [atimeNs, mtimeNs] as const;
    return this.#do(
      "chtimes",
      path,
      (names) => chtimesIn(names, "chtimes", path, FOLLOW, times),
    );
  }

  /** See {@linkcode Fs.lchtimes}. */
  lchtimes(
    path: string,
    atimeNs: bigint | Date | undefined,
    mtimeNs: bigint | Date | undefined,
  ): Answer<F, void> {
    const times = [atimeNs, mtimeNs] as const;
    return this.#do(
      "lchtimes",
      path,
      (names) => chtimesIn(names, "lchtimes", path, KEEP, times),
    );
  }

  /** See {@linkcode Fs.symlink}. */
  symlink(target: string, path: string): Answer<F, void> {
    return this.#do("symlink", path, (names) => symlinkIn(names, target, path));
  }

  /** See {@linkcode Fs.readlink}. */
  readlink(path: string): Answer<F, string> {
    return this.#do("readlink", path, (names) => readlinkIn(names, path));
  }

  /** See {@linkcode Fs.link}. */
  link(oldPath: string, newPath: string): Answer<F, void> {
    return this.#do(
      "link",
      oldPath,
      (names) => linkIn(names, oldPath, newPath),
      newPath,
    );
  }

  #describe(
    operation: string,
    path: string,
    following: LastLink,
  ): Answer<F, FileInfo> {
    return this.#do(
      operation,
      path,
      (names) => describeIn(names, operation, path, following),
    );
  }

  /** Performs one operation; its errors carry the caller's path. */
  #do<T>(
    operation: string,
    path: string,
    action: (names: SharedNames) => Steps<T>,
    dest?: string,
  ): Answer<F, T> {
    checkPath(path, dest === undefined ? "path" : "oldPath");
    const names = this.#names;
    const label = { operation, path, dest };
    return answer(drive(labelled(carryOut(names, () => action(names)), label)));
  }
}

function* openIn(
  names: SharedNames,
  path: string,
  options: OpenOptions,
): Steps<FsFile> {
  fail(optionsError(options), "open", path);
  const place = yield* resolve(names, path, followingOf(path, options));
  const { info, needsDirectory } = place;
  fail(
    openError({ kind: info?.kind, needsDirectory }, options),
    "open",
    path,
  );
  const request = { options, name: path, info };
  return yield* wait(names.open(place.path, request));
}

function* mkdirIn(
  names: SharedNames,
  path: string,
  mode: number,
): Steps<void> {
  checkMode(mode);
  const place = yield* resolve(names, path, PLACE);
  if (place.info) fail("EEXIST", "mkdir", path);
  yield names.mkdir(place.path, mode);
}

function* removeIn(
  names: SharedNames,
  path: string,
): Steps<void> {
  const { info, isFixed, needsDirectory, ...place } = yield* resolve(
    names,
    path,
    PLACE,
  );
  if (!info) throw new FsError("ENOENT", { operation: "remove", path });
  if (isFixed) fail("EBUSY", "remove", path);
  if (needsDirectory && info.kind !== "directory") {
    fail("ENOTDIR", "remove", path);
  }
  yield names.remove(place.path, info);
}

/** Removes a tree by a remover; what is not just a directory, by `other`. */
function* removeTree(
  names: SharedNames,
  path: string,
  remover: (path: string) => TreeRemover,
  other: () => Awaitable<void>,
): Steps<void> {
  const find = () => resolve(names, path, PLACE);
  let top: Place | undefined;
  try {
    top = yield* carryOut(names, find);
  } catch (error) {
    if (!isErrno(error)) throw error;
  }
  const isTree = top?.info?.kind === "directory" &&
    (!top.isFixed || top.path === "/");
  if (!top || !isTree) return yield* wait(other());
  const tree = remover(top.path);
  const base = top.path === "/" ? "" : top.path;
  try {
    while (!(yield* carryOut(names, () => wait(tree.step())))) {
      yield tree.pause();
    }
  } catch (error) {
    if (!isErrno(error)) throw error;
    const shown = withoutEndSlashes(path) + error.path.slice(base.length);
    throw relabel(error, { operation: "removeAll", path: shown });
  }
}

function* renameIn(
  names: SharedNames,
  oldPath: string,
  newPath: string,
): Steps<void> {
  checkPath(newPath, "newPath");
  const from = yield* resolve(names, oldPath, PLACE);
  const to = yield* resolve(names, newPath, PLACE);
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
  if (!isSame) yield names.rename(from.path, to.path);
}

function* chmodIn(
  names: SharedNames,
  path: string,
  mode: number,
): Steps<void> {
  whole("mode", mode);
  const place = yield* existing(names, "chmod", path, FOLLOW);
  yield names.chmod(place.path, mode & 0o7777);
}

function* chownIn(
  names: SharedNames,
  path: string,
  uid: number,
  gid: number,
): Steps<void> {
  checkOwner(uid, gid);
  const place = yield* existing(names, "chown", path, FOLLOW);
  yield names.chown(place.path, uid, gid);
}

function* chtimesIn(
  names: SharedNames,
  operation: string,
  path: string,
  following: LastLink,
  given: readonly [atime: unknown, mtime: unknown],
): Steps<void> {
  const times = timesOf(...given);
  const place = yield* existing(names, operation, path, following);
  yield names.chtimes(place.path, ...times);
}

function* symlinkIn(
  names: SharedNames,
  target: string,
  path: string,
): Steps<void> {
  checkLinkTarget(target, "symlink");
  const place = yield* resolve(names, path, PLACE);
  if (place.info) fail("EEXIST", "symlink", path);
  if (place.needsDirectory) fail("ENOENT", "symlink", path);
  yield names.symlink(target, place.path);
}

function* readlinkIn(
  names: SharedNames,
  path: string,
): Steps<string> {
  const { info, ...place } = yield* existing(names, "readlink", path, KEEP);
  if (info?.kind !== "symlink") fail("EINVAL", "readlink", path);
  return yield* wait(names.readlink(place.path));
}

function* linkIn(
  names: SharedNames,
  oldPath: string,
  newPath: string,
): Steps<void> {
  checkPath(newPath, "newPath");
  const from = yield* existing(names, "link", oldPath, KEEP);
  const to = yield* resolve(names, newPath, PLACE);
  if (to.info) fail("EEXIST", "link", oldPath);
  if (to.needsDirectory) fail("ENOENT", "link", oldPath);
  if (from.info?.kind === "directory") fail("EPERM", "link", oldPath);
  yield names.link(from.path, to.path);
}

function* describeIn(
  names: SharedNames,
  operation: string,
  path: string,
  following: LastLink,
): Steps<FileInfo> {
  const { info } = yield* existing(names, operation, path, following);
  return { ...info!, name: basename(path) };
}

/** Steps whose errors carry the caller's path. */
function* labelled<T>(steps: Steps<T>, label: Label): Steps<T> {
  try {
    return yield* steps;
  } catch (error) {
    throw isErrno(error) ? relabel(error, label) : error;
  }
}

function* existing(
  names: SharedNames,
  operation: string,
  path: string,
  following: LastLink,
): Steps<Place> {
  const place = yield* resolve(names, path, following);
  if (!place.info) fail("ENOENT", operation, path);
  if (place.needsDirectory && place.info?.kind !== "directory") {
    fail("ENOTDIR", operation, path);
  }
  return place;
}

function* resolve(
  names: SharedNames,
  path: string,
  last: LastLink,
): Steps<Place> {
  const start = yield* begin(names, path, last);
  const { walk } = start;
  let { parent } = start;
  for (;;) {
    const name = walk.next();
    const { isAtEnd } = walk;
    if (name === undefined || name === "." || name === "..") {
      const before = parent;
      if (name === "..") parent = dirname(parent);
      if (!isAtEnd) continue;
      const info = yield* wait(names.lstat(parent));
      return {
        path: parent,
        parent: before,
        isFixed: true,
        info,
        needsDirectory: false,
      };
    }
    const own = join(parent, name);
    const info = yield* wait(attempt(() => names.lstat(own), "ENOENT"));
    if (info?.kind === "symlink" && walk.followsLink) {
      if (walk.follow(yield* wait(names.readlink(own)))) parent = "/";
    } else if (isAtEnd) {
      const { needsDirectory } = walk;
      return { path: own, parent, isFixed: false, info, needsDirectory };
    } else {
      walk.assertDirectory(info?.kind);
      parent = own;
    }
  }
}

/**
 * Begins a walk at the nearest directory that is known. Deep in a tree, even taking
 * apart the path to that would take long.
 */
function* begin(
  names: SharedNames,
  path: string,
  last: LastLink,
): Steps<{ walk: PathWalk; parent: string }> {
  const plain = names.nearest && plainPath(path, "resolve");
  const end = plain?.lastIndexOf("/") ?? 0;
  const parent = end > 0
    ? yield* wait(names.nearest!(plain!.slice(0, end)))
    : "/";
  const slash = path.endsWith("/") ? "/" : "";
  const rest = parent === "/" ? path : plain!.slice(parent.length) + slash;
  return { walk: new PathWalk(rest, "resolve", last), parent };
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
