// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { Channel } from "../bridge/channel.ts";
import { BridgeServer } from "../bridge/server.ts";
import type { BridgeTarget } from "../bridge/service.ts";
import { AfmpegError, GuestError } from "../util/errors.ts";
import type {
  GuestMessage,
  GuestOutcome,
  GuestRequest,
  LinkAnswer,
  LinkRequest,
  PrepareAnswer,
  PrepareRequest,
  RunRequest,
} from "../worker/messages.ts";
import { guestScript } from "../worker/script.generated.ts";
import { ThreadBoard } from "../worker/thread_board.ts";
import { startThread, type Thread } from "./start_thread.ts";
import { ThreadWorkers } from "./thread_workers.ts";

/** What a run needs beside the channel. */
export type GuestCommand = Omit<
  RunRequest,
  "type" | "channel" | "mountPoints"
>;

/**
 * The thread in which guests run, one after another, as the caller sees it. A guest
 * whose threads run at the same time has further ones for them.
 */
export class WorkerThread {
  readonly #thread: Thread;
  readonly #threads: ThreadWorkers;
  #isUsable = true;
  #retained = 0;
  /** The memory of the channel of the last run, if nobody uses it any more. */
  #channelMemory: SharedArrayBuffer | undefined;
  #left: Promise<void> = Promise.resolve();
  #receive: (message: GuestMessage) => void = () => {};
  #failure: AfmpegError | undefined;
  #fail: (error: AfmpegError) => void = () => {};
  /** Ends the waits of the threads of the guest: their host may be gone. */
  #dismiss: () => void = () => {};

  /**
   * Starts the thread; requests wait until it has started.
   *
   * @param url Where its script is served, unless it may come from a `blob:` URL.
   * @throws {HostError} when the host refuses to start it.
   */
  constructor(url?: string | URL) {
    this.#thread = startThread(guestScript, url, {
      onMessage: (data) => {
        const message = data as GuestMessage;
        if (message.type === "failed") this.#failed(message.error);
        else this.#receive(message);
      },
      onError: (cause) => this.#failed(cause),
    });
    this.#threads = new ThreadWorkers(url, (cause) => this.#failed(cause));
  }

  /** Starts threads for those of guests: see {@linkcode ThreadWorkers.start}. */
  startThreads(count: number, kept: number): void {
    this.#threads.start(count, kept);
  }

  #failed(cause: unknown): void {
    this.#isUsable = false;
    this.#failure ??= cause instanceof AfmpegError
      ? cause
      : new GuestError("Cannot continue: the guest's thread failed", { cause });
    this.#fail(this.#failure);
  }

  /** Prepares a module for running. Its bytes are transferred. */
  async prepare(
    request: Omit<PrepareRequest, "type">,
  ): Promise<PrepareAnswer> {
    const { buffer } = request.bytes;
    return await this.#ask({ type: "prepare", ...request }, [
      buffer,
    ]) as PrepareAnswer;
  }

  /**
   * Tries whether the threads of a compiled module can share a memory of that size.
   *
   * @returns Why they cannot.
   */
  async link(
    request: Omit<LinkRequest, "type">,
  ): Promise<string | undefined> {
    const answer = await this.#ask({ type: "link", ...request });
    return (answer as LinkAnswer).reason;
  }

  /** Receives the answer to a request for which nothing runs. */
  #ask(
    request: GuestRequest,
    handedOver?: Transferable[],
  ): Promise<GuestMessage> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      if (this.#failure) return reject(this.#failure);
      this.#receive = (message) => {
        if (message.type !== "ready") resolve(message);
      };
      this.#post(request, handedOver);
    });
  }

  /** A channel for the next run. */
  newChannel(): Channel {
    const memory = this.#channelMemory;
    this.#channelMemory = undefined;
    return memory ? Channel.again(memory) : new Channel();
  }

  /**
   * Runs a command over `target`, which it reaches through `channel`, a new one,
   * which the caller does not use afterwards.
   * When `signal` aborts, the guest is stopped, and no further call of it reaches
   * the target.
   *
   * @returns How it ended, as soon as that is known and no call of it can reach the
   * target any more. The thread is free again once the guest has {@linkcode left}.
   */
  async run(
    command: GuestCommand,
    target: BridgeTarget,
    channel: Channel,
    signal: AbortSignal,
  ): Promise<GuestOutcome> {
    // It may have done so while the caller was on the way here.
    signal.throwIfAborted();
    const server = new BridgeServer(channel, target);
    const { promise: left, resolve: hasLeft } = Promise.withResolvers<void>();
    this.#left = left;
    let loops: Int32Array<SharedArrayBuffer> | undefined;
    const stopLoops = () => {
      if (!loops) return;
      Atomics.store(loops, 0, 1);
      Atomics.notify(loops, 0);
      // The bell of the host of threads: see `ThreadBoard`.
      Atomics.add(loops, 1, 1);
      Atomics.notify(loops, 1);
    };
    const stop = () => {
      server.stop();
      stopLoops();
    };
    this.#receive = (message) => {
      switch (message.type) {
        case "started": {
          const { interrupt, board } = message;
          // What only bears the name of such a memory may be of any size.
          if (interrupt.byteLength < 8) break;
          loops = new Int32Array(interrupt);
          if (board) {
            const { slots, buffer } = board;
            const shared = new ThreadBoard(slots, interrupt, buffer);
            this.#dismiss = () => shared.dismiss();
          }
          if (signal.aborted) stopLoops();
          break;
        }
        case "thread":
          this.#threads.give(message.port, () => server.giveUp());
          break;
        case "left":
          if (!message.isOver) this.#isUsable = false;
          this.#retained = channel.retained;
          hasLeft();
          this.#forget();
      }
    };
    signal.addEventListener("abort", stop, { once: true });
    let hasEnded = false;
    try {
      const outcome = await new Promise<string>((resolve, reject) => {
        this.#fail = (error) => {
          // Further threads of the guest may still run.
          stop();
          reject(error);
          hasLeft();
        };
        if (this.#failure) return this.#fail(this.#failure);
        try {
          this.#post({
            type: "run",
            channel: channel.buffer,
            mountPoints: Object.keys(target.mounts),
            ...command,
          });
        } catch (error) {
          // Nothing runs that could leave.
          hasLeft();
          throw error;
        }
        server.serve().then(resolve, reject);
      });
      hasEnded = true;
      return JSON.parse(outcome) as GuestOutcome;
    } finally {
      signal.removeEventListener("abort", stop);
      this.#retained = channel.retained;
      if (!command.threads) {
        if (hasEnded && server.isDone) this.#channelMemory = channel.buffer;
        hasLeft();
        this.#forget();
      }
    }
  }

  /** Keeps nothing of a run that is over: its file systems and outputs may be large. */
  #forget(): void {
    this.#receive = () => {};
    this.#fail = () => {};
    this.#dismiss = () => {};
  }

  /** Resolves when nothing is left of the guest that ran last. */
  get left(): Promise<void> {
    return this.#left;
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
    this.#thread.terminate();
    this.#dismiss();
    this.#threads.close();
  }

  #post(request: GuestRequest, handedOver: Transferable[] = []): void {
    this.#thread.postMessage(request, handedOver);
  }
}
