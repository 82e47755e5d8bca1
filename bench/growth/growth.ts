// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Runtime } from "../../mod.ts";

/** Something that is done with more and more of something. */
export interface Growth {
  readonly name: string;
  /** What there is more and more of. */
  readonly unit: string;
  /** How much of it: each about twice the one before. */
  readonly sizes: readonly number[];
  /** With `--quick`, no size is larger than this. */
  readonly quick: number;
  /** How much is done to find out what nothing costs. */
  readonly base: number;
  /** What stays in memory, if that grows as well: the results, for instance. */
  readonly holds?: string;
  /** Does it once, with an engine: a runtime of it, or its file. */
  readonly work: (
    size: number,
    runtime: Runtime,
    file: string,
  ) => Promise<void>;
}

/** Sizes from the first to the last, each twice the one before. */
export function doubling(first: number, last: number): number[] {
  const sizes: number[] = [];
  for (let size = last; size >= first; size /= 2) sizes.push(Math.round(size));
  return sizes.reverse();
}

/** What one size cost. */
export interface Point {
  readonly size: number;
  /** Processor time of all threads, in milliseconds. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** The most memory that the process has needed meanwhile, in bytes. */
  readonly peakBytes: number;
}

/** What all sizes cost. */
export interface Course {
  readonly name: string;
  readonly unit: string;
  readonly holds?: string;
  /** What the base cost. */
  readonly base: Point;
  readonly points: readonly Point[];
}
