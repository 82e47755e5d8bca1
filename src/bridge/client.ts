// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { FsError } from "../../vfs/fs_error.ts";
import { type Channel, turn } from "./channel.ts";
import { Message } from "./message.ts";
import type { Operation } from "./operation.ts";
import { END_OF_FILE, responseToErrno } from "./response.ts";
import { StoppedError } from "./stopped_error.ts";

/** The guest's end of the channel: sends a request, blocks, and returns the response. */
export class BridgeClient {
  /** The data area, for bytes that are read or written in place. */
  data: Uint8Array<SharedArrayBuffer>;
  /** Arguments and results in the data area. */
  message: Message;
  /** How many operations were requested. */
  calls = 0;
  readonly #channel: Channel;

  constructor(channel: Channel) {
    this.#channel = channel;
    this.data = channel.data;
    this.message = new Message(channel.data);
  }

  /**
   * Requests one operation of the caller.
   *
   * @returns The number of the response, {@linkcode END_OF_FILE} included.
   * Errors: {@linkcode FsError} with `path`, {@linkcode StoppedError}.
   */
  call(
    operation: Operation,
    path: string,
    handle: number = 0,
    position: number = 0,
    length: number = 0,
  ): number {
    const channel = this.#channel;
    if (channel.isStopped) throw new StoppedError();
    this.calls++;
    channel.operation = operation.code;
    channel.handle = handle;
    channel.position = position;
    channel.length = length;
    channel.pass(turn.caller);
    if (channel.waitForGuestTurn() !== turn.guest) this.#abandon();
    const response = channel.result;
    if (response < END_OF_FILE) {
      throw new FsError(responseToErrno(response)!, {
        operation: operation.name,
        path,
      });
    }
    return response;
  }

  /** Leaves the data area to the request, which may still be carried out. */
  #abandon(): never {
    const channel = this.#channel;
    channel.isAside = true;
    this.data = channel.spare;
    this.message = new Message(channel.spare);
    throw new StoppedError();
  }

  /**
   * Posts `data` to the caller, as the guest's standard error. Returns whether there
   * was room for it. Errors: {@linkcode StoppedError}.
   */
  post(data: Uint8Array): boolean {
    if (this.#channel.isStopped) throw new StoppedError();
    return this.#channel.post(data);
  }

  /** Sends the outcome of the run to the caller, as the last message of a guest. */
  end(outcome: string): void {
    this.message.rewind().putString(outcome);
    this.#channel.pass(turn.ended);
  }
}
