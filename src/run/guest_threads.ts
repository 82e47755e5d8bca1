// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { hasRealThreads } from "../abi/real_threads.ts";
import type { RuntimeOptions } from "./runtime_options.ts";

/** The highest `maxThreads`: each has an isolate of the JavaScript engine. */
export const MAX_THREADS = 512;

/**
 * How many processors a guest is told of at most if nobody chooses: with more, what ffmpeg
 * starts for each codec and filter could exceed the number of threads that it may have.
 */
const MOST_SHARED = 64;

/**
 * How many threads a guest may have if nobody says so. Of what ffmpeg starts, SVT-AV1 needs
 * most: transcoding H.264 with it takes 32 of them on 2 processors, 57 on 4, 79 on 8.
 */
const USUAL = 64;
const USUAL_PER_PROCESSOR = 8;

/** What a module has whose threads run at the same time. */
export interface GuestThreads {
  /** The size of the memory that they share, in pages. */
  readonly pages: number;
  /** How many may run at the same time, the first one included. */
  readonly most: number;
  /** How many processors a guest is told that it has. */
  readonly processors: number;
}

/**
 * What the guests of a pool have; `undefined` if the module has no threads that run at
 * the same time.
 *
 * @param pages The size of the memory that they share.
 * @throws {TypeError} when threads are wanted that the module does not have.
 */
export function guestThreads(
  module: WebAssembly.Module,
  { threads = "auto", maxThreads }: RuntimeOptions,
  size: number,
  pages: number,
): GuestThreads | undefined {
  if (!hasRealThreads(module)) {
    if (threads === "auto" || threads === 1) return undefined;
    throw new TypeError(
      `Cannot use \`threads\`: received ${threads}, but the threads of this module ` +
        'take turns on one processor; leave it out, give "auto", or build an engine ' +
        "with `--threads=real`",
    );
  }
  const share = Math.floor((navigator.hardwareConcurrency || 1) / size);
  const processors = threads === "auto"
    ? Math.min(Math.max(1, share), MOST_SHARED)
    : threads;
  const usual = USUAL + USUAL_PER_PROCESSOR * processors;
  return {
    pages,
    most: Math.min(maxThreads ?? usual, MAX_THREADS),
    processors,
  };
}

/**
 * How many Workers are started before a guest asks for them: one for its first thread,
 * and some for the first that this starts. A long run needs more, but can wait for them.
 */
export function startedThreads({ processors }: GuestThreads): number {
  return 1 + Math.min(processors, 4);
}

/** How many idle Workers are kept for the next run: as many as ffmpeg tends to need. */
export function keptThreads({ processors }: GuestThreads): number {
  return 8 + 4 * processors;
}
