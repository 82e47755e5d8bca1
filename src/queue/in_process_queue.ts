// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { errorToJSON } from "../../vfs/error_json.ts";
import { LONGEST_TIMER_MS } from "../../vfs/longest_timer.ts";
import type { RuntimePool } from "../runtime_pool.ts";
import { ClosedError } from "../util/errors.ts";
import { checkJob } from "./check_job.ts";
import {
  type ErrorData,
  JobCancelledError,
  JobFailedError,
} from "./job_error.ts";
import { jobId } from "./job_key.ts";
import type {
  FailedJob,
  JobProgress,
  JobQueue,
  JobState,
  QueuedJob,
  QueueOptions,
  QueueStats,
} from "./job_queue.ts";
import type { JobRequest } from "./job_request.ts";
import { mayPass } from "./may_pass.ts";
import type { JobPlaces } from "./job_places.ts";
import { type JobResult, performJob } from "./perform_job.ts";
import { jobProgress, ProgressRelay } from "./progress_relay.ts";
import { withDefaults } from "./queue_options.ts";
import { TenantRate } from "./tenant_rate.ts";
import { type TraceCarrier, traceCarrier, traced } from "./tracing.ts";

/** A job, and what has become of it. */
class Entry implements QueuedJob {
  readonly id: string;
  readonly job: JobRequest;
  /** Where it was added, in a trace. */
  readonly trace: TraceCarrier | undefined = traceCarrier();
  readonly relay = new ProgressRelay();
  readonly stop = new AbortController();
  readonly ended: PromiseWithResolvers<JobResult> = Promise.withResolvers();
  current: JobState = "waiting";
  /** Whether the queue no longer knows it. */
  isForgotten = false;
  attempts = 0;
  reason: ErrorData = {};
  /** Ends its wait, for its turn or for the next attempt, once it is cancelled. */
  wake: (() => void) | undefined;

  constructor(id: string, job: JobRequest) {
    this.id = id;
    this.job = job;
    // Not everybody waits for the result.
    this.ended.promise.catch(() => {});
  }

  state(): Promise<JobState | undefined> {
    return Promise.resolve(this.isForgotten ? undefined : this.current);
  }

  progress(): AsyncIterableIterator<JobProgress> {
    return this.relay.read();
  }

  async result({ signal }: { signal?: AbortSignal } = {}): Promise<JobResult> {
    signal?.throwIfAborted();
    if (!signal) return await this.ended.promise;
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener("abort", abort);
    try {
      return await Promise.race([this.ended.promise, aborted.promise]);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  async cancel(): Promise<void> {
    if (this.current !== "waiting" && this.current !== "running") return;
    this.stop.abort(new JobCancelledError(this.id));
    this.wake?.();
    await this.ended.promise.catch(() => {});
  }
}

/** A queue in this process, over a pool. */
export class InProcessQueue implements JobQueue {
  readonly #pool: RuntimePool;
  readonly #places: JobPlaces;
  readonly #options: ReturnType<typeof withDefaults>;
  readonly #rate: TenantRate | undefined;
  readonly #known = new Map<string, Entry>();
  readonly #waiting: Record<"interactive" | "batch", Set<Entry>> = {
    interactive: new Set(),
    batch: new Set(),
  };
  /** The jobs that have ended, in that order. */
  readonly #kept: Record<"completed" | "failed", Entry[]> = {
    completed: [],
    failed: [],
  };
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  /** The tenants whose jobs had to wait when a next job was last looked for. */
  #late = new Set<string>();
  /** The timer until the next job of a tenant may begin, if nothing else is to be done. */
  #nextTurn: ReturnType<typeof setTimeout> | undefined;
  #running = 0;
  #unsettled = 0;
  #isClosed = false;
  #drained: (() => void)[] = [];

  constructor(pool: RuntimePool, places: JobPlaces, options: QueueOptions) {
    this.#pool = pool;
    this.#places = places;
    this.#options = withDefaults(options);
    const { tenantRate } = options;
    this.#rate = tenantRate && new TenantRate(tenantRate);
  }

