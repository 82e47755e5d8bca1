// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable, Fs, FsFile } from "../../vfs/fs.ts";
import { FsError } from "../../vfs/fs_error.ts";
import { abandon } from "../../vfs/release.ts";
import type { Channel } from "./channel.ts";
import { Message } from "./message.ts";
import { standardHandle } from "./standard_handle.ts";

/** What a guest can reach: file systems and three streams. */
export interface BridgeTarget {
  /** The file systems, by the path at which the guest sees the root of each. */
  readonly mounts: Readonly<Record<string, Fs>>;
  readonly stdin: FsFile;
  readonly stdout: FsFile;
  readonly stderr: FsFile;
  /** Receives each call of the guest, if the caller wants a trace. */
  readonly trace?: FsFile;
}

/** The target of a guest, its open files, and the arguments of a request. */
export class BridgeService {
  message: Message;
  readonly #channel: Channel;
  #data: Uint8Array<SharedArrayBuffer>;
  readonly #mounts: readonly Fs[];
  readonly #files: Map<number, FsFile>;
  #nextHandle = standardHandle.trace + 1;
  #view: Uint8Array;

  constructor(channel: Channel, target: BridgeTarget) {
    this.message = new Message(channel.data);
    this.#channel = channel;
    this.#data = channel.data;
    this.#mounts = Object.values(target.mounts);
    this.#view = channel.data;
    this.#files = new Map([
      [standardHandle.stdin, target.stdin],
      [standardHandle.stdout, target.stdout],
      [standardHandle.stderr, target.stderr],
    ]);
    if (target.trace) this.#files.set(standardHandle.trace, target.trace);
  }

  /** Goes to where the guest puts what it sends, before any of it is read. */
  follow(): void {
    const { isAside, spare } = this.#channel;
    if (!isAside || this.#data === spare) return;
    this.message = new Message(spare);
    this.#data = this.#view = spare;
  }

  get position(): number {
    return this.#channel.position;
  }

  get length(): number {
    return this.#channel.length;
  }

  /** The part of the data area that a request reads into or writes from. */
  view(): Uint8Array {
    const { length } = this.#channel;
    if (this.#view.length !== length) {
      this.#view = this.#data.subarray(0, length);
    }
    return this.#view;
  }

  /** The file system of a request. */
  get fs(): Fs {
    return this.#mounts[this.#channel.handle]!;
  }

  /** The open file of a request. */
  file(): FsFile {
    const { handle } = this.#channel;
    const file = this.#files.get(handle);
    if (!file) {
      throw new FsError("EBADF", {
        operation: "use",
        path: `handle ${handle}`,
      });
    }
    return file;
  }

  /** Writes to the guest's standard error. */
  writeError(data: Uint8Array): Awaitable<number> {
    return this.#files.get(standardHandle.stderr)!.write(data);
  }

  /** Keeps an opened file. Returns its handle. */
  keep(file: FsFile): number {
    this.#files.set(this.#nextHandle, file);
    return this.#nextHandle++;
  }

  /** Removes the file of a request. The guest cannot close the streams. */
  release(): FsFile | undefined {
    const { handle } = this.#channel;
    if (handle <= standardHandle.trace) return undefined;
    const file = this.file();
    this.#files.delete(handle);
    return file;
  }

  /**
   * Abandons what is still open. A guest that has ended by itself has closed what it
   * left open: this one was stopped before it could.
   */
  async abandonAll(): Promise<void> {
    const left = [...this.#files.keys()].filter((handle) =>
      handle > standardHandle.trace
    );
    await Promise.allSettled(left.map(async (handle) => {
      const file = this.#files.get(handle);
      this.#files.delete(handle);
      if (file) await abandon(file);
    }));
  }
}
