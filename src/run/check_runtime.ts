import {
  checkedLater,
  checkOptions,
  flagOption,
  limitOption,
  numberOption,
  type OptionTable,
  signalOption,
} from "../util/check_options.ts";
import type {
  CloseOptions,
  RuntimeOptions,
  WorkerPoolOptions,
} from "./runtime_options.ts";

const runtimeTable: OptionTable<RuntimeOptions> = {
  module: checkedLater,
  signal: signalOption,
  maxMemoryBytes: limitOption,
  interruptible: flagOption,
};

const poolTable: OptionTable<RuntimeOptions & WorkerPoolOptions> = {
  ...runtimeTable,
  size: numberOption({ least: 1, isWhole: true }),
  maxQueue: limitOption,
};

const closeTable: OptionTable<CloseOptions> = { abort: flagOption };

/** @throws {TypeError} when an option of `Runtime.create` cannot be used. */
export function checkRuntime(options: unknown): void {
  checkOptions("Runtime.create", options, runtimeTable);
}

/** @throws {TypeError} when an option of `RuntimePool.create` cannot be used. */
export function checkRuntimePool(options: unknown): void {
  checkOptions("RuntimePool.create", options, poolTable);
}

/** @throws {TypeError} when an option of `close` cannot be used. */
export function checkClose(options: unknown): void {
  checkOptions("close", options, closeTable);
}
