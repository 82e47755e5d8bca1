// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { after } from "./after.ts";
import { attempt } from "./attempt.ts";
import { type Steps, wait } from "./drive.ts";
import type { Errno } from "./errno.ts";
import type { FileInfo, Fs } from "./fs.ts";

/** How a file system refuses a link or an owner that it cannot store. */
export const CANNOT: readonly Errno[] = [
  ...["EPERM", "EACCES", "EINVAL", "ENOTSUP", "ENOSYS", "EXDEV"] as const,
];

/** The bits with which a program runs as the owner or the group of its file. */
const SET_ID = 0o6000;

/**
 * Gives a file the owner and the mode of another. Where the owner cannot be
 * kept, neither are the set-id bits, which would then stand for somebody else.
 */
export function* keepOwner(
  fs: Fs,
  path: string,
  { uid, gid, mode }: Pick<FileInfo, "uid" | "gid" | "mode">,
): Steps<void> {
  const change = () => after(fs.chown(path, uid, gid), () => true);
  let isKept = yield* wait(attempt(change, ...CANNOT));
  if (!isKept) {
    const there = yield* wait(fs.stat(path));
    isKept = there.uid === uid && there.gid === gid;
  }
  // Last, because a change of the owner may clear the set-id bits.
  yield fs.chmod(path, isKept ? mode : mode & ~SET_ID);
}
