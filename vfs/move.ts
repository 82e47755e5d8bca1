// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { attempt } from "./attempt.ts";
import { callback, checkOptions, flag, signal } from "./check.ts";
import { copy, type CopyOptions } from "./copy.ts";
import { answer, drive, type Steps, wait } from "./drive.ts";
import type { Errno } from "./errno.ts";
import type { Answer, FileInfo, Fs } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { checkLocation, type FsLocation } from "./fs_location.ts";
import { isErrno } from "./is_errno.ts";
import { lstat } from "./links.ts";
import { mkdirAll } from "./mkdir_all.ts";
import { basename, withoutEndSlashes } from "./path.ts";
import { relabel } from "./relabel.ts";
import {
  isInside,
  isSameFile,
  mayBeSame,
  type NamedFile,
} from "./same_file.ts";
import { statIfThere } from "./stat_if_there.ts";
import { besideOf, tempName } from "./temp.ts";
import { TreeWalk } from "./walk.ts";

/** Options of {@linkcode move}. */
export interface MoveOptions extends CopyOptions {
  /**
   * Whether what has the new name is replaced, even a whole tree. Otherwise that
   * is EEXIST.
   *
   * @default {false}
   */
  overwrite?: boolean;
}

/**
 * Moves a file or a tree, within a file system or to another. Synchronous if both
 * are {@linkcode SyncFs}.
 *
 * Where it cannot be renamed, it is copied (see {@linkcode copy}), takes its name
 * when the copy is complete, and is then removed from its old place. Nothing is
 * lost if that fails halfway: until the new name is complete, everything is as it
 * was. Missing directories above it are created; a link is moved, not followed.
 *
 * @example From one file system to another
 * ```ts
 * import { MemoryFs, move } from "@afmpeg/afmpeg/vfs";
 * import { assertEquals } from "@std/assert";
 *
 * const from = MemoryFs.from({ "a/b.txt": "hello" });
 * const to = new MemoryFs();
 * move({ fs: from, path: "a" }, { fs: to, path: "z" });
 * assertEquals(to.toObject("text"), { "z/b.txt": "hello" });
 * assertEquals(from.toObject(), {});
 * ```
 *
 * @throws {FsError} EEXIST, unless it may be replaced; EINVAL for a directory into
 * itself; ENOTEMPTY for what lies in the directory that it would replace; ENOTSUP
 * for a pipe, a socket or a device that would have to be copied, each with nothing
 * changed. EBUSY for a root. If aborted, throws the reason of `signal`.
 * @throws {TypeError} If an argument or option is invalid.
 */
export function move<F extends Fs, T extends Fs>(
  from: FsLocation<F>,
  to: FsLocation<T>,
  options: MoveOptions = {},
): Answer<F | T, void> {
  const source = checkLocation(from, "from");
  const target = checkLocation(to, "to");
  checkOptions("move", options, {
    ...{ overwrite: flag, onProgress: callback, signal },
  });
  return answer(drive(steps(source, target, options)));
}

function* steps(
  from: FsLocation,
  to: FsLocation,
  { overwrite = false, ...options }: MoveOptions,
): Steps<void> {
  options.signal?.throwIfAborted();
  const fail = (code: Errno, hint?: string): never => {
    const paths = { operation: "move", path: from.path, dest: to.path };
    throw new FsError(code, { ...paths, ...(hint !== undefined && { hint }) });
  };
  for (const { path } of [from, to]) {
    const name = withoutEndSlashes(path).split("/").at(-1)!;
    if (path !== "" && ["", ".", ".."].includes(name)) fail("EBUSY");
  }
  const info = yield* wait(lstat(from.fs, from.path));
  const isDirectory = info.kind === "directory";
  const endsInSlash = from.path.endsWith("/") || to.path.endsWith("/");
  if (endsInSlash && !isDirectory) fail("ENOTDIR");
  const own = { fs: from.fs, path: withoutEndSlashes(from.path), info };
  const goal = { fs: to.fs, path: withoutEndSlashes(to.path) };
  const there = yield* wait(statIfThere(goal.fs, goal.path));
  const isSame = there !== undefined &&
    (yield* isSameFile(own, { ...goal, info: there }));
  if (isSame && (yield* isSameName(own, goal))) return;
  if (isDirectory && (yield* isInside(goal.fs, goal.path, own))) fail("EINVAL");
  if (there && !overwrite) fail("EEXIST");
  if (there?.kind === "directory") {
    const replaced = { ...goal, info: there };
    if (yield* isInside(own.fs, parentOf(own.path), replaced)) {
      fail("ENOTEMPTY", "what is moved lies in it");
    }
  }
  yield* makeParents(goal);
  if (isSame) return yield* leaveAlone(own, goal);
  const isRenamed = from.fs === to.fs &&
    (yield* isDone(() => put(goal.fs, own.path, goal.path, there)));
  if (!isRenamed) yield* copyOver(own, goal, there, options);
}

