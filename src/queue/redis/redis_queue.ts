// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Job, Queue, QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import { ClosedError } from "../../util/errors.ts";
import { checkJob } from "../check_job.ts";
import {
  type ErrorData,
  JobCancelledError,
  JobFailedError,
} from "../job_error.ts";
import { jobId } from "../job_key.ts";
import type {
  FailedJob,
  JobProgress,
  JobQueue,
  JobState,
  QueuedJob,
  QueueOptions,
  QueueStats,
} from "../job_queue.ts";
import type { JobRequest } from "../job_request.ts";
import type { JobResult } from "../perform_job.ts";
import { ProgressRelay } from "../progress_relay.ts";
import { withDefaults } from "../queue_options.ts";
import { traceCarrier, traced } from "../tracing.ts";
import { connect } from "./connect.ts";
import { asMissing } from "./missing_package.ts";
import type { RedisOptions } from "./redis_options.ts";
import { reasonOf } from "./failed_reason.ts";
import { redisNames } from "./names.ts";

/** How long a job stays cancelled that no worker has, in seconds. */
const CANCELLED_SEC = 24 * 3600;

const states: Readonly<Record<string, JobState>> = {
  ...{ waiting: "waiting", delayed: "waiting", prioritized: "waiting" },
  ...{ "waiting-children": "waiting", paused: "waiting" },
  ...{ active: "running", completed: "completed", failed: "failed" },
};

type Listener = () => void;

/** A queue on a server, as its clients see it. */
export class RedisQueue implements JobQueue {
  readonly #queue: Queue<JobRequest, JobResult>;
  readonly #events: QueueEvents;
  readonly #redis: Redis[];
  readonly #names: ReturnType<typeof redisNames>;
  readonly #options: ReturnType<typeof withDefaults>;
  readonly #relays = new Map<string, ProgressRelay>();
  /** Who waits for the end of a job, and who for the end of any. */
  readonly #endings = new Map<string, Set<Listener>>();
  readonly #anyEnding = new Set<Listener>();
  #isClosed = false;

