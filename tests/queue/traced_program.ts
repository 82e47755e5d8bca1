// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * A program with OpenTelemetry that adds a job that succeeds, and one that fails, within
 * a span of its own, and waits for both.
 *
 * Usage: OTEL_DENO=true deno run -A traced_program.ts ENGINE [REDIS_URL]
 *
 * @module
 */
import { context, trace } from "@opentelemetry/api";
import { MemoryFs, RuntimePool } from "../../mod.ts";
import { createQueue, type JobQueue } from "../../src/queue/mod.ts";

const [file, redis] = Deno.args as [string, string?];
if (redis === undefined) {
  const module = { file };
  await using pool = await RuntimePool.create({ module, size: 1 });
  const stores = { media: new MemoryFs() };
  await using queue = await createQueue({ inProcess: pool, stores });
  await addJobs(queue);
} else {
  await using queue = await createQueue({ redis });
  await addJobs(queue);
}

async function addJobs(queue: JobQueue): Promise<void> {
  const span = trace.getTracer("program").startSpan("request");
  const jobs = await context.with(
    trace.setSpan(context.active(), span),
    async () => [
      await queue.add({
        version: 1,
        args: ["-f", "lavfi", "-i", "sine=d=1", "/out.wav"],
        outputs: { "/out.wav": { store: "media", key: "out.wav" } },
      }),
      await queue.add({ version: 1, args: ["-i", "/none.mp4", "/a.mp4"] }),
    ],
  );
  span.end();
  const [first, second] = await Promise.allSettled(
    jobs.map((job) => job.result()),
  );
  console.log(JSON.stringify([first!.status, second!.status]));
}
