// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { abortable } from "@std/async/abortable";
import { isDirectoryUrl } from "../queue/directory_url.ts";
import type { RedisWorker, WorkerEvent } from "../queue/redis/redis_worker.ts";
import { RuntimePool } from "../runtime_pool.ts";
import type { Command, ValueOption } from "./command.ts";
import { engineOption } from "./engine_option.ts";
import { memoryOption } from "./guest_options.ts";
import { Interruption, Interrupts } from "./interrupts.ts";
import { locateEngine } from "./locate_engine.ts";
import { MetricsServer } from "./metrics_server.ts";
import { queueOf, queueOptions } from "./queue_settings.ts";
import { printJson } from "./reporter.ts";
import { operandsText } from "./operands_text.ts";
import { UsageError } from "./usage_error.ts";
import { whole } from "./values.ts";
import { WorkerMetrics, type WorkerPhase } from "./worker_metrics.ts";
import { scratchOption, WorkerScratch } from "./worker_scratch.ts";
import { storeOption, storesOf } from "./worker_stores.ts";

const urlOption: ValueOption<string> = {
  name: "url",
  value: "PREFIX",
  kind: {
    advice: "give the URL of a directory: https://example.com/media/",
    read: (value) => isDirectoryUrl(value) ? value : undefined,
  },
  summary: "below this, inputs may be fetched; repeatable",
  isRepeatable: true,
};

const sizeOption: ValueOption<number> = {
  name: "size",
  value: "N",
  kind: whole(1, 1024),
  summary: "how many jobs at the same time (one per processor)",
};

const metricsOption: ValueOption<number> = {
  name: "metrics",
  value: "PORT",
  kind: whole(0, 65535),
  summary: "serve /health and /metrics at 127.0.0.1",
};

/** `afmpeg worker`, which does jobs of a queue on a server. */
export const workerCommand: Command = {
  name: "worker",
  summary: "do jobs of a queue on a Redis server",
  group: "share work",
  operands: "[options]",
  details:
    `Does the jobs that programs and \`afmpeg submit\` have added, until told to stop:
SIGTERM or Ctrl-C lets it finish what runs, a second one hands that back to the
other workers at once. Jobs reach its stores and URLs, and nothing else. What
happens is a line of JSON each on stderr.`,
  options: [
    ...queueOptions,
    storeOption,
    urlOption,
    scratchOption,
    sizeOption,
    metricsOption,
    engineOption,
    memoryOption,
  ],
  async run(call) {
    if (call.operands.length > 0) {
      throw new UsageError(
        `Cannot start a worker: received ${operandsText(call)}; give none`,
      );
    }
    const queue = queueOf(call);
    const stores = await storesOf(call);
    const size = call.read(sizeOption) ?? navigator.hardwareConcurrency;
    const metrics = new WorkerMetrics(size);
    let phase = (): WorkerPhase => "starting";
    using interrupts = new Interrupts();
    const { signal } = interrupts;
    const port = call.read(metricsOption);
    await using server = port === undefined ? null : await MetricsServer.start(
      port,
      { phase: () => phase(), metrics: () => metrics.text(phase()) },
    );
    const directory = call.read(scratchOption);
    await using scratch = directory === undefined
      ? null
      : await WorkerScratch.open(directory);
    const engine = await locateEngine(call.read(engineOption));
    await using pool = await RuntimePool.create({
      module: engine.source,
      size,
      signal,
      maxMemoryBytes: call.read(memoryOption),
    });
    const onEvent = (event: WorkerEvent) => {
      metrics.note(event);
      log(event);
    };
    const urls = call.readAll(urlOption);
    const worker = await abortable(
      start({ ...queue, pool, stores, urls, scratch: scratch?.make, onEvent }),
      signal,
    );
    phase = () => worker.stats.isConnected ? "ready" : "disconnected";
    const { host } = new URL(queue.redis);
    log({
      event: "ready",
      ...{ server: host, queue: queue.name, size, engine: engine.place },
      ...{ stores: Object.keys(stores), urls },
      ...(server && { metrics: server.address }),
    });
    const told = Promise.withResolvers<void>();
    interrupts.onFirst = (signal) => {
      phase = () => "stopping";
      log({ event: "stopping", signal, running: worker.stats.running });
      told.resolve();
      return true;
    };
    await told.promise;
    const forced = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => forced.resolve());
    await Promise.race([worker.close(), forced.promise]);
    if (signal.aborted) await worker.close({ force: true });
    log({ event: "stopped", ...worker.stats });
    const { reason } = signal;
    return reason instanceof Interruption ? reason.exitCode : 0;
  },
};

/** Prints what happens. */
function log<T extends { readonly event: string }>(event: T): void {
  printJson({ time: new Date().toISOString(), ...event });
}

/** Waits for the server if need be. */
async function start(
  options: Parameters<typeof RedisWorker.start>[0],
): Promise<RedisWorker> {
  const [{ assertReachable }, { createWorker }] = await Promise.all([
    import("../queue/redis/connect.ts"),
    import("../queue/create_queue.ts"),
  ]);
  try {
    await assertReachable(options.redis);
  } catch (error) {
    log({ event: "waiting", error: (error as Error).message });
  }
  return await createWorker(options);
}
