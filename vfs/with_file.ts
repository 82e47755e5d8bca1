// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Steps, wait } from "./drive.ts";
import type { Awaitable, FsFile } from "./fs.ts";
import { isErrno } from "./is_errno.ts";
import { abandon, release } from "./release.ts";

/**
 * Uses an open file, which is then closed; abandoned, if that fails.
 *
 * @throws {SuppressedError} If both fail for different reasons.
 */
export function* withFile<T>(
  opened: Awaitable<FsFile>,
  use: (file: FsFile) => Steps<T>,
): Steps<T> {
  const file = yield* wait(opened);
  let value: T;
  try {
    value = yield* use(file);
  } catch (error) {
    try {
      yield abandon(file);
    } catch (second) {
      // What could not be written often cannot be closed for the same reason.
      if (isErrno(error) && isErrno(second, error.code)) throw error;
      const { message } = Object(second) as Partial<Error>;
      throw new SuppressedError(second, error, message);
    }
    throw error;
  }
  yield release(file);
  return value;
}
