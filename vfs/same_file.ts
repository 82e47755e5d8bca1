// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { normalize } from "@std/path/posix";
import { after } from "./after.ts";
import { attempt } from "./attempt.ts";
import { type Steps, wait } from "./drive.ts";
import type { FsLocation } from "./fs_location.ts";
import type { Awaitable, FileInfo, Fs } from "./fs.ts";
import { lstat } from "./links.ts";
import { withoutEndSlashes } from "./path.ts";
import { realPath } from "./real_path.ts";

/** A file under one of its names, in one of the file systems that may show it. */
export interface NamedFile extends FsLocation {
  readonly info: FileInfo;
}

/**
 * Whether two names refer to one file. Two file systems may show the same
 * files, so it depends on what they report: the numbers, and, since unrelated
 * backends may use the same ones, everything that changes with a file.
 */
export function* isSameFile(
  a: NamedFile,
  b: NamedFile,
): Steps<boolean> {
  const { dev, ino } = a.info;
  if (dev !== b.info.dev || ino !== b.info.ino) return false;
  if (ino === 0n) return yield* isSamePlace(a, b);
  // One may have been described some time ago.
  const now = ({ fs, path, info }: NamedFile) =>
    find(fs, path, info.kind === "symlink" ? lstat : stat);
  const one = (yield* wait(now(a)))?.info;
  const other = (yield* wait(now(b)))?.info;
  return one !== undefined && other !== undefined &&
    one.kind === other.kind && one.dev === other.dev &&
    one.ino === other.ino && one.size === other.size &&
    one.mtimeNs === other.mtimeNs && one.ctimeNs === other.ctimeNs;
}

/** The same for what has no number: whether both paths lead to one place. */
function* isSamePlace(a: NamedFile, b: NamedFile): Steps<boolean> {
  // What is known of a link is not known of what it leads to.
  const isLink = a.info.kind === "symlink" || b.info.kind === "symlink";
  if (a.fs !== b.fs || isLink) return false;
  const one = yield* wait(attempt(() => realPath(a.fs, a.path)));
  const other = yield* wait(attempt(() => realPath(b.fs, b.path)));
  return one !== undefined && one.path === other?.path;
}

/**
 * Whether two files that do not seem to be the same may be, because a file
 * system has numbers of its own for the files of another, or none. They need not
 * be: whoever asks must do what is right for both.
 */
export function* mayBeSame(a: NamedFile, b: NamedFile): Steps<boolean> {
  const one = (yield* wait(find(a.fs, a.path, stat)))?.info;
  const other = (yield* wait(find(b.fs, b.path, stat)))?.info;
  if (!one || !other || one.kind !== other.kind) return false;
  const hasNumbers = one.ino !== 0n && other.ino !== 0n;
  return one.size === other.size && one.mtimeNs === other.mtimeNs &&
    (one.ctimeNs === other.ctimeNs || !hasNumbers);
}

/**
 * Whether a path leads to a directory or below it, through any links and dots;
 * missing directories on the way count as if they existed.
 */
export function* isInside(
  fs: Fs,
  path: string,
  directory: NamedFile,
): Steps<boolean> {
  let place = yield* existing(fs, path);
  while (place && place.info.kind === "directory") {
    if (yield* isSameFile(place, directory)) return true;
    const above = yield* wait(
      find(fs, yield* parentPath(fs, place.path), stat),
    );
    const isTop = above?.info.ino === place.info.ino &&
      above.info.dev === place.info.dev;
    if (isTop) return false;
    place = above;
  }
  return false;
}

/** The last directory on the way that exists. */
function* existing(
  fs: Fs,
  path: string,
): Steps<NamedFile | undefined> {
  for (let whole = `/${path}`;;) {
    let at = withoutEndSlashes(whole);
    let found = yield* wait(find(fs, at, stat));
    while (!found && at !== "/") {
      at = at.slice(0, at.lastIndexOf("/")) || "/";
      found = yield* wait(find(fs, at, stat));
    }
    const rest = normalize(`./${whole.slice(at.length)}`);
    const leadsOut = rest === ".." || rest.startsWith("../");
    if (found?.info.kind !== "directory" || !leadsOut) return found;
    // Dots lead out of missing directories, and on through existing ones.
    whole = `${at}/${rest}`;
  }
}

/** By name, unless that is a link or dots. */
function* parentPath(fs: Fs, path: string): Steps<string> {
  const end = path.lastIndexOf("/");
  const name = path.slice(end + 1);
  const isName = name !== "" && name !== "." && name !== "..";
  const isPlain = isName && (yield* wait(lstat(fs, path))).kind === "directory";
  return isPlain ? path.slice(0, Math.max(0, end)) || "/" : `${path}/..`;
}

/** What a path leads to, if that can be determined. */
export function find(
  fs: Fs,
  path: string,
  describe: (fs: Fs, path: string) => Awaitable<FileInfo>,
): Awaitable<NamedFile | undefined> {
  return after(
    attempt(() => describe(fs, path)),
    (info) => info && { fs, path, info },
  );
}

/** Like {@linkcode Fs.stat}, for {@linkcode find}. */
export function stat(fs: Fs, path: string): Awaitable<FileInfo> {
  return fs.stat(path);
}