/**
 * Leaves a file, which has both names, with the new one alone. To rename one name
 * of a file to another does nothing; and both may be one name, by a mount or in
 * another case, which must not be removed.
 */
function* leaveAlone({ fs, path }: FsLocation, goal: FsLocation): Steps<void> {
  const aside = yield* wait(tempName(fs, besideOf(path, ".move-")));
  yield fs.rename(path, aside);
  try {
    const lookUp = () => lstat(goal.fs, goal.path);
    const isOther = yield* wait(attempt(lookUp, "ENOENT"));
    if (isOther) yield fs.remove(aside);
    else if (fs === goal.fs) yield fs.rename(aside, goal.path);
    else {
      const paths = { path, dest: goal.path };
      const hint = "both are the same name";
      throw new FsError("EINVAL", { operation: "move", ...paths, hint });
    }
  } catch (error) {
    yield fs.rename(aside, path);
    if (!isErrno(error)) throw error;
    throw relabel(error, { operation: "move", path, dest: goal.path });
  }
}

/** Whether both are the same name in the same directory, by whatever path. */
function* isSameName(a: FsLocation, b: FsLocation): Steps<boolean> {
  if (basename(a.path) !== basename(b.path)) return false;
  const [one, other] = [parentOf(a.path), parentOf(b.path)];
  const info = yield* wait(attempt(() => a.fs.stat(one)));
  const there = yield* wait(attempt(() => b.fs.stat(other)));
  if (!info || !there) return false;
  return yield* isSameFile(
    { fs: a.fs, path: one, info },
    { fs: b.fs, path: other, info: there },
  );
}

function* makeParents({ fs, path }: FsLocation): Steps<void> {
  const parent = parentOf(path);
  const info = yield* wait(attempt(() => fs.stat(parent), "ENOENT"));
  if (!info) yield mkdirAll(fs, parent);
}

function parentOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end < 0 ? "." : path.slice(0, end) || "/";
}

/** Performs steps; whether that was not across a border of file systems. */
function* isDone(action: () => Steps<void>): Steps<boolean> {
  try {
    yield* action();
    return true;
  } catch (error) {
    if (!isErrno(error, "EXDEV")) throw error;
    return false;
  }
}

/** Renames, and replaces what has the new name, of whatever kind. */
function* put(
  fs: Fs,
  from: string,
  to: string,
  there: FileInfo | undefined,
): Steps<void> {
  try {
    return yield* wait(fs.rename(from, to));
  } catch (error) {
    const isInTheWay = isErrno(
      error,
      "ENOTEMPTY",
      "EEXIST",
      "EISDIR",
      "ENOTDIR",
    );
    if (!there || !isInTheWay) throw error;
  }
  const aside = yield* wait(tempName(fs, besideOf(to, ".move-")));
  yield fs.rename(to, aside);
  try {
    yield fs.rename(from, to);
  } catch (error) {
    yield fs.rename(aside, to);
    throw error;
  }
  yield fs.removeAll(aside);
}

/** Copies, gives the copy its name when it is complete, and removes the original. */
function* copyOver(
  from: NamedFile,
  to: FsLocation,
  there: FileInfo | undefined,
  options: CopyOptions,
): Steps<void> {
  yield* assertCopyable(from);
  // If the old name may be that of the new file, it is not the one to remove.
  const isUnsure = there && (yield* mayBeSame(from, { ...to, info: there }));
  const beside = yield* wait(tempName(to.fs, besideOf(to.path, ".move-")));
  let old = from.path;
  try {
    yield copy(from, { fs: to.fs, path: beside }, options);
    if (isUnsure) {
      const aside = besideOf(from.path, ".move-");
      const name = yield* wait(tempName(from.fs, aside));
      yield from.fs.rename(from.path, name);
      old = name;
    }
    yield* put(to.fs, beside, to.path, there);
  } catch (error) {
    if (old !== from.path) yield from.fs.rename(old, from.path);
    yield attempt(() => to.fs.removeAll(beside));
    if (!isErrno(error)) throw error;
    throw relabel(error, { operation: "move", path: from.path, dest: to.path });
  }
  yield from.fs.removeAll(old);
}

/** @throws {FsError} ENOTSUP, if something would be left out of a copy. */
function* assertCopyable({ fs, path: top }: FsLocation): Steps<void> {
  const tree = new TreeWalk(fs, top);
  for (let step; (step = yield* tree.next());) {
    const { path, info: { kind } } = step;
    if (["file", "directory", "symlink"].includes(kind)) continue;
    const hint = `a ${kind} cannot be copied`;
    throw new FsError("ENOTSUP", { operation: "move", path, hint });
  }
}
