// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../vfs/afmpeg_error.ts";

/** What was given is not a job, or not one for this worker. */
export class JobRequestError extends AfmpegError {
  /** Always `"JobRequestError"`. */
  override readonly name = "JobRequestError";
}

/** An error as plain data: see `errorToJSON`. */
export type ErrorData = Readonly<Record<string, unknown>>;

/** Options of {@linkcode JobFailedError}. */
export interface JobFailedErrorOptions {
  /** How often it was tried. */
  attempts: number;
  /** Why the last attempt failed. */
  reason: ErrorData;
}

/** A job has failed for good. */
export class JobFailedError extends AfmpegError {
  /** Always `"JobFailedError"`. */
  override readonly name = "JobFailedError";
  /** The job. */
  readonly id: string;
  /** How often it was tried. */
  readonly attempts: number;
  /**
   * Why the last attempt failed, as plain data: the `name`, `message` and fields of the
   * error; of an `ExitError`, `stderr` has the end of the log.
   */
  readonly reason: ErrorData;

  /** Creates the error for the job `id`. */
  constructor(id: string, { attempts, reason }: JobFailedErrorOptions) {
    super(
      `Cannot finish the job ${id}: received in attempt ${attempts}: ` +
        `${reason.message ?? reason.name}`,
    );
    this.id = id;
    this.attempts = attempts;
    this.reason = reason;
  }
}

/** A job was cancelled. */
export class JobCancelledError extends AfmpegError {
  /** Always `"JobCancelledError"`. */
  override readonly name = "JobCancelledError";
  /** The job. */
  readonly id: string;

  /** Creates the error for the job `id`. */
  constructor(id: string) {
    super(`Cannot finish the job ${id}: it was cancelled`);
    this.id = id;
  }
}
