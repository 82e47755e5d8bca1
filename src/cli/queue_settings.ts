// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { JobQueue } from "../queue/job_queue.ts";
import type { Call, CliOption, ValueOption } from "./command.ts";
import { UsageError } from "./usage_error.ts";
import { text } from "./values.ts";
import { variable } from "./variable.ts";

/** The variable that names the server, whose URL may have a password in it. */
const VARIABLE = "AFMPEG_REDIS";

const isServer = (url: string) =>
  /^rediss?:\/\/./.test(url) && URL.canParse(url);

const redisOption: ValueOption<string> = {
  name: "redis",
  value: "URL",
  kind: {
    advice: "give a URL such as redis://127.0.0.1:6379",
    read: (url) => isServer(url) ? url : undefined,
  },
  summary: `the server (${VARIABLE}, or redis://127.0.0.1:6379)`,
};

const nameOption: ValueOption<string> = {
  name: "name",
  value: "QUEUE",
  kind: text,
  summary: "the queue on the server (jobs)",
};

/** The options that name a queue. */
export const queueOptions: readonly CliOption[] = [redisOption, nameOption];

/** Which queue a call means. */
export function queueOf(call: Call): { redis: string; name: string } {
  const name = call.read(nameOption) ?? "jobs";
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw new UsageError(
      `Cannot use the option --name: received "${name}"; give 1 to 64 letters, ` +
        "digits, _ and -",
    );
  }
  return { redis: call.read(redisOption) ?? serverOfHost(), name };
}

function serverOfHost(): string {
  const url = variable(VARIABLE);
  if (!url) return "redis://127.0.0.1:6379";
  if (isServer(url)) return url;
  // It may have a password in it.
  throw new UsageError(
    `Cannot use ${VARIABLE}: received no URL such as redis://127.0.0.1:6379; ` +
      "give one",
  );
}

/**
 * Opens the queue that a call means.
 *
 * @throws {UnreachableError} when its server is not there.
 */
export async function openQueue(call: Call): Promise<JobQueue> {
  const options = queueOf(call);
  const { assertReachable } = await import("../queue/redis/connect.ts");
  await assertReachable(options.redis);
  const { createQueue } = await import("../queue/create_queue.ts");
  return await createQueue(options);
}
