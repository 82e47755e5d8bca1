// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

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
