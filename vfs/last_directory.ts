// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { dirname } from "@std/path/posix";

/**
 * The last directory that a walk came through, for names that nobody else changes:
 * whoever goes on near it need not walk there from the root again, which would make
 * a tree cost the square of its depth.
 */
export class LastDirectory {
  #path = "/";

  /**
   * Takes note of a canonical path that was looked up, or is about to lose its name:
   * directories lead to what holds it.
   */
  passed(path: string): void {
    this.#path = path;
  }

  /** Must be called when others have changed something. */
  forget(): void {
    this.#path = "/";
  }

  /** How far a canonical path leads through directories that are known. */
  nearest(path: string): string {
    return commonPath(dirname(this.#path), path);
  }
}

/** The longest path that is `a` or above it, and `b` or above it; all are canonical. */
export function commonPath(a: string, b: string): string {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (isPart(short, long)) return short;
  // Comparing parts is many times faster than comparing letters.
  let low = 0;
  for (let high = short.length; low < high;) {
    const middle = Math.ceil((low + high) / 2);
    if (short.slice(0, middle) === long.slice(0, middle)) low = middle;
    else high = middle - 1;
  }
  // A path that does not begin at the root has nothing in common with one that does.
  if (low === 0) return "/";
  return short.slice(0, short.lastIndexOf("/", low - 1)) || "/";
}

/** Whether a path that is no longer is the other one, or above it. */
function isPart(short: string, long: string): boolean {
  const { length } = short;
  if (short === "/") return true;
  return long.slice(0, length) === short &&
    (long.length === length || long[length] === "/");
}
