// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Errno, errnoMessages } from "../../vfs/errno.ts";
import { turn as nextTask } from "../../vfs/turn.ts";
import { type Channel, turn } from "./channel.ts";
import { fileOperations } from "./file_operations.ts";
import { operations } from "./operations.ts";
import { errnoToResponse } from "./response.ts";
import { BridgeService, type BridgeTarget } from "./service.ts";

/**
 * After this many requests without a wait, other tasks of the caller get a turn:
 * about 10 ms of the fastest ones, because yielding takes 1 ms.
 */
const REQUESTS_PER_TASK = 4096;

/** The caller's end of the channel: serves the requests of one run. */
export class BridgeServer {
  readonly #channel: Channel;
  readonly #service: BridgeService;
  #isStopped = false;
  #hasWaited = false;
  #failure: { error: unknown } | undefined;
  /** Ends the wait for a backend that has not responded yet. */
  #abandon: (() => void) | undefined;
  /** The same, for the request that is being served. */
  #giveUp: (() => void) | undefined;

  constructor(channel: Channel, target: BridgeTarget) {
    this.#channel = channel;
    this.#service = new BridgeService(channel, target);
  }

  /**
   * Serves until the guest has ended. Rejects with the error of a file system unless
   * it is the failure of an operation.
   *
   * @returns The outcome that the guest sent.
   */
  async serve(): Promise<string> {
    let streak = 0;
    for (;;) {
      if (++streak % REQUESTS_PER_TASK === 0) await nextTask();
      const now = this.#channel.turn;
      // In this order: what was posted before the turn passed is then visible.
      if (!this.#channel.posted.isEmpty) {
        await this.#takePosted();
        continue;
      }
      if (now === turn.ended) break;
      if (now !== turn.caller) {
        if (await this.#channel.changed(now)) streak = 0;
      } else if (this.#isStopped) this.#channel.pass(turn.stopped);
      else await this.#serveOne();
    }
    this.#service.follow();
    const outcome = this.#service.message.rewind().string();
    const ended = this.#service.abandonAll();
    if (!this.#isStopped) await this.#unlessStopped(ended);
    if (this.#failure) throw this.#failure.error;
    return outcome;
  }

  /**
   * Whether nobody can use the memory of the channel any more, once `serve` has resolved.
   * A file system that was waited for might: one that gave up a read at a timeout of its
   * own, and whose host goes on to fill the buffer, must not spoil another run.
   */
  get isDone(): boolean {
    return !this.#isStopped && !this.#hasWaited;
  }

  /**
   * Stops the guest. From now on, nothing from it reaches the target: so what it has open
   * is abandoned, since a guest that computes for ever, or has lost its thread, never ends.
   */
  stop(): void {
    this.#isStopped = true;
    this.#channel.stop();
    this.#abandon?.();
    // Not within a call that has stopped the run.
    queueMicrotask(() => void this.#service.abandonAll());
  }

  /**
   * Gives up the request that is being served, if one is: the guest has ended meanwhile,
   * but cannot say so before its turn. Not if a file is being closed or abandoned, as
   * those are that the guest left open: what becomes of what it wrote is decided then.
   */
  giveUp(): void {
    this.#giveUp?.();
  }

  /** Takes what was posted. If it cannot be written, the guest's next write fails itself. */
  async #takePosted(): Promise<void> {
    const said = this.#channel.posted.take();
    if (this.#isStopped) return;
    try {
      const written = this.#service.writeError(said);
      if (written instanceof Promise) await this.#unlessStopped(written);
    } catch (error) {
      if (this.#isStopped) return;
      if (errnoOf(error) === undefined) return this.#fail(error);
      this.#channel.posted.close();
    }
  }

  async #serveOne(): Promise<void> {
    const operation = operations[this.#channel.operation]!;
    const { call, respond, discard } = operation;
    this.#giveUp = undefined;
    this.#service.follow();
    try {
      let value = call(this.#service);
      if (value instanceof Promise) {
        this.#hasWaited = true;
        let isGivenUp = false;
        const answer = this.#unlessStopped(value, discard);
        const abandon = this.#abandon;
        const { close, abandon: end } = fileOperations;
        if (operation !== close && operation !== end) {
          this.#giveUp = () => {
            isGivenUp = true;
            abandon?.();
          };
        }
        value = await answer;
        if (isGivenUp && !this.#isStopped) {
          return this.#channel.pass(turn.stopped);
        }
      } else if (this.#isStopped) {
        // The call itself has stopped the run.
        discard?.(value);
      }
      if (this.#isStopped) return;
      this.#channel.result = respond(value, this.#service);
    } catch (error) {
      if (this.#isStopped) return;
      const code = errnoOf(error);
      if (code === undefined) return this.#fail(error);
      this.#channel.result = errnoToResponse(code);
    }
    this.#channel.pass(turn.guest);
  }

  /** Ends the run because the file system is broken: no response would be correct. */
  #fail(error: unknown): void {
    this.#failure = { error };
    this.stop();
  }

  /** Waits for a backend, but not after the run has been stopped. */
  #unlessStopped<T>(
    value: Promise<T>,
    discard?: (late: T) => void,
  ): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      let isAbandoned = false;
      const abandon = this.#abandon = () => {
        isAbandoned = true;
        resolve(undefined);
      };
      // The call itself may have stopped the run.
      if (this.#isStopped) abandon();
      value.then((result) => {
        if (isAbandoned) discard?.(result);
        else resolve(result);
      }, reject);
    });
  }
}

/** The code of a failed operation; errors of Node and Deno have one, too. */
function errnoOf(error: unknown): Errno | undefined {
  try {
    if (!(error instanceof Error) || !("code" in error)) return undefined;
    const { code } = error;
    return typeof code === "string" && Object.hasOwn(errnoMessages, code)
      ? code as Errno
      : undefined;
  } catch {
    // It is a proxy, or has a getter, that throws in turn.
    return undefined;
  }
}
