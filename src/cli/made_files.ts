// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../vfs/afmpeg_error.ts";
import type { Outputs, Removal } from "./outputs_fs.ts";

/** A command could not write one of its own files. */
class WriteError extends AfmpegError {
  override readonly name = "WriteError";

  /** @param description What the system said. */
  constructor(path: string, description: string, options: ErrorOptions) {
    super(`Cannot write "${path}": received ${description}`, options);
  }
}

/** The files that a command itself writes, so that they can be removed if it fails. */
export class MadeFiles implements Outputs {
  readonly #made: string[] = [];
  readonly #overwrites: boolean;

  /** @param overwrites Whether files that exist are replaced. */
  constructor(overwrites: boolean) {
    this.#overwrites = overwrites;
  }

  /** Makes a directory and those above it, unless it exists. */
  async mkdir(path: string): Promise<void> {
    await this.#on(path, () => Deno.mkdir(path, { recursive: true }));
  }

  /** Writes a file. */
  async write(path: string, data: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#on(path, async () => {
      using file = await Deno.open(path, {
        write: true,
        ...this.#overwrites
          ? { create: true, truncate: true }
          : { createNew: true },
      });
      // From here on, it is ours, even if only half of it can be written.
      this.#made.push(path);
      for (let done = 0; done < data.length;) {
        done += await file.write(data.subarray(done));
      }
    });
  }

  /** Removes the files that were written. */
  async removeMade(): Promise<Removal> {
    const removed: string[] = [];
    const left: string[] = [];
    for (const path of this.#made) {
      try {
        await Deno.remove(path);
        removed.push(path);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) left.push(path);
      }
    }
    this.#made.length = 0;
    return { removed, left };
  }

  async #on<T>(path: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (cause) {
      const isOther = !(cause instanceof Error) ||
        cause instanceof Deno.errors.NotCapable;
      if (isOther) throw cause;
      // Without the name of the function of Deno.
      const description = cause.message.replace(/[:,] \w+ '.*'$/s, "");
      throw new WriteError(path, description, { cause });
    }
  }
}
