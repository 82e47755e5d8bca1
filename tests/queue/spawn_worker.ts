// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fromFileUrl } from "@std/path/posix";
import type { WorkerEvent } from "../../src/queue/mod.ts";
import { TextLineStream } from "../support/lines.ts";

/** A worker in a process of its own. */
export class WorkerProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #reader: ReadableStreamDefaultReader<string>;

  /** @param size How many jobs it does at the same time. */
  constructor(redis: string, engine: string, store: string, size = 2) {
    const script = new URL("./worker_process.ts", import.meta.url);
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-check", fromFileUrl(script)],
        ...[redis, engine, store, `${size}`],
      ],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#reader = this.#child.stdout
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream())
      .getReader();
  }

  /** Waits for an event. */
  async until(event: WorkerEvent["event"] | "ready"): Promise<WorkerEvent> {
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) throw new Error(`The worker ended before "${event}"`);
      const seen = JSON.parse(value);
      if (seen.event === event) return seen;
    }
  }

  /** All events that are left, until the worker has ended. */
  async *events(): AsyncGenerator<WorkerEvent, void, void> {
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) return;
      yield JSON.parse(value);
    }
  }

  /** Reads all events that are left; the worker can go on meanwhile. */
  async rest(): Promise<WorkerEvent[]> {
    return await Array.fromAsync(this.events());
  }

  async stop(signal: Deno.Signal): Promise<Deno.CommandStatus> {
    this.#child.kill(signal);
    return await this.#child.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.stop("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#reader.cancel();
  }
}
