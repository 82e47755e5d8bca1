// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { attempt } from "./attempt.ts";
import { type Steps, wait } from "./drive.ts";
import type { FileInfo, Fs, FsFile } from "./fs.ts";
import { isErrno } from "./is_errno.ts";
import { keepOwner } from "./keep_owner.ts";
import { lstat, readlink } from "./links.ts";
import { MAX_LINKS } from "./path.ts";
import { relabel } from "./relabel.ts";
import { statIfThere } from "./stat_if_there.ts";
import { besideOf, unique } from "./temp.ts";
import { withFile } from "./with_file.ts";
import { writeAll } from "./write_all.ts";

/**
 * Writes a file beside the one that `path` leads to, and then puts it in the
 * place of that: what a plain write would leave, but all at once.
 */
export function* atomicWrite(
  fs: Fs,
  path: string,
  bytes: Uint8Array,
): Steps<void> {
  try {
    yield* write(fs, path, bytes);
  } catch (error) {
    if (!isErrno(error) || error.path === path) throw error;
    throw relabel(error, { operation: "write", path });
  }
}

function* write(fs: Fs, path: string, bytes: Uint8Array): Steps<void> {
  const place = yield* placeOf(fs, path);
  const there = yield* wait(place ? statIfThere(fs, place) : undefined);
  // A device takes what is written, a directory refuses it: neither is replaced.
  if (!place || (there && there.kind !== "file")) {
    return yield* withFile(fs.create(path), (file) => writeAll(file, bytes));
  }
  // Whoever may not write to the file may not replace it either.
  if (there) yield* withFile(fs.openFile(path, { write: true }), nothing);
  yield* replace(fs, place, there, bytes);
}

function* replace(
  fs: Fs,
  place: string,
  there: FileInfo | undefined,
  bytes: Uint8Array,
): Steps<void> {
  // What replaces a file must not be open to others before it has its mode.
  const mode = there ? 0o600 : 0o666;
  const options = { write: true, create: true, exclusive: true, mode };
  let opened: FsFile;
  const beside = yield* unique(besideOf(place, ".write-"), function* (path) {
    opened = yield* wait(fs.openFile(path, options));
  });
  try {
    yield* withFile(opened!, function* (file) {
      yield* writeAll(file, bytes);
      yield attempt(() => file.sync(), "ENOSYS", "ENOTSUP");
    });
    if (there) yield* keepOwner(fs, beside, there);
    yield fs.rename(beside, place);
  } catch (error) {
    yield attempt(() => fs.remove(beside));
    throw error;
  }
}

/**
 * The name that a write to `path` creates or replaces, behind all links;
 * `undefined` if it cannot be that of a file.
 */
function* placeOf(fs: Fs, path: string): Steps<string | undefined> {
  let place = path;
  for (let links = 0; !/(^|\/)\.{0,2}$/.test(place); links++) {
    const info = yield* wait(attempt(() => lstat(fs, place), "ENOENT"));
    if (info?.kind !== "symlink") return place;
    if (links === MAX_LINKS) break;
    const target = yield* wait(readlink(fs, place));
    place = target.startsWith("/")
      ? target
      : place.slice(0, place.lastIndexOf("/") + 1) + target;
  }
  return undefined;
}

function* nothing(): Steps<void> {}
