// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Progress } from "../ffmpeg/progress.ts";
import type { JobProgress } from "./job_queue.ts";

/** What is passed on of ffmpeg's progress. */
export function jobProgress(
  { fraction, outTimeSec, speed }: Progress,
): JobProgress {
  return {
    ...(fraction !== undefined && { fraction }),
    ...(outTimeSec !== undefined && { outTimeSec }),
    ...(speed !== undefined && { speed }),
  };
}

/** Passes values on to whoever iterates; each iterator sees the newest one it has not seen. */
export class ProgressRelay {
  #readers = new Set<(value: JobProgress | undefined) => void>();
  #hasEnded = false;

  /** Passes a value on. */
  report(value: JobProgress): void {
    for (const read of this.#readers) read(value);
  }

  /** Ends all iterators. */
  end(): void {
    this.#hasEnded = true;
    for (const read of this.#readers) read(undefined);
  }

  /** All values from now on. */
  async *read(): AsyncGenerator<JobProgress, void, void> {
    let newest: JobProgress | undefined;
    let hasEnded = this.#hasEnded;
    let wake = () => {};
    const reader = (value: JobProgress | undefined) => {
      if (value === undefined) hasEnded = true;
      else newest = value;
      wake();
    };
    this.#readers.add(reader);
    try {
      for (;;) {
        if (newest !== undefined) {
          const value = newest;
          newest = undefined;
          yield value;
        } else if (hasEnded) return;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      this.#readers.delete(reader);
    }
  }
}
