// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { abortable } from "@std/async/abortable";
import type { Job } from "../run/job.ts";
import type { Result } from "../run/result.ts";
import { exitCodes } from "./exit_codes.ts";
import { OutputError } from "./terminal.ts";

const CHUNK_BYTES = 64 * 1024;

/**
 * The standard input of the command as a stream. It is read only on demand, so that
 * a terminal, or the rest of a script, is left alone.
 */
export function standardInput(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const buffer = new Uint8Array(CHUNK_BYTES);
      const count = await Deno.stdin.read(buffer);
      if (count === null) controller.close();
      else controller.enqueue(buffer.subarray(0, count));
    },
  }, { highWaterMark: 0 });
}

/**
 * Passes what the guest writes to a stream of the command, as fast as that accepts
 * it. When that takes no more, the guest gets EPIPE.
 *
 * @throws {Error} when it takes no more.
 */
async function passOn(
  source: ReadableStream<Uint8Array>,
  target: Pick<typeof Deno.stdout, "write">,
): Promise<void> {
  for await (const chunk of source) {
    for (let done = 0; done < chunk.length;) {
      // After WouldBlock, nobody knows how much was taken: Deno keeps some in a buffer.
      done += await target.write(chunk.subarray(done));
    }
  }
}

/** The end of a run whose output was passed on. */
export interface PassedResult extends Result {
  /** Why its output is not complete, although it may say that it succeeded. */
  readonly failure?: OutputError | Deno.errors.BrokenPipe;
}

/**
 * Passes the output of a run on until it ends; its log, too, if that is piped. A run that
 * is stopped ends at once, even if nobody takes what it has written.
 */
export async function passOutput(
  job: Job,
  { signal, withLog = false }: { signal: AbortSignal; withLog?: boolean },
): Promise<PassedResult> {
  const passing = Promise.allSettled([
    passOn(job.stdout, Deno.stdout),
    // Without a reader of its log, a run goes on.
    ...withLog ? [passOn(job.stderr, Deno.stderr)] : [],
  ]);
  const result = await job.status;
  const [passed] = await abortable(passing, signal);
  if (passed!.status === "fulfilled") return result;
  const error = passed!.reason as Error;
  const failure = error instanceof Deno.errors.BrokenPipe
    ? error
    : new OutputError(error);
  return { ...result, failure };
}

/** The exit code for a run: a success without all of its output is none. */
export function exitCodeOf({ exitCode, failure }: PassedResult): number {
  if (exitCode !== 0 || failure === undefined) return exitCode;
  return failure instanceof OutputError
    ? exitCodes.failure
    : exitCodes.brokenPipe;
}