  private constructor(
    queue: Queue<JobRequest, JobResult>,
    events: QueueEvents,
    redis: Redis[],
    names: ReturnType<typeof redisNames>,
    options: ReturnType<typeof withDefaults>,
  ) {
    this.#queue = queue;
    this.#events = events;
    this.#redis = redis;
    this.#names = names;
    this.#options = options;
    events.on("progress", ({ jobId, data }) => {
      this.#relays.get(jobId)?.report(data as JobProgress);
    });
    const ended = ({ jobId }: { jobId: string }) => this.#noteEnd(jobId);
    events.on("completed", ended);
    events.on("failed", ended);
    events.on("removed", ended);
    // The server may have been started anew, without what it had.
    redis[1]!.on("ready", () => this.#askAnew());
  }

  /** Connects to the server. */
  static async open(
    { redis: url, name = "jobs", ...given }: RedisOptions & QueueOptions,
  ): Promise<RedisQueue> {
    const { Queue, QueueEvents } = await import("bullmq").catch(
      asMissing("bullmq"),
    );
    const names = redisNames(name);
    const { prefix } = names;
    const commands = await connect(url);
    const listening = await connect(url);
    const queue = new Queue<JobRequest, JobResult>(name, {
      connection: commands,
      prefix,
    });
    queue.on("error", () => {});
    // From a known event on: those of a time without a connection are read after it.
    const [last] = await commands.xrevrange(
      queue.toKey("events"),
      ...["+", "-", "COUNT", 1] as const,
    );
    const events = new QueueEvents(name, {
      ...{ connection: listening, prefix, lastEventId: last?.[0] ?? "0-0" },
    });
    events.on("error", () => {});
    await events.waitUntilReady();
    const connections = [commands, listening];
    return new RedisQueue(
      queue,
      events,
      connections,
      names,
      withDefaults(given),
    );
  }

  async add(value: JobRequest): Promise<QueuedJob> {
    const job = checkJob(value);
    const id = await jobId(job.key);
    if (job.key !== undefined && !await this.#queue.getJob(id)) {
      // A former job of this key may have been cancelled, or have a result that a worker
      // would take for that of this one.
      const { cancelled, result } = this.#names;
      await this.#redis[0]!.del(cancelled(id), result(id));
    }
    const attributes = {
      "messaging.destination.name": this.#queue.name,
      "messaging.message.id": id,
    };
    await traced(
      "afmpeg.add",
      { kind: "producer", attributes },
      () => this.#enqueue(id, job),
    );
    return this.#handle(id);
  }

  async #enqueue(id: string, job: JobRequest): Promise<void> {
    const { attempts, backoff, keep } = this.#options;
    const trace = traceCarrier();
    await this.#queue.add("job", job, {
      jobId: id,
      attempts,
      backoff: { type: "exponential", delay: backoff },
      // Jobs without a priority would run before all with one.
      priority: job.priority === "interactive" ? 1 : 10,
      removeOnComplete: { count: keep },
      removeOnFail: { count: keep },
      ...(trace && { telemetry: { metadata: JSON.stringify(trace) } }),
    });
  }

  async get(id: string): Promise<QueuedJob | undefined> {
    return await this.#queue.getJob(id) ? this.#handle(id) : undefined;
  }

  async failed(): Promise<FailedJob[]> {
    const jobs = await this.#queue.getFailed();
    return jobs.filter((job) => job !== undefined).map((job) => ({
      id: job.id!,
      job: job.data,
      attempts: job.attemptsMade,
      reason: reasonOf(job.failedReason),
    }));
  }

  async retry(id: string): Promise<QueuedJob | undefined> {
    const job = await this.#queue.getJob(id);
    if (!job || await job.getState() !== "failed") return undefined;
    await this.#redis[0]!.del(this.#names.cancelled(id));
    await job.retry("failed", { resetAttemptsMade: true });
    return this.#handle(id);
  }

  async stats(): Promise<QueueStats> {
    const stats = { waiting: 0, running: 0, completed: 0, failed: 0 };
    const counts = await this.#queue.getJobCounts();
    for (const [name, count] of Object.entries(counts)) {
      const state = states[name];
      if (state) stats[state] += count;
    }
    return stats;
  }

  async drain(): Promise<void> {
    for (;;) {
      if (this.#isClosed) throw new ClosedError("wait for jobs");
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#anyEnding.add(resolve);
      try {
        const { waiting, running } = await this.stats();
        if (waiting + running === 0) return;
        await promise;
      } finally {
        this.#anyEnding.delete(resolve);
      }
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const relay of this.#relays.values()) relay.end();
    this.#wakeAll();
    // Without a server, BullMQ would wait for it to say goodbye.
    const isConnected = this.#redis.every(({ status }) => status === "ready");
    const closing = Promise.allSettled([
      this.#events.close(),
      this.#queue.close(),
    ]);
    if (isConnected) await closing;
    for (const redis of this.#redis) redis.disconnect();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Lets everybody who waits ask the server again. */
  #wakeAll(): void {
    const waiting = [...this.#endings.values(), this.#anyEnding];
    for (const listeners of waiting) for (const wake of listeners) wake();
  }

  async #askAnew(): Promise<void> {
    this.#wakeAll();
    for (const id of [...this.#relays.keys()]) {
      // If the connection is lost again, the next one asks.
      await this.#noteIfEnded(id).catch(() => {});
    }
  }

  async #noteIfEnded(id: string): Promise<void> {
    const state = states[await this.#queue.getJobState(id)];
    if (state !== "waiting" && state !== "running") this.#noteEnd(id);
  }

  #noteEnd(id: string): void {
    this.#relays.get(id)?.end();
    this.#relays.delete(id);
    for (const listener of this.#endings.get(id) ?? []) listener();
    for (const listener of this.#anyEnding) listener();
  }

  #handle(id: string): QueuedJob {
    return {
      id,
      state: async () => {
        const name = await this.#queue.getJobState(id);
        return states[name];
      },
      progress: () => this.#progress(id),
      result: (options) => this.#result(id, options?.signal),
      cancel: () => this.#cancel(id),
    };
  }

  async *#progress(id: string): AsyncGenerator<JobProgress, void, void> {
    let relay = this.#relays.get(id);
    if (!relay) {
      relay = new ProgressRelay();
      this.#relays.set(id, relay);
    }
    const reading = relay.read();
    await this.#noteIfEnded(id);
    yield* reading;
  }

  async #result(id: string, signal?: AbortSignal): Promise<JobResult> {
    for (;;) {
      signal?.throwIfAborted();
      if (this.#isClosed) throw new ClosedError("wait for a job");
      const ending = Promise.withResolvers<void>();
      // It may be aborted while the server is asked.
      ending.promise.catch(() => {});
      const listeners = this.#endings.get(id) ?? new Set();
      this.#endings.set(id, listeners);
      const listener = () => ending.resolve();
      const abort = () => ending.reject(signal!.reason);
      listeners.add(listener);
      signal?.addEventListener("abort", abort);
      try {
        const result = await this.#ended(id);
        if (result) return result;
        await ending.promise;
      } finally {
        signal?.removeEventListener("abort", abort);
        listeners.delete(listener);
        if (listeners.size === 0) this.#endings.delete(id);
      }
    }
  }

  /** The result of a job that has ended; `undefined` if it has not. */
  async #ended(id: string): Promise<JobResult | undefined> {
    // In this order: a job that was read before its end has neither result nor reason.
    const state = states[await this.#queue.getJobState(id)];
    if (state === "waiting" || state === "running") return undefined;
    const job: Job<JobRequest, JobResult> | undefined = await this.#queue
      .getJob(id);
    if (!job) {
      // A finished job may be forgotten already; its result is kept longer.
      const kept = await this.#redis[0]!.get(this.#names.result(id));
      if (kept) return JSON.parse(kept) as JobResult;
      if (await this.#redis[0]!.exists(this.#names.cancelled(id))) {
        throw new JobCancelledError(id);
      }
      throw new JobFailedError(id, {
        // At least: that is forgotten, too.
        attempts: 1,
        reason: {
          name: "Error",
          message: "the queue has forgotten why it failed; raise `keep`",
        },
      });
    }
    // It may have been added or tried anew meanwhile.
    if (state === undefined || job.finishedOn === undefined) return undefined;
    if (state === "completed") return job.returnvalue;
    const reason: ErrorData = reasonOf(job.failedReason);
    if (reason.name === "JobCancelledError") throw new JobCancelledError(id);
    throw new JobFailedError(id, { attempts: job.attemptsMade, reason });
  }

  async #cancel(id: string): Promise<void> {
    const [commands] = this.#redis;
    const job = await this.#queue.getJob(id);
    if (!job) return;
    const state = states[await job.getState()];
    if (state !== "waiting" && state !== "running") return;
    // A worker that begins it now finds this; one that runs it hears of it.
    await commands!.set(this.#names.cancelled(id), "1", "EX", CANCELLED_SEC);
    await commands!.publish(this.#names.cancels, id);
    // Waiting ones are removed at once. That fails if a worker has it: then, that one
    // stops it.
    const remove = () => job.remove().catch(() => {});
    if (state === "waiting") await remove();
    const error = await this.#result(id).then(
      () => undefined,
      (error) => error,
    );
    if (error instanceof JobCancelledError) await remove();
  }
}
