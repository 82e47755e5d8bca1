// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Plan } from "../media/recipe/plan.ts";

/** Where a job reads a file from. */
export type JobSource =
  /** A file of one of the worker's stores. */
  | { readonly store: string; readonly key: string }
  /** A URL below one that the worker allows. */
  | { readonly url: string }
  /** The bytes themselves, in base64, of something small. */
  | { readonly base64: string };

/**
 * Where a job writes a file, or with a path and a key that end in `/`, a whole directory:
 * in one of the worker's stores.
 */
export interface JobTarget {
  /** The name of the store. */
  readonly store: string;
  /** The path in the store, of at most 1024 bytes. */
  readonly key: string;
}

/** What bounds a job: see {@linkcode RunLimits}. */
export interface JobLimits {
  /** How long each run may take, in milliseconds. */
  readonly timeout?: number | undefined;
  /** How many bytes it may write. */
  readonly maxBytes?: number | undefined;
}

/** What a result contains beside the outputs. */
export interface JobReturns {
  /** The outputs to describe, by their paths. */
  readonly probe?: readonly string[] | undefined;
  /**
   * How much of the end of ffmpeg's log, in characters; of a `plan`, there is none.
   *
   * @default {0}
   */
  readonly log?: number | undefined;
}

/**
 * A job as plain data, which JSON can carry to another machine: what to run, on which
 * inputs, and where the outputs go. Inputs and outputs are named by the paths at which
 * ffmpeg sees them; it sees nothing else.
 */
export interface JobRequest {
  /** The version of this format. */
  readonly version: 1;
  /** The arguments of ffmpeg; or else `plan`. */
  readonly args?: readonly string[] | undefined;
  /** Several command lines, as recipes plan them; or else `args`. */
  readonly plan?: Plan | undefined;
  /** The inputs, by absolute paths. */
  readonly inputs?: Readonly<Record<string, JobSource>> | undefined;
  /**
   * The outputs, by absolute paths: each appears complete, or not at all; only a
   * directory in a bucket appears file by file. Their keys lie apart from those of the
   * inputs, and of each other.
   */
  readonly outputs?: Readonly<Record<string, JobTarget>> | undefined;
  /** What bounds it. */
  readonly limits?: JobLimits | undefined;
  /**
   * How urgent it is while it waits.
   *
   * @default {"batch"}
   */
  readonly priority?: "interactive" | "batch" | undefined;
  /**
   * Jobs with the same key are one job: adding it again returns the one that is known.
   * The default is a key of its own.
   */
  readonly key?: string | undefined;
  /** For whom it is: see the option `tenantRate` of a queue. */
  readonly tenant?: string | undefined;
  /** What the result contains beside the outputs. */
  readonly returns?: JobReturns | undefined;
}
