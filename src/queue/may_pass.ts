// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { ExitError, ProbeError } from "../ffmpeg/exit_error.ts";
import { GuestTrapError, LimitError, TimeoutError } from "../util/errors.ts";
import { isErrno } from "../../vfs/is_errno.ts";
import { JobCancelledError, JobRequestError } from "./job_error.ts";

/** Errors that another attempt would only repeat. */
const lasting = [
  ...[ExitError, ProbeError, GuestTrapError, LimitError, TimeoutError],
  ...[JobCancelledError, JobRequestError, TypeError],
] as const;

/** Whether an error may be gone in another attempt: of a store, a network, a host. */
export function mayPass(error: unknown): boolean {
  if (isErrno(error, "ENOENT", "EACCES", "EISDIR", "ENOTDIR", "EINVAL")) {
    return false;
  }
  return !lasting.some((kind) => error instanceof kind);
}
