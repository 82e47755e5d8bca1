// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Many small jobs over three workers, of which one after another is killed, with a
 * server that is restarted, and some jobs cancelled: none may be lost, and none be seen
 * done twice. Prints what became of them, and exits with 1 if that does not hold.
 *
 * Usage: deno run -A tests/queue/soak.ts [JOBS [ENGINE]]
 *
 * @module
 */
import { buildEngine } from "../../engine/build.ts";
import {
  createQueue,
  JobCancelledError,
  type QueuedJob,
} from "../../src/queue/mod.ts";
import { RedisServer } from "../support/redis.ts";
import { WorkerProcess } from "./spawn_worker.ts";

const count = Number(Deno.args[0] ?? 10_000);
const engine = Deno.args[1] ?? (await buildEngine("lgpl")).path;
const store = await Deno.makeTempDir();
await using server = await RedisServer.start();
await using queue = await createQueue({
  redis: server.url,
  backoff: 50,
  keep: 2 * count,
  attempts: 10,
});
const start = () => {
  const worker = new WorkerProcess(server.url, engine, store);
  const ended = worker.rest().catch(() => []);
  return { worker, ended };
};
const workers = [start(), start(), start()];
const outcomes = { completed: 0, cancelled: 0, failed: 0 };
const latencies: number[] = [];
const began = performance.now();
let [killed, restarts, settled] = [0, 0, 0];
const step = Math.ceil(count / 12);

/** Does what goes wrong on real machines, whenever a part of the jobs is done. */
async function disturb(): Promise<void> {
  if (settled % step !== 0) return;
  const i = killed++ % workers.length;
  await workers[i]!.worker.stop("SIGKILL").catch(() => {});
  workers[i] = start();
  if (killed % 4 !== 0) return;
  restarts++;
  await server.down();
  await server.up();
}

const jobs: QueuedJob[] = [];
const waits: Promise<void>[] = [];
for (let i = 0; i < count; i++) {
  const job = await queue.add({
    version: 1,
    args: ["-f", "lavfi", "-i", "anullsrc=d=0.02", "/out.wav"],
    outputs: { "/out.wav": { store: "media", key: `${i % 100}/${i}.wav` } },
    key: `job ${i}`,
  });
  jobs.push(job);
  const added = performance.now();
  waits.push((async () => {
    try {
      await job.result();
      outcomes.completed++;
      latencies.push(performance.now() - added);
    } catch (error) {
      if (error instanceof JobCancelledError) outcomes.cancelled++;
      else {
        outcomes.failed++;
        console.error(`${error}`);
      }
    }
    settled++;
    await disturb();
  })());
  if (i % 100 === 99) await job.cancel();
}
await Promise.all(waits);

const files = new Map<string, number>();
let leftOver = 0;
for (const { name: folder } of Deno.readDirSync(store)) {
  for (const { name } of Deno.readDirSync(`${store}/${folder}`)) {
    if (name.startsWith(".")) leftOver++;
    else files.set(name, Deno.statSync(`${store}/${folder}/${name}`).size);
  }
}
const sizes = new Set(files.values());
for (const { worker } of workers) await worker.stop("SIGKILL").catch(() => {});
await Promise.all(workers.map(({ ended }) => ended));
latencies.sort((a, b) => a - b);
const quantile = (share: number) =>
  Math.round(latencies[Math.floor(share * (latencies.length - 1))] ?? 0);
console.log(JSON.stringify({
  ...{ count, ...outcomes, killed, restarts },
  ...{ files: files.size, sizes: sizes.size, leftOver },
  seconds: Math.round((performance.now() - began) / 1000),
  latencyMs: { p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) },
}));
await Deno.remove(store, { recursive: true });
const isRight = outcomes.failed === 0 && sizes.size === 1 &&
  outcomes.completed + outcomes.cancelled === count &&
  files.size >= outcomes.completed;
Deno.exitCode = isRight ? 0 : 1;
