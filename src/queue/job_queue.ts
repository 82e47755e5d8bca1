// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { ErrorData } from "./job_error.ts";
import type { JobRequest } from "./job_request.ts";
import type { JobResult } from "./perform_job.ts";

/** What becomes of a job. */
export type JobState =
  /** It waits for its turn, or for its next attempt. */
  | "waiting"
  | "running"
  | "completed"
  /** It has failed for good. */
  | "failed";

/** How far a job is. */
export interface JobProgress {
  /** How much of it is done, from 0 to 1; absent if that is unknown. */
  readonly fraction?: number;
  /** The duration of the output so far, in seconds. */
  readonly outTimeSec?: number;
  /** The speed, as a multiple of real time. */
  readonly speed?: number;
}

/** A job in a queue. */
export interface QueuedJob {
  /** Names it in its queue. */
  readonly id: string;
  /** What becomes of it; `undefined` once it is forgotten. */
  state(): Promise<JobState | undefined>;
  /** How far it is, from now on until it has ended; what nobody reads is skipped. */
  progress(): AsyncIterableIterator<JobProgress>;
  /**
   * Waits for its end.
   *
   * @throws {JobFailedError} when it has failed for good.
   * @throws {JobCancelledError} when it was cancelled.
   * @throws {ClosedError} when the queue was closed here, and the job goes on elsewhere.
   */
  result(options?: { signal?: AbortSignal }): Promise<JobResult>;
  /**
   * Cancels it: if it runs, ffmpeg is stopped; if it has ended, nothing happens. The
   * queue then forgets it.
   */
  cancel(): Promise<void>;
}

/** A job that has failed for good: the dead letters of a queue. */
export interface FailedJob {
  /** Names it in its queue. */
  readonly id: string;
  /** What was to be done. */
  readonly job: JobRequest;
  /** How often it was tried. */
  readonly attempts: number;
  /** Why the last attempt failed; of an `ExitError`, with the end of the log. */
  readonly reason: ErrorData;
}

/** How many jobs of a queue are in which state. */
export type QueueStats = Readonly<Record<JobState, number>>;

/**
 * A queue of jobs: in this process, or on a server that many machines share. Both have
 * this interface, so that a program moves from one to the other by one line.
 */
export interface JobQueue extends AsyncDisposable {
  /**
   * Adds a job, or finds the one that has the same `key`.
   *
   * @throws {JobRequestError} when it is no job.
   */
  add(job: JobRequest): Promise<QueuedJob>;
  /** Finds a job; `undefined` if there is none, or it was forgotten. */
  get(id: string): Promise<QueuedJob | undefined>;
  /** The jobs that have failed for good, the last one first. */
  failed(): Promise<FailedJob[]>;
  /** Tries a job anew that has failed for good; `undefined` if there is none. */
  retry(id: string): Promise<QueuedJob | undefined>;
  /** How many jobs are in which state; those that were forgotten do not count. */
  stats(): Promise<QueueStats>;
  /** Waits until no job waits or runs. */
  drain(): Promise<void>;
  /** Lets go of the queue; jobs in this process are cancelled, others go on elsewhere. */
  close(): Promise<void>;
}

/** How jobs are tried again, and for how long what became of them is kept. */
export interface QueueOptions {
  /**
   * How often a job is tried at most. What fails the same way each time, as a command
   * line that ffmpeg refuses, is not tried again.
   *
   * @default {3}
   */
  readonly attempts?: number | undefined;
  /**
   * How long to wait before the second attempt, in milliseconds; it doubles each time.
   *
   * @default {1000}
   */
  readonly backoff?: number | undefined;
  /**
   * How many jobs that have ended are kept: completed ones, and failed ones.
   *
   * @default {1000}
   */
  readonly keep?: number | undefined;
  /**
   * How many jobs of one tenant begin in how many milliseconds at most; further ones
   * wait. Workers on a server count in fixed windows of that length, so that around the
   * end of one up to twice as many begin. By default there is no such bound.
   */
  readonly tenantRate?:
    | { readonly jobs: number; readonly per: number }
    | undefined;
}
