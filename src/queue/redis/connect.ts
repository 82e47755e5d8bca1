// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Redis } from "ioredis";
import { asMissing } from "./missing_package.ts";
import { UnreachableError } from "./unreachable_error.ts";

/** What a server says that wants a password, or another one. */
const REFUSED = /^(NOAUTH|WRONGPASS)/;

/**
 * Connects to a server, however long that takes; a lost connection is made anew.
 *
 * @param isPatient Whether commands wait for that, too, and do not fail.
 * @throws {UnreachableError} when the server does not let us in.
 */
export async function connect(url: string, isPatient = true): Promise<Redis> {
  const { Redis } = await import("ioredis").catch(asMissing("ioredis"));
  const redis = new Redis(url, {
    maxRetriesPerRequest: isPatient ? null : 20,
    retryStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 6), 2000),
  });
  const ready = Promise.withResolvers<void>();
  redis.once("ready", ready.resolve);
  // Reported by the commands that fail; without a listener, it would be printed.
  redis.on("error", (error) => {
    if (REFUSED.test(error.message)) ready.reject(error);
  });
  try {
    await ready.promise;
  } catch (cause) {
    redis.disconnect();
    throw unreachable(url, cause as Error);
  }
  return redis;
}

/**
 * Asks a server once whether it is there.
 *
 * @throws {UnreachableError} when it is not, or does not let us in.
 */
export async function assertReachable(url: string): Promise<void> {
  const { Redis } = await import("ioredis").catch(asMissing("ioredis"));
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    connectTimeout: 5000,
    retryStrategy: () => null,
  });
  // The first says why; the command that fails only that there is no connection.
  let reason: Error | undefined;
  redis.on("error", (error) => reason ??= error);
  try {
    await redis.connect();
    await redis.ping();
  } catch (cause) {
    throw unreachable(url, reason ?? cause as Error);
  } finally {
    redis.disconnect();
  }
}

function unreachable(url: string, cause: Error): UnreachableError {
  const advice = REFUSED.test(cause.message)
    ? "give a URL with its password: redis://:password@host"
    : "start Redis or Valkey there, or give another URL";
  return new UnreachableError(
    `Cannot reach the server of the queue at ${new URL(url).host}: received ` +
      `"${cause.message}"; ${advice}`,
    { cause },
  );
}
