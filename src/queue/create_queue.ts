// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  callback,
  checkOptions,
  type OptionTable,
  refusal,
  that,
} from "../../vfs/check.ts";
import type { RuntimePool } from "../runtime_pool.ts";
import { InProcessQueue } from "./in_process_queue.ts";
import type { JobQueue, QueueOptions } from "./job_queue.ts";
import type { JobPlaces } from "./job_places.ts";
import { placesTable, queueTable } from "./queue_options.ts";
import type { RedisOptions } from "./redis/redis_options.ts";
import type { RedisWorker, WorkerOptions } from "./redis/redis_worker.ts";

/** A queue in this process: its jobs are lost with it. */
export interface InProcessOptions extends QueueOptions, JobPlaces {
  /** What runs the jobs: as many at the same time as its size. */
  readonly inProcess: RuntimePool;
}

/** A queue on a server: its jobs are run by workers, on as many machines as you like. */
export interface SharedOptions extends QueueOptions, RedisOptions {}

const pool = that(
  (value) =>
    typeof Object(value).run === "function" &&
    typeof Object(value).stats?.size === "number",
  "a RuntimePool",
);

const redis = that(
  (value) => typeof value === "string" && /^rediss?:\/\//.test(value),
  "a URL such as redis://127.0.0.1:6379",
);

const name = that(
  (value) => typeof value === "string" && /^[\w-]{1,64}$/.test(value),
  "1 to 64 letters, digits, _ and -",
);

const inProcessTable: OptionTable<InProcessOptions> = {
  ...queueTable,
  ...placesTable,
  inProcess: pool,
};

const sharedTable: OptionTable<SharedOptions> = { ...queueTable, redis, name };

const workerTable: OptionTable<WorkerOptions> = {
  ...placesTable,
  ...{ redis, name, pool },
  tenantRate: queueTable.tenantRate,
  onEvent: callback,
};

/**
 * Opens a queue of jobs: with `inProcess` in this process, over a pool; with `redis` on a
 * server, for workers ({@linkcode createWorker}). Each job is done at least once, and
 * seen to be done once: its outputs appear complete, and one with the same `key` is not
 * done again while it is known.
 *
 * @throws {TypeError} when an option is invalid.
 * @throws {UnreachableError} when the server wants a password, or another one; for one
 * that is not there, it waits.
 * @throws {MissingPackageError} when `bullmq` or `ioredis` is needed and not installed:
 * npm does not install them with this package.
 *
 * @example A queue in this process
 * ```ts
 * import { MemoryFs, RuntimePool } from "@afmpeg/afmpeg";
 * import { createQueue } from "@afmpeg/afmpeg/queue";
 * import { assert } from "@std/assert";
 *
 * const module = { file: "ffmpeg.wasm" };
 * await using pool = await RuntimePool.create({ module, size: 2 });
 * const media = new MemoryFs();
 * await using queue = await createQueue({ inProcess: pool, stores: { media } });
 * const job = await queue.add({
 *   version: 1,
 *   args: ["-f", "lavfi", "-i", "sine=d=1", "/out.wav"],
 *   outputs: { "/out.wav": { store: "media", key: "a/out.wav" } },
 * });
 * const { outputs } = await job.result();
 * assert(outputs["/out.wav"]!.bytes > 80_000);
 * assert(media.stat("a/out.wav").size > 80_000);
 * ```
 */
export async function createQueue(
  options: InProcessOptions | SharedOptions,
): Promise<JobQueue> {
  if ("inProcess" in Object(options)) {
    const own = options as InProcessOptions;
    checkOptions("createQueue", own, inProcessTable);
    pool("inProcess", own.inProcess);
    const { inProcess, stores, urls, scratch, ...rest } = own;
    return new InProcessQueue(inProcess, { stores, urls, scratch }, rest);
  }
  const own = options as SharedOptions;
  checkOptions("createQueue", own, sharedTable);
  if (own?.redis === undefined) {
    throw refusal("createQueue", options, "`inProcess` or `redis`");
  }
  const { RedisQueue } = await import("./redis/redis_queue.ts");
  return await RedisQueue.open(own);
}

/**
 * Starts a worker of a queue on a server: it takes as many jobs at the same time as its
 * pool is large. If it is lost, others take its jobs over within seconds; a job that
 * takes four workers with it has failed.
 *
 * @throws {TypeError} when an option is invalid.
 * @throws {UnreachableError} when the server wants a password, or another one; for one
 * that is not there, it waits.
 * @throws {MissingPackageError} when `bullmq` or `ioredis` is needed and not installed:
 * npm does not install them with this package.
 *
 * @example
 * ```ts ignore
 * import { DenoFs } from "@afmpeg/afmpeg/vfs";
 * import { createWorker } from "@afmpeg/afmpeg/queue";
 *
 * await using worker = await createWorker({
 *   redis: "redis://127.0.0.1:6379",
 *   pool,
 *   stores: { media: new DenoFs("/srv/media") },
 * });
 * ```
 */
export async function createWorker(
  options: WorkerOptions,
): Promise<RedisWorker> {
  checkOptions("createWorker", options, workerTable);
  redis("redis", options?.redis);
  pool("pool", options.pool);
  const { RedisWorker } = await import("./redis/redis_worker.ts");
  return await RedisWorker.start(options);
}
