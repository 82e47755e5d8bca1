// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  checkOptions,
  flag,
  limit,
  number,
  type OptionTable,
  refusal,
  signal,
  that,
} from "../../vfs/check.ts";
import { checkedLater } from "../util/option_table.ts";
import { MAX_THREADS } from "./guest_threads.ts";
import type {
  CloseOptions,
  RuntimeOptions,
  WorkerPoolOptions,
} from "./runtime_options.ts";

const wholeThreads = number({ least: 1, most: MAX_THREADS, isWhole: true });

const runtimeTable: OptionTable<RuntimeOptions> = {
  module: checkedLater,
  signal: signal,
  maxMemoryBytes: limit,
  interruptible: flag,
  threads: that(
    (value) =>
      value === "auto" || Number.isInteger(value) &&
        (value as number) >= 1 && (value as number) <= MAX_THREADS,
    `"auto", or a whole number from 1 to ${MAX_THREADS}`,
  ),
  maxThreads: wholeThreads,
  workerUrl: that(
    (value) => value instanceof URL || typeof value === "string",
    "a URL",
  ),
};

/** Each has a thread of the host, and memory for a guest. */
const MAX_SIZE = 1024;

const poolTable: OptionTable<RuntimeOptions & WorkerPoolOptions> = {
  ...runtimeTable,
  size: number({ least: 1, most: MAX_SIZE, isWhole: true }),
  maxQueue: limit,
};

const closeTable: OptionTable<CloseOptions> = { abort: flag };

/** @throws {TypeError} when an option of `Runtime.create` cannot be used. */
export function checkRuntime(options: RuntimeOptions): void {
  assertGiven("Runtime.create", options);
  checkOptions("Runtime.create", options, runtimeTable);
}

/** @throws {TypeError} when an option of `RuntimePool.create` cannot be used. */
export function checkRuntimePool(options: WorkerPoolOptions): void {
  assertGiven("RuntimePool.create", options);
  checkOptions("RuntimePool.create", options, poolTable);
}

/** @throws {TypeError} when an option of `close` cannot be used. */
export function checkClose(options: CloseOptions): void {
  checkOptions("close", options, closeTable);
}

/** There is no engine by default. */
function assertGiven(owner: string, options: unknown): void {
  if (options !== undefined) return;
  throw refusal(`the options of ${owner}`, options, "an object");
}
