// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The names that queues and workers share on a server. */
export function redisNames(queue: string): {
  readonly prefix: string;
  /** The channel on which ids of cancelled jobs are published. */
  readonly cancels: string;
  /** Set while a job is cancelled that may not have begun yet. */
  cancelled(id: string): string;
  /** The result of a job, from when its outputs are published. */
  result(id: string): string;
  /** Counts the jobs of a tenant that begin in a window of time. */
  rate(tenant: string, window: number): string;
} {
  const prefix = "afmpeg";
  const own = `${prefix}:${queue}`;
  return {
    prefix,
    cancels: `${own}:cancels`,
    cancelled: (id) => `${own}:cancelled:${id}`,
    result: (id) => `${own}:result:${id}`,
    rate: (tenant, window) => `${own}:rate:${tenant}:${window}`,
  };
}
