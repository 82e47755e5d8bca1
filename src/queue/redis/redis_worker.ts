// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { RuntimePool } from "../../runtime_pool.ts";
import { ClosedError } from "../../util/errors.ts";
import { JobCancelledError } from "../job_error.ts";
import type { QueueOptions } from "../job_queue.ts";
import type { JobRequest } from "../job_request.ts";
import { checkJob } from "../check_job.ts";
import { mayPass } from "../may_pass.ts";
import type { JobPlaces } from "../job_places.ts";
import { type JobResult, performJob } from "../perform_job.ts";
import { jobProgress } from "../progress_relay.ts";
import { carrierFrom, traced } from "../tracing.ts";
import { connect } from "./connect.ts";
import { asMissing } from "./missing_package.ts";
import type { RedisOptions } from "./redis_options.ts";
import { failedReason } from "./failed_reason.ts";
import { redisNames } from "./names.ts";

/** How long a worker may be silent until others take its jobs over, in milliseconds. */
const LOCK = 5000;
/** How often a job may take its worker with it until it has failed. */
const MAX_STALLED = 3;
/** How often progress is passed on, in milliseconds. */
const PROGRESS = 500;
/** How long results are kept for jobs that are delivered once more, in seconds. */
const RESULT_SEC = 24 * 3600;

/** Why a job was stopped that others are to do. */
class HandedBackError extends Error {
  override readonly name = "HandedBackError";
}

/** An attempt at a job. */
interface Running {
  readonly stop: AbortController;
  readonly outcome: Promise<JobResult>;
}

/** What a worker has done so far. */
export interface WorkerStats {
  /** Whether it reaches the server; while it does not, it goes on trying. */
  readonly isConnected: boolean;
  /** How many jobs it runs. */
  readonly running: number;
  /** How many it has completed. */
  readonly completed: number;
  /** How many attempts have failed, or were cancelled. */
  readonly failed: number;
}

/** Options of {@linkcode createWorker}. */
export interface WorkerOptions
  extends RedisOptions, JobPlaces, Pick<QueueOptions, "tenantRate"> {
  /**
   * What runs the jobs: as many at the same time as its size. Once it is closed, the
   * worker hands its jobs back, and takes no more.
   */
  readonly pool: RuntimePool;
  /** Receives what happens to each job, for logs. What it throws is ignored. */
  readonly onEvent?: ((event: WorkerEvent) => void) | undefined;
}

/** What happens to a job at a worker. */
export interface WorkerEvent {
  /** What happened. */
  readonly event:
    | "started"
    | "completed"
    | "failed"
    | "cancelled"
    | "handed back";
  /** The job. */
  readonly id: string;
  /** Which attempt it is, from 1 on. */
  readonly attempt: number;
  /** How long the attempt took, in milliseconds; absent when it has started. */
  readonly duration?: number;
  /** Why it failed, was cancelled or handed back. */
  readonly error?: string;
}

/** A worker of a queue on a server. */
export class RedisWorker implements AsyncDisposable {
  readonly #worker: Worker<JobRequest, JobResult>;
  readonly #connections: Redis[];
  readonly #running: ReadonlyMap<string, Running>;
  /** Stops all jobs, those that are about to begin as well. */
  readonly #stopAll: AbortController;
  readonly #counts: { completed: number; failed: number };

  private constructor(
    worker: Worker<JobRequest, JobResult>,
    connections: Redis[],
    running: ReadonlyMap<string, Running>,
    stopAll: AbortController,
    counts: { completed: number; failed: number },
  ) {
    this.#worker = worker;
    this.#connections = connections;
    this.#running = running;
    this.#stopAll = stopAll;
    this.#counts = counts;
  }

