// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { keyOf } from "../key_of.ts";
import type { FileInfo } from "../fs.ts";

/** The times of a file: requested in nanoseconds, observed in milliseconds. */
interface Times {
  requested: bigint;
  observed: bigint;
}

/** How many files are remembered, and at most as many again. */
const FILES = 32_768;

/**
 * Remembers the nanoseconds of times that were set, as the host accepts and
 * returns only milliseconds. As long as it returns the same, the time has not
 * been changed since.
 */
class ExactTimes {
  readonly #atimes = new TimesTable();
  readonly #mtimes = new TimesTable();

  /** Records what was requested for a file that `info` now describes. */
  note(
    info: FileInfo,
    atimeNs: bigint | undefined,
    mtimeNs: bigint | undefined,
  ): void {
    const key = keyOf(info);
    if (atimeNs !== undefined) {
      const observed = info.atimeNs;
      this.#atimes.set(key, { requested: atimeNs, observed });
    }
    if (mtimeNs !== undefined) {
      const observed = info.mtimeNs;
      this.#mtimes.set(key, { requested: mtimeNs, observed });
    }
  }

  /** Returns the description with the times as requested. */
  correct(info: FileInfo): FileInfo {
    if (this.#atimes.isEmpty && this.#mtimes.isEmpty) return info;
    const key = keyOf(info);
    return {
      ...info,
      atimeNs: this.#atimes.exact(key, info.atimeNs),
      mtimeNs: this.#mtimes.exact(key, info.mtimeNs),
    };
  }
}

/**
 * Times by file. The oldest are forgotten, many at once: to find a single oldest
 * entry of a map, all that were removed before have to be passed.
 */
class TimesTable {
  #recent = new Map<string, Times>();
  #before = new Map<string, Times>();

  get isEmpty(): boolean {
    return this.#recent.size + this.#before.size === 0;
  }

  set(key: string, times: Times): void {
    this.#recent.set(key, times);
    if (this.#recent.size < FILES) return;
    this.#before = this.#recent;
    this.#recent = new Map();
  }

  /** The time as it was requested, unless somebody else has set it since. */
  exact(key: string, observed: bigint): bigint {
    const times = this.#recent.get(key) ?? this.#before.get(key);
    if (!times || times.observed === observed) {
      return times?.requested ?? observed;
    }
    this.#recent.delete(key);
    this.#before.delete(key);
    return observed;
  }
}

/** A single one: a file reached in another way is the same file. */
export const exactTimes: ExactTimes = new ExactTimes();
