// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Channel } from "../bridge/channel.ts";
import { BridgeServer } from "../bridge/server.ts";
import type { BridgeTarget } from "../bridge/service.ts";
import { GuestError } from "../util/errors.ts";
import type {
  GuestMessage,
  GuestOutcome,
  GuestRequest,
  PrepareAnswer,
  PrepareRequest,
  RunRequest,
} from "../worker/messages.ts";
import { guestScript } from "../worker/script.generated.ts";

/** What a run needs beside the channel. */
export type GuestCommand = Omit<
  RunRequest,
  "type" | "channel" | "mountPoints"
>;

/**
 * The thread in which guests run, one after another, as the caller sees it.
 *
 * The Worker comes from a `blob:` URL: one from a local file would need
 * permission to read that file and everything that it imports.
 */
export class WorkerThread {
  readonly #worker: Worker;
  #isUsable = true;
  #retained = 0;
  #receive: (message: GuestMessage) => void = () => {};
  #fail: (error: GuestError) => void = () => {};

  /** Starts the thread; requests wait until it has started. */
  constructor() {
    const url = URL.createObjectURL(
      new Blob([guestScript], { type: "text/javascript" }),
    );
    this.#worker = new Worker(url, { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<GuestMessage>) => {
      if (data.type === "ready") URL.revokeObjectURL(url);
      else this.#receive(data);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#isUsable = false;
      this.#fail(
        new GuestError("Cannot continue: the guest's thread failed", {
          cause: event.error ?? event.message,
        }),
      );
    };
  }

  /** Prepares a module for running. Its bytes are transferred. */
  prepare(request: Omit<PrepareRequest, "type">): Promise<PrepareAnswer> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#receive = (message) => {
        if (message.type === "prepared" || message.type === "rejected") {
          resolve(message);
        }
      };
      this.#post({ type: "prepare", ...request }, [request.bytes.buffer]);
    });
  }

  /**
   * Runs a command over `target`, which it reaches through `channel`, a new one.
   * When `signal` aborts, the guest is stopped, and no further call of it reaches
   * the target.
   *
   * @returns How it ended, as soon as the thread is free again.
   */
  async run(
    command: GuestCommand,
    target: BridgeTarget,
    channel: Channel,
    signal: AbortSignal,
  ): Promise<GuestOutcome> {
    const server = new BridgeServer(channel, target);
    let loops: Int32Array<SharedArrayBuffer> | undefined;
    const stopLoops = () => loops && Atomics.store(loops, 0, 1);
    const stop = () => {
      server.stop();
      stopLoops();
    };
    this.#receive = (message) => {
      if (message.type !== "started") return;
      loops = new Int32Array(message.interrupt);
      if (signal.aborted) stopLoops();
    };
    signal.addEventListener("abort", stop, { once: true });
    try {
      const outcome = await new Promise<string>((resolve, reject) => {
        this.#fail = reject;
        this.#post({
          type: "run",
          channel: channel.buffer,
          mountPoints: Object.keys(target.mounts),
          ...command,
        });
        server.serve().then(resolve, reject);
      });
      return JSON.parse(outcome) as GuestOutcome;
    } finally {
      this.#retained = channel.retained;
      signal.removeEventListener("abort", stop);
    }
  }

  /** How many bytes of ended guests it holds until it ends, or frees them earlier. */
  get retained(): number {
    return this.#retained;
  }

  /** Whether it can run a guest: it has neither failed nor been closed. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /**
   * Ends the thread. Only an idle one really ends: see
   * RATIONALE.md#workerterminate-is-only-called-on-an-idle-thread.
   */
  close(): void {
    this.#isUsable = false;
    this.#worker.terminate();
  }

  #post(request: GuestRequest, handedOver: Transferable[] = []): void {
    this.#worker.postMessage(request, handedOver);
  }
}
