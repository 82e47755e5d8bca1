// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "./fs.ts";

/** How to ask a file system how far a path leads through directories it knows. */
const sources = new WeakMap<Fs, (path: string) => string>();

/** Makes {@linkcode nearest} ask `source`, which must know of every change. */
export function provideNearest(
  fs: Fs,
  source: (path: string) => string,
): void {
  sources.set(fs, source);
}

/**
 * The longest part of a canonical path, from the root, that is known to lead through
 * nothing but directories: a view need not walk there. It is the root if the file
 * system does not say.
 */
export function nearest(fs: Fs, path: string): string {
  return sources.get(fs)?.(path) ?? "/";
}
