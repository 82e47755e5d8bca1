// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { delay } from "@std/async/delay";
import { Redis } from "ioredis";
import type { RuntimePool } from "../mod.ts";
import {
  createQueue,
  createWorker,
  type JobQueue,
  type RedisWorker,
} from "../src/queue/mod.ts";
import { RedisServer } from "../tests/support/redis.ts";
import { cpuTime } from "./compare.ts";

/** What a queue costs its server, in microseconds of processor time, unless noted. */
export interface QueueCosts {
  /** To add a job. */
  readonly add: number;
  /** To hand a job to a worker, and to take its result. */
  readonly job: number;
  /** To pass progress on. */
  readonly progress: number;
  /** A worker that waits, or runs a job without progress, for a second. */
  readonly workerSecond: number;
  /** What adding a job costs its program. */
  readonly programAdd: number;
  /** What a job costs its worker beside ffmpeg. */
  readonly workerJob: number;
  /** The memory of a job that waits, in bytes. */
  readonly bytesOfJob: number;
  /** The memory of a worker's connections, in bytes. */
  readonly bytesOfWorker: number;
}

/** The server's processor time and memory. */
class Server implements AsyncDisposable {
  readonly #server: RedisServer;
  readonly #redis: Redis;

  private constructor(server: RedisServer) {
    this.#server = server;
    this.#redis = new Redis(server.url);
  }

  static async start(): Promise<Server> {
    return new Server(await RedisServer.start("everysec"));
  }

  get url(): string {
    return this.#server.url;
  }

  async #number(section: string, ...names: string[]): Promise<number> {
    const text = await this.#redis.info(section);
    return names.reduce((sum, name) => {
      const [, value] = new RegExp(`^${name}:([\\d.]+)`, "m").exec(text)!;
      return sum + Number(value);
    }, 0);
  }

  async memory(): Promise<number> {
    return await this.#number("memory", "used_memory");
  }

  /** Its processor time during `action`, in microseconds. */
  async cpu(action: () => Promise<unknown>): Promise<number> {
    const names = ["used_cpu_user", "used_cpu_sys"];
    const before = await this.#number("cpu", ...names);
    await action();
    return 1e6 * (await this.#number("cpu", ...names) - before);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#redis.disconnect();
    await this.#server[Symbol.asyncDispose]();
  }
}

/** How long a simulated job takes, in milliseconds, and how often it tells its progress. */
interface Simulated {
  readonly ms: number;
  readonly reports?: number;
}

/** What stands for ffmpeg: it only takes time. The queue and its server are real. */
function simulatedPool(size: number): RuntimePool {
  const run = async (
    _fs: unknown,
    args: readonly string[],
    { onProgress }: { onProgress?: (progress: unknown) => void },
  ) => {
    const { ms, reports = 0 } = JSON.parse(args.at(-1)!) as Simulated;
    for (let i = 1; i <= reports; i++) {
      await delay(ms / reports);
      // What is the end is passed on at once.
      onProgress?.({ fraction: i / reports, isEnd: true });
    }
    if (reports === 0 && ms > 0) await delay(ms);
    return { success: true, exitCode: 0, stderr: "" };
  };
  return { stats: { size }, run } as unknown as RuntimePool;
}

async function add(queue: JobQueue, count: number, job: Simulated) {
  const all = [];
  for (let i = 0; i < count; i++) {
    all.push(queue.add({ version: 1, args: [JSON.stringify(job)] }));
    if (i % 50 === 49) await Promise.all(all);
  }
  return await Promise.all(all);
}

async function startWorkers(
  url: string,
  count: number,
  size: number,
): Promise<RedisWorker[]> {
  const workers: RedisWorker[] = [];
  while (workers.length < count) {
    const pools = Array.from(
      { length: Math.min(50, count - workers.length) },
      () => simulatedPool(size),
    );
    workers.push(
      ...await Promise.all(
        pools.map((pool) => createWorker({ redis: url, pool })),
      ),
    );
  }
  return workers;
}

const JOBS = 3000;
const WORKERS = 200;
const SECONDS = 15;

/** Measures what a queue costs a real server. */
export async function measureQueue(): Promise<QueueCosts> {
  await using server = await Server.start();
  await using queue = await createQueue({ redis: server.url, keep: 0 });
  await add(queue, 200, { ms: 0 });
  const [memory, cpu] = [await server.memory(), cpuTime()];
  const adding = await server.cpu(() => add(queue, JOBS, { ms: 0 }));
  const programAdd = 1000 * (cpuTime() - cpu) / JOBS;
  const bytesOfJob = (await server.memory() - memory) / JOBS;

  const before = cpuTime();
  let workers = await startWorkers(server.url, 4, 8);
  const doing = await server.cpu(() => queue.drain());
  const workerJob = 1000 * (cpuTime() - before) / JOBS;
  for (const worker of workers) await worker.close();

  workers = await startWorkers(server.url, 1, 8);
  const reports = 400;
  const quiet = await server.cpu(async () => {
    await add(queue, 8, { ms: 4000 });
    await queue.drain();
  });
  const loud = await server.cpu(async () => {
    await add(queue, 8, { ms: 4000, reports });
    await queue.drain();
  });
  for (const worker of workers) await worker.close();

  const alone = await server.memory();
  workers = await startWorkers(server.url, WORKERS, 1);
  const bytesOfWorker = (await server.memory() - alone) / WORKERS;
  await add(queue, WORKERS / 2, { ms: 1000 * (SECONDS + 10) });
  await delay(2000);
  const waiting = await server.cpu(() => delay(1000 * SECONDS));
  await queue.drain();
  for (const worker of workers) await worker.close();
  return {
    ...{ add: adding / JOBS, job: doing / JOBS, programAdd, workerJob },
    progress: (loud - quiet) / (8 * reports),
    workerSecond: waiting / WORKERS / SECONDS,
    ...{ bytesOfJob, bytesOfWorker },
  };
}

/** What a real server takes of a processor with so many workers connected, from 0 to 1. */
export async function measureLoad(
  count: number,
  seconds: number,
): Promise<{ share: number; jobs: number }> {
  await using server = await Server.start();
  await using queue = await createQueue({ redis: server.url, keep: 0 });
  const workers = await startWorkers(server.url, count, 1);
  await add(queue, 3 * count, { ms: 1000 * seconds, reports: 2 * seconds });
  // Each has begun, at its own time.
  await delay(1000 * seconds);
  const start = await queue.stats();
  const began = performance.now();
  const cpu = await server.cpu(() => delay(1000 * seconds));
  const took = (performance.now() - began) / 1000;
  const end = await queue.stats();
  const jobs = start.waiting + start.running - end.waiting - end.running;
  await queue.drain();
  for (const worker of workers) await worker.close();
  return { share: cpu / 1e6 / took, jobs: jobs / took };
}