  /** Connects to the server, and begins to take jobs. */
  static async start(options: WorkerOptions): Promise<RedisWorker> {
    const { redis: url, name = "jobs", pool, tenantRate } = options;
    const { DelayedError, UnrecoverableError, WaitingError, Worker } =
      await import("bullmq").catch(asMissing("bullmq"));
    const names = redisNames(name);
    const [commands, blocking, cancels] = [
      await connect(url),
      await connect(url),
      await connect(url),
    ];
    const running = new Map<string, Running>();
    const stopAll = new AbortController();
    const counts = { completed: 0, failed: 0 };
    cancels.on("message", (_: string, id: string) => {
      running.get(id)?.stop.abort(new JobCancelledError(id));
    });
    await cancels.subscribe(names.cancels);
    // What was cancelled while the connection was lost.
    const askAnew = async () => {
      await cancels.subscribe(names.cancels);
      for (const [id, { stop }] of running) {
        if (!await commands.exists(names.cancelled(id))) continue;
        stop.abort(new JobCancelledError(id));
      }
    };
    cancels.on("ready", () => askAnew().catch(() => {}));

    const delay = async (tenant: string): Promise<number> => {
      const { jobs, per } = tenantRate!;
      const now = Date.now();
      const window = Math.floor(now / per);
      const key = names.rate(tenant, window);
      const count = await commands.incr(key);
      await commands.pexpire(key, 2 * per);
      // Each has a window of its own: all that came back at once would keep others waiting.
      const own = window + Math.floor((count - 1) / jobs);
      return own === window ? 0 : own * per - now;
    };

    const tell = (event: WorkerEvent): void => {
      // A job is not to fail with its log.
      (async () => await options.onEvent?.(event))().catch(() => {});
    };

    // Whoever writes to the server can add what is no job: it fails once, and says why.
    const jobOf = (
      { id, data, attemptsMade }: Job<JobRequest, JobResult>,
    ): JobRequest => {
      try {
        return checkJob(data);
      } catch (cause) {
        const about = { id: id!, attempt: attemptsMade + 1 };
        tell({ event: "started", ...about });
        counts.failed++;
        const { message: error } = cause as Error;
        tell({ event: "failed", ...about, duration: 0, error });
        throw new UnrecoverableError(failedReason(cause));
      }
    };

    const perform = async (
      job: Job<JobRequest, JobResult>,
      token?: string,
    ): Promise<JobResult> => {
      const id = job.id!;
      // After a lost connection, a job may be delivered here again while it runs.
      let attempt = running.get(id);
      if (!attempt) {
        const stop = new AbortController();
        const outcome = begin(job, stop, token)
          .finally(() => running.delete(id));
        attempt = { stop, outcome };
        running.set(id, attempt);
      }
      try {
        return await attempt.outcome;
      } catch (error) {
        if (!(error instanceof HandedBackError)) throw error;
        await job.moveToWait(token);
        throw new WaitingError();
      }
    };

    const begin = async (
      job: Job<JobRequest, JobResult>,
      stop: AbortController,
      token?: string,
    ): Promise<JobResult> => {
      const id = job.id!;
      // Done before, but the worker was lost before it could say so.
      const done = await commands.get(names.result(id));
      if (done) return JSON.parse(done);
      const request = jobOf(job);
      const { tenant } = request;
      if (tenantRate && tenant !== undefined) {
        const wait = await delay(tenant);
        if (wait > 0) {
          await job.moveToDelayed(Date.now() + wait, token);
          throw new DelayedError();
        }
      }
      stopAll.signal.throwIfAborted();
      const signal = AbortSignal.any([stop.signal, stopAll.signal]);
      const attempt = job.attemptsMade + 1;
      const start = performance.now();
      try {
        tell({ event: "started", id, attempt });
        // One that is cancelled already removes what an earlier attempt has left.
        if (await commands.exists(names.cancelled(id))) {
          stop.abort(new JobCancelledError(id));
        }
        let reported = -Infinity;
        const attributes = {
          "messaging.destination.name": name,
          "messaging.message.id": id,
          "afmpeg.attempt": attempt,
        };
        const parent = carrierFrom(job.opts.telemetry?.metadata);
        const result = await traced(
          "afmpeg.job",
          { kind: "consumer", attributes, parent },
          () =>
            performJob(pool, request, options, {
              id,
              isRepeated: job.attemptsMade > 0 || job.stalledCounter > 0,
              signal,
              onProgress(progress) {
                const now = performance.now();
                if (now - reported < PROGRESS && !progress.isEnd) return;
                reported = now;
                job.updateProgress({ ...jobProgress(progress) })
                  .catch(() => {});
              },
            }),
        );
        await commands.set(
          names.result(id),
          JSON.stringify(result),
          "EX",
          RESULT_SEC,
        );
        counts.completed++;
        const duration = performance.now() - start;
        tell({ event: "completed", id, attempt, duration });
        return result;
      } catch (error) {
        let cause = signal.aborted ? signal.reason : error;
        if (cause instanceof ClosedError) {
          // Every other job would fail here, too.
          await worker.pause(true);
          cause = new HandedBackError("the pool of the worker is closed");
        }
        const about = {
          ...{ id, attempt, duration: performance.now() - start },
          error: `${(cause as Error)?.message ?? cause}`,
        };
        if (cause instanceof HandedBackError) {
          tell({ event: "handed back", ...about });
          throw cause;
        }
        const isCancelled = cause instanceof JobCancelledError;
        counts.failed++;
        tell({ event: isCancelled ? "cancelled" : "failed", ...about });
        const text = failedReason(cause);
        throw mayPass(cause) ? new Error(text) : new UnrecoverableError(text);
      }
    };

    const worker = new Worker<JobRequest, JobResult>(name, perform, {
      connection: blocking,
      prefix: names.prefix,
      concurrency: pool.stats.size,
      lockDuration: LOCK,
      stalledInterval: LOCK / 2,
      maxStalledCount: MAX_STALLED,
    });
    worker.on("error", () => {});
    await worker.waitUntilReady();
    return new RedisWorker(
      worker,
      [commands, blocking, cancels],
      running,
      stopAll,
      counts,
    );
  }

  /** What it has done so far. */
  get stats(): WorkerStats {
    const isConnected = this.#connections.every(({ status }) =>
      status === "ready"
    );
    return { isConnected, running: this.#running.size, ...this.#counts };
  }

  /**
   * Takes no more jobs, and waits until those that run have ended; with `force`, also
   * while it waits, they are stopped and handed back, so that other workers do them.
   */
  async close({ force = false }: { force?: boolean } = {}): Promise<void> {
    const closing = this.#worker.close();
    if (force) {
      this.#stopAll.abort(new HandedBackError("the worker was stopped"));
      // Without a server, nothing can be handed back: others take it over by then.
      await within(LOCK, closing);
    } else await closing;
    for (const connection of this.#connections) connection.disconnect();
  }

  /** Takes no more jobs, and waits for those that run. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Waits for `work`, but at most for `ms` milliseconds. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
