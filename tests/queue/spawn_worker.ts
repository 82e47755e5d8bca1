// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fromFileUrl } from "@std/path/posix";
import type { WorkerEvent } from "../../src/queue/mod.ts";
import { TextLineStream } from "../support/lines.ts";

/** A worker in a process of its own. */
export class WorkerProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #reader: ReadableStreamDefaultReader<string>;

  constructor(redis: string, engine: string, store: string) {
    const script = new URL("./worker_process.ts", import.meta.url);
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-check", fromFileUrl(script)],
        ...[redis, engine, store],
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

  /** Reads all events that are left; the worker can go on meanwhile. */
  async rest(): Promise<WorkerEvent[]> {
    const all: WorkerEvent[] = [];
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) return all;
      all.push(JSON.parse(value));
    }
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
