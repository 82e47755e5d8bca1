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

/** What a store says of a name, or of what it can do: it will say so again. */
const lastingCodes = [
  ...["ENOENT", "EACCES", "EPERM", "EISDIR", "ENOTDIR", "EINVAL", "EILSEQ"],
  ...["ENAMETOOLONG", "ELOOP", "EROFS", "ENOTSUP"],
] as const;

/** Whether an error may be gone in another attempt: of a store, a network, a host. */
export function mayPass(error: unknown): boolean {
  if (isErrno(error, ...lastingCodes)) return false;
  return !lasting.some((kind) => error instanceof kind);
}
