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
import { checkedLater, pickOptions } from "../util/option_table.ts";
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

/**
 * Returns the options of `Runtime.create` as they are now, which the caller may change
 * while the module is loaded.
 *
 * @throws {TypeError} when one cannot be used.
 */
export function takeRuntime(options: RuntimeOptions): RuntimeOptions {
  return taken("Runtime.create", options, runtimeTable);
}

/** The same for `RuntimePool.create`. */
export function takeRuntimePool(
  options: RuntimeOptions & WorkerPoolOptions,
): RuntimeOptions & WorkerPoolOptions {
  return taken("RuntimePool.create", options, poolTable);
}

/** @throws {TypeError} when an option of `close` cannot be used. */
export function checkClose(options: CloseOptions): void {
  checkOptions("close", options, closeTable);
}

function taken<T extends object>(
  owner: string,
  options: T,
  table: OptionTable<T>,
): T {
  // There is no engine by default.
  if (options === undefined) {
    throw refusal(`the options of ${owner}`, options, "an object");
  }
  checkOptions(owner, options, table);
  return pickOptions(options, table);
}
