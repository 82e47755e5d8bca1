// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { BuildError } from "./build_error.ts";

/** As many processes as the machine has processors. */
const PROCESSORS = navigator.hardwareConcurrency;

/**
 * Lets the `make`s that run at once share the processors, in the way of GNU make's job
 * server: a byte in a pipe stands for a process that any of them may start beside its
 * first one.
 */
export class JobServer implements AsyncDisposable {
  readonly #folder: string;
  readonly #pipe: Deno.FsFile;

  private constructor(folder: string, pipe: Deno.FsFile) {
    this.#folder = folder;
    this.#pipe = pipe;
  }

  /** Starts one whose pipe is a file in a folder of its own, below `parent`. */
  static async start(parent: string): Promise<JobServer> {
    const folder = await Deno.makeTempDir({ dir: parent, prefix: "jobs-" });
    const path = join(folder, "pipe");
    const { success } = await new Deno.Command("mkfifo", { args: [path] })
      .output();
    if (!success) throw new BuildError(`Cannot make the pipe ${path}`);
    const pipe = await Deno.open(path, { read: true, write: true });
    await pipe.write(new Uint8Array(PROCESSORS - 1).fill(0x2b));
    return new JobServer(folder, pipe);
  }

  /** The program that stands for `make` here, the arguments before those of `make`, and its environment. */
  get make(): {
    readonly program: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  } {
    return {
      program: "sh",
      args: [
        ...["-c", 'exec 3<>"$0"; exec make "$@"', join(this.#folder, "pipe")],
      ],
      env: { MAKEFLAGS: " --jobserver-auth=3,3" },
    };
  }

  /** Stops it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#pipe.close();
    await Deno.remove(this.#folder, { recursive: true });
  }
}
