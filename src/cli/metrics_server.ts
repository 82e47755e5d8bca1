// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { AddressInfo } from "node:net";
import type { WorkerPhase } from "./worker_metrics.ts";
import { UsageError } from "./usage_error.ts";

/** What a {@linkcode MetricsServer} serves. */
export interface Served {
  /** What the worker is doing. */
  readonly phase: () => WorkerPhase;
  /** Its counts. */
  readonly metrics: () => string;
}

/** Serves `/health` and `/metrics` to programs of this machine. */
export class MetricsServer implements AsyncDisposable {
  /** Where it is. */
  readonly address: string;
  readonly #close: () => Promise<void>;

  private constructor(address: string, close: () => Promise<void>) {
    this.address = address;
    this.#close = close;
  }

  /**
   * Starts it.
   *
   * @param port Any free one if it is 0.
   * @throws {UsageError} when the port cannot be had.
   */
  static async start(port: number, served: Served): Promise<MetricsServer> {
    const { createServer } = await import("node:http");
    const server = createServer(({ method, url }, response) => {
      const answer = method === "GET" || method === "HEAD"
        ? answerTo(url, served)
        : { status: 405, type: "text/plain", body: "GET only\n" };
      response.writeHead(answer.status, { "content-type": answer.type });
      response.end(method === "HEAD" ? undefined : answer.body);
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
    try {
      await promise;
    } catch (cause) {
      const { message } = cause as Error;
      throw new UsageError(
        `Cannot serve metrics at port ${port}: received "${message}"; give ` +
          "--metrics another one, or 0 for any",
        { cause },
      );
    }
    const { port: own } = server.address() as AddressInfo;
    return new MetricsServer(
      `http://127.0.0.1:${own}`,
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    );
  }

  /** Stops it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}

function answerTo(
  url: string | undefined,
  { phase, metrics }: Served,
): { status: number; type: string; body: string } {
  switch (url?.split("?")[0]) {
    case "/health": {
      const status = phase();
      return {
        status: status === "ready" ? 200 : 503,
        type: "application/json",
        body: `${JSON.stringify({ status })}\n`,
      };
    }
    case "/metrics":
      return {
        status: 200,
        type: "text/plain; version=0.0.4",
        body: metrics(),
      };
    default:
      return {
        status: 404,
        type: "text/plain",
        body: "There are /health and /metrics\n",
      };
  }
}
