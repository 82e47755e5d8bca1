// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Redis } from "ioredis";

/** Where a server is, and how its jobs are stored. */
export interface RedisOptions {
  /** The URL of a Redis or Valkey server: `redis://host:6379`. */
  readonly redis: string;
  /**
   * The name of the queue on the server.
   *
   * @default {"jobs"}
   */
  readonly name?: string | undefined;
}

/**
 * Connects to a server. A lost connection is made anew for as long as it takes.
 *
 * @param isPatient Whether commands wait for that, too, and do not fail.
 */
export async function connect(url: string, isPatient = true): Promise<Redis> {
  const { Redis } = await import("ioredis");
  const redis = new Redis(url, {
    maxRetriesPerRequest: isPatient ? null : 20,
    retryStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 6), 2000),
  });
  // Reported by the commands that fail; without a listener, it would be printed.
  redis.on("error", () => {});
  return redis;
}
