// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../vfs/afmpeg_error.ts";
import type {
  FailedJob,
  JobQueue,
  QueuedJob,
  QueueStats,
} from "../queue/job_queue.ts";
import type { Command, ValueOption } from "./command.ts";
import { openQueue, queueOptions } from "./queue_settings.ts";
import { print } from "./terminal.ts";
import { operandsText } from "./operands_text.ts";
import { UsageError } from "./usage_error.ts";
import { text } from "./values.ts";
import { visible } from "./visible.ts";

/** How many failed jobs are shown to people. */
const MOST = 20;

const retryOption: ValueOption<string> = {
  name: "retry",
  value: "ID",
  kind: text,
  summary: "try a job anew that has failed; repeatable",
  isRepeatable: true,
};

const cancelOption: ValueOption<string> = {
  name: "cancel",
  value: "ID",
  kind: text,
  summary: "cancel a job that waits or runs; repeatable",
  isRepeatable: true,
};

/** The queue has no such job. */
class NoJobError extends AfmpegError {
  override readonly name = "NoJobError";
}

/** `afmpeg jobs`, which shows what becomes of the jobs of a queue. */
export const jobsCommand: Command = {
  name: "jobs",
  summary: "show the jobs of a queue, retry and cancel them",
  group: "share work",
  operands: "[options]",
  details:
    `Prints how many jobs wait, run, are completed and have failed, and why the last
ones failed. With --retry or --cancel, does only that.`,
  options: [
    ...queueOptions,
    retryOption,
    cancelOption,
    { name: "json", summary: "print JSON, with all that failed" },
  ],
  async run(call) {
    if (call.operands.length > 0) {
      throw new UsageError(
        `Cannot show jobs: received ${operandsText(call)}; give none`,
      );
    }
    const [retried, cancelled] = [
      call.readAll(retryOption),
      call.readAll(cancelOption),
    ];
    await using queue = await openQueue(call);
    for (const id of retried) {
      await found(queue.retry(id), `retry the job "${id}"`, "has failed");
    }
    for (const id of cancelled) {
      const job = await found(
        queue.get(id),
        `cancel the job "${id}"`,
        "is known",
      );
      await job.cancel();
    }
    if (retried.length + cancelled.length === 0) {
      await show(queue, call.has("json"));
    } else if (call.has("json")) {
      print(`${JSON.stringify({ retried, cancelled })}\n`);
    }
    return 0;
  },
};

/** @throws {NoJobError} when there is none. */
async function found(
  search: Promise<QueuedJob | undefined>,
  aim: string,
  state: string,
): Promise<QueuedJob> {
  const job = await search;
  if (job) return job;
  throw new NoJobError(
    `Cannot ${aim}: received the id of no job that ${state}; see \`afmpeg jobs\``,
  );
}

async function show(queue: JobQueue, asJson: boolean): Promise<void> {
  const stats = await queue.stats();
  const failed = await queue.failed();
  print(
    asJson
      ? `${JSON.stringify({ stats, failed }, null, 2)}\n`
      : textOf(stats, failed),
  );
}

function textOf(stats: QueueStats, failed: readonly FailedJob[]): string {
  const counts = Object.entries(stats).map(([state, count]) =>
    `${state} ${count}`
  );
  const lines = failed.slice(0, MOST).map(({ id, attempts, reason }) => {
    const [first = ""] = `${reason.message ?? reason.name}`.split("\n");
    return `${id}  attempt ${attempts}: ${visible(first)}`;
  });
  const more = failed.length - MOST;
  if (more > 0) lines.push(`and ${more} more; see --json`);
  return [counts.join(", "), ...lines].map((line) => `${line}\n`).join("");
}