  async add(value: JobRequest): Promise<QueuedJob> {
    const job = checkJob(value);
    const id = await jobId(job.key);
    if (this.#isClosed) throw new ClosedError("add a job");
    const known = this.#known.get(id);
    if (known) return known;
    return await traced(
      "afmpeg.add",
      { kind: "producer", attributes: { "messaging.message.id": id } },
      () => Promise.resolve(this.#enter(id, job)),
    );
  }

  get(id: string): Promise<QueuedJob | undefined> {
    return Promise.resolve(this.#known.get(id));
  }

  failed(): Promise<FailedJob[]> {
    const all = [...this.#known.values()].reverse()
      .filter(({ current }) => current === "failed")
      .map(({ id, job, attempts, reason }) => ({ id, job, attempts, reason }));
    return Promise.resolve(all);
  }

  async retry(id: string): Promise<QueuedJob | undefined> {
    const known = this.#known.get(id);
    if (known?.current !== "failed") return undefined;
    if (this.#isClosed) throw new ClosedError("retry a job");
    this.#known.delete(id);
    return await Promise.resolve(this.#enter(id, known.job));
  }

  stats(): Promise<QueueStats> {
    const stats = { waiting: 0, running: 0, completed: 0, failed: 0 };
    for (const { current } of this.#known.values()) stats[current]++;
    return Promise.resolve(stats);
  }

  async drain(): Promise<void> {
    if (this.#unsettled === 0) return;
    await new Promise<void>((resolve) => this.#drained.push(resolve));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all([...this.#known.values()].map((entry) => entry.cancel()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Makes a job known, and lets it wait for its turn. */
  #enter(id: string, job: JobRequest): Entry {
    const entry = new Entry(id, job);
    this.#known.set(id, entry);
    this.#unsettled++;
    this.#wait(entry);
    return entry;
  }

  #wait(entry: Entry): void {
    const waiting = this.#waiting[entry.job.priority ?? "batch"];
    entry.current = "waiting";
    waiting.add(entry);
    entry.wake = () => {
      waiting.delete(entry);
      this.#end(entry, entry.stop.signal.reason);
    };
    // If those before it wait for their tenant, so does this one.
    if (!this.#late.has(entry.job.tenant!)) this.#startMore();
  }

  /** Starts as many jobs as the pool runs at the same time. */
  #startMore(): void {
    while (this.#running < this.#pool.stats.size) {
      const entry = this.#next();
      if (!entry) return;
      this.#running++;
      entry.current = "running";
      entry.wake = undefined;
      this.#attempt(entry).finally(() => {
        this.#running--;
        this.#startMore();
      });
    }
  }

  /** Takes the next job that may begin; those that must wait for their tenant stay. */
  #next(): Entry | undefined {
    let least = Infinity;
    const now = performance.now();
    // Each is asked about once, however many of its jobs wait.
    const late = this.#late = new Set();
    for (const waiting of Object.values(this.#waiting)) {
      for (const entry of waiting) {
        const { tenant } = entry.job;
        if (tenant !== undefined && this.#rate) {
          if (late.has(tenant)) continue;
          const delay = this.#rate.begin(tenant, now);
          if (delay > 0) {
            late.add(tenant);
            least = Math.min(least, delay);
            continue;
          }
        }
        waiting.delete(entry);
        return entry;
      }
    }
    // One timer, however often this is asked.
    this.#forgetTimer(this.#nextTurn);
    if (least < Infinity) {
      this.#nextTurn = this.#later(least, () => this.#startMore());
    }
    return undefined;
  }

  #later(
    delay: number,
    action: () => void,
  ): ReturnType<typeof setTimeout> | undefined {
    if (this.#isClosed) return undefined;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, Math.min(delay, LONGEST_TIMER_MS));
    this.#timers.add(timer);
    return timer;
  }

  #forgetTimer(timer: ReturnType<typeof setTimeout> | undefined): void {
    if (timer === undefined) return;
    clearTimeout(timer);
    this.#timers.delete(timer);
  }

  async #attempt(entry: Entry): Promise<void> {
    const { id, job, relay, stop } = entry;
    entry.attempts++;
    try {
      const attributes = {
        "messaging.message.id": id,
        "afmpeg.attempt": entry.attempts,
      };
      const result = await traced(
        "afmpeg.job",
        { kind: "consumer", attributes, parent: entry.trace },
        () =>
          performJob(this.#pool, job, this.#places, {
            id,
            signal: stop.signal,
            onProgress: (progress) => relay.report(jobProgress(progress)),
          }),
      );
      this.#end(entry, undefined, result);
    } catch (error) {
      const { attempts, backoff } = this.#options;
      if (
        stop.signal.aborted || !mayPass(error) || entry.attempts >= attempts
      ) return this.#end(entry, error);
      entry.current = "waiting";
      const again = () => {
        entry.wake = undefined;
        if (stop.signal.aborted) this.#end(entry, stop.signal.reason);
        else this.#wait(entry);
      };
      entry.wake = again;
      this.#later(
        backoff * 2 ** (entry.attempts - 1),
        () => entry.wake === again && again(),
      );
    }
  }

  #end(entry: Entry, error: unknown, result?: JobResult): void {
    const { id, attempts, ended, stop } = entry;
    entry.wake = undefined;
    const state = entry.current = result ? "completed" : "failed";
    if (result) ended.resolve(result);
    else {
      const cause = stop.signal.aborted ? stop.signal.reason : error;
      entry.reason = errorToJSON(
        cause instanceof Error ? cause : new Error(`${cause}`),
      );
      ended.reject(
        cause instanceof JobCancelledError
          ? cause
          : new JobFailedError(id, { attempts, reason: entry.reason }),
      );
    }
    entry.relay.end();
    if (stop.signal.aborted) this.#forget(entry);
    else {
      const kept = this.#kept[state];
      kept.push(entry);
      if (kept.length > this.#options.keep) this.#forget(kept.shift()!);
    }
    if (--this.#unsettled > 0) return;
    for (const resolve of this.#drained.splice(0)) resolve();
  }

  /** Forgets a job, unless it was added again. */
  #forget(entry: Entry): void {
    entry.isForgotten = true;
    if (this.#known.get(entry.id) === entry) this.#known.delete(entry.id);
  }
}
