// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Jobs as data, in a queue: in this process, or on a server that many machines share.
 *
 * A {@linkcode JobRequest} says what to run, on which inputs, and where the outputs go,
 * by names of stores that each worker has. BullMQ, which keeps the jobs on a Redis or
 * Valkey server, is loaded by nothing else in this package.
 *
 * @module
 */
export {
  createQueue,
  createWorker,
  type InProcessOptions,
  type SharedOptions,
} from "./create_queue.ts";
export {
  type ErrorData,
  JobCancelledError,
  JobFailedError,
  type JobFailedErrorOptions,
  JobRequestError,
} from "./job_error.ts";
export type {
  FailedJob,
  JobProgress,
  JobQueue,
  JobState,
  QueuedJob,
  QueueOptions,
  QueueStats,
} from "./job_queue.ts";
export type {
  JobLimits,
  JobRequest,
  JobReturns,
  JobSource,
  JobTarget,
} from "./job_request.ts";
export { checkJob } from "./check_job.ts";
export type { JobPlaces } from "./job_places.ts";
export type { JobOutput, JobResult } from "./perform_job.ts";
export { ScratchFs, scratchIn } from "./scratch.ts";
export { UnreachableError } from "./redis/unreachable_error.ts";
export { MissingPackageError } from "./redis/missing_package.ts";
export type { RedisOptions } from "./redis/redis_options.ts";
export type {
  RedisWorker,
  WorkerEvent,
  WorkerOptions,
  WorkerStats,
} from "./redis/redis_worker.ts";
export {
  transcodeSplit,
  type TranscodeSplitOptions,
} from "./transcode_split.ts";
