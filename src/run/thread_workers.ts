// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { GuestMessage, GuestRequest } from "../worker/messages.ts";
import { guestScript } from "../worker/script.generated.ts";
import { startThread, type Thread } from "./start_thread.ts";

/**
 * The Workers for the threads of one guest. They are made here, and not by the host of
 * the run: a Worker that another Worker makes takes a second to start.
 */
export class ThreadWorkers {
  readonly #url: string | URL | undefined;
  readonly #onFailure: (cause: unknown) => void;
  readonly #all = new Set<Thread>();
  readonly #idle: Thread[] = [];
  /** Those that run threads, with what to do when one has ended the run. */
  readonly #busy = new Map<Thread, () => void>();
  #kept = 0;
  #isClosed = false;

  /**
   * @param url Where their script is served, unless it may come from a `blob:` URL.
   * @param onFailure Is told when one of them fails.
   */
  constructor(
    url: string | URL | undefined,
    onFailure: (cause: unknown) => void,
  ) {
    this.#url = url;
    this.#onFailure = onFailure;
  }

  /**
   * Starts some.
   *
   * @param kept How many may stay when they are idle: one takes some 10 MB.
   */
  start(count: number, kept: number): void {
    this.#kept = kept;
    while (this.#all.size < count) this.#idle.push(this.#make());
  }

  /**
   * Gives one the port through which it is told what to run.
   *
   * @param onOver Is called when it has ended the run, but its host does not notice.
   */
  give(port: MessagePort, onOver: () => void): void {
    // What was on its way when they were ended.
    if (this.#isClosed) return port.close();
    const request: GuestRequest = { type: "thread", port };
    try {
      const thread = this.#idle.pop() ?? this.#make();
      this.#busy.set(thread, onOver);
      thread.postMessage(request, [port]);
    } catch (cause) {
      // The host may have no room for another.
      this.#onFailure(cause);
    }
  }

  /** Ends those that are idle, as all are between two runs. There will be no more. */
  close(): void {
    this.#isClosed = true;
    const all = [...this.#all];
    this.#all.clear();
    this.#idle.length = 0;
    this.#busy.clear();
    for (const thread of all) thread.terminate();
  }

  #free(thread: Thread): void {
    if (!this.#all.has(thread)) return;
    this.#busy.delete(thread);
    if (this.#idle.length < this.#kept) {
      this.#idle.push(thread);
      return;
    }
    this.#all.delete(thread);
    thread.terminate();
  }

  #make(): Thread {
    // On some hosts, also one that was ended says so.
    const fail = (cause: unknown) => {
      if (this.#all.has(thread)) this.#onFailure(cause);
    };
    const thread: Thread = startThread(guestScript, this.#url, {
      onMessage: (data) => {
        const message = data as GuestMessage;
        if (message.type === "failed") fail(message.error);
        else if (message.type === "over") this.#busy.get(thread)?.();
        else if (message.type === "free") this.#free(thread);
      },
      onError: fail,
    });
    this.#all.add(thread);
    return thread;
  }
}
