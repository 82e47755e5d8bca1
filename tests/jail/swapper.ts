// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { compileNative } from "../support/c_guest.ts";

/** Another process that swaps names of a scene until it is stopped. */
export class Swapper {
  readonly #process: Deno.ChildProcess;
  readonly #output: ReadableStreamDefaultReader<string>;

  private constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.#output = process.stdout.pipeThrough(new TextDecoderStream())
      .getReader();
  }

  /**
   * Starts, and returns once it is running.
   *
   * @param names The letters of the names to swap.
   * @param pause How long it pauses between bursts, in milliseconds.
   */
  static async start(
    root: string,
    names: string,
    pause: number = 0,
  ): Promise<Swapper> {
    const program = await compileNative("jail_swap.c");
    return await Swapper.spawn(program, [root, names, String(pause)]);
  }

  /**
   * Starts a program that prints "ready", and when its input ends, how often it
   * swapped.
   */
  static async spawn(program: string, args: string[]): Promise<Swapper> {
    const process = new Deno.Command(program, {
      args,
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const swapper = new Swapper(process);
    assertEquals((await swapper.#output.read()).value, "ready\n");
    return swapper;
  }

  /** Stops, and returns how often it swapped. */
  async stop(): Promise<number> {
    await this.#process.stdin.close();
    let text = "";
    for (;;) {
      const { value, done } = await this.#output.read();
      if (done) break;
      text += value;
    }
    assertEquals((await this.#process.status).code, 0);
    return Number(text);
  }
}
