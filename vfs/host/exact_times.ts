// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { keyOf } from "../key_of.ts";
import type { FileInfo } from "../fs.ts";

/** The times of a file: requested in nanoseconds, observed in milliseconds. */
interface Times {
  requested: bigint;
  observed: bigint;
}

/**
 * The maximum number of files: the oldest are forgotten, so that the table is
 * bounded.
 */
const FILES = 65_536;

/**
 * Remembers the nanoseconds of times that were set, as the host accepts and
 * returns only milliseconds. As long as it returns the same, the time has not
 * been changed since.
 */
class ExactTimes {
  readonly #atimes = new Map<string, Times>();
  readonly #mtimes = new Map<string, Times>();

  /** Records what was requested for a file that `info` now describes. */
  note(
    info: FileInfo,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void {
    const key = keyOf(info);
    if (atimeNs !== undefined) {
      const observed = info.atimeNs;
      remember(this.#atimes, key, { requested: atimeNs, observed });
    }
    if (mtimeNs !== undefined) {
      const observed = info.mtimeNs;
      remember(this.#mtimes, key, { requested: mtimeNs, observed });
    }
  }

  /** Returns the description with the times as requested. */
  correct(info: FileInfo): FileInfo {
    if (this.#atimes.size + this.#mtimes.size === 0) return info;
    const key = keyOf(info);
    return {
      ...info,
      atimeNs: exact(this.#atimes, key, info.atimeNs),
      mtimeNs: exact(this.#mtimes, key, info.mtimeNs),
    };
  }
}

/** A single table: a file reached in another way is the same file. */
export const exactTimes: ExactTimes = new ExactTimes();

function remember(known: Map<string, Times>, key: string, times: Times): void {
  // Keep the newest last.
  known.delete(key);
  known.set(key, times);
  if (known.size <= FILES) return;
  const [oldest] = known.keys();
  known.delete(oldest!);
}

function exact(
  known: Map<string, Times>,
  key: string,
  observed: bigint,
): bigint {
  const times = known.get(key);
  if (!times) return observed;
  if (times.observed === observed) return times.requested;
  known.delete(key);
  return observed;
}
