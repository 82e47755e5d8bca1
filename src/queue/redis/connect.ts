// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Redis } from "ioredis";
import { AfmpegError } from "../../../vfs/afmpeg_error.ts";
import { asMissing } from "./missing_package.ts";

/**
 * Connects to a server. A lost connection is made anew for as long as it takes.
 *
 * @param isPatient Whether commands wait for that, too, and do not fail.
 */
export async function connect(url: string, isPatient = true): Promise<Redis> {
  const { Redis } = await import("ioredis").catch(asMissing("ioredis"));
  const redis = new Redis(url, {
    maxRetriesPerRequest: isPatient ? null : 20,
    retryStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 6), 2000),
  });
  // Reported by the commands that fail; without a listener, it would be printed.
  redis.on("error", () => {});
  return redis;
}

/** The server of a queue cannot be reached. */
export class UnreachableError extends AfmpegError {
  /** Always `"UnreachableError"`. */
  override readonly name = "UnreachableError";
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
    const { message } = reason ?? cause as Error;
    throw new UnreachableError(
      `Cannot reach the server of the queue at ${
        new URL(url).host
      }: received ` +
        `"${message}"; start Redis or Valkey there, or give another URL`,
      { cause },
    );
  } finally {
    redis.disconnect();
  }
}
