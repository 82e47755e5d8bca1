// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { callback, type OptionTable } from "../../vfs/check.ts";
import { runTable } from "../run/check_run.ts";
import type { RunOptions } from "../run/run_options.ts";
import { without } from "../util/option_table.ts";

/** What all helpers of `./media` have in common. */
export interface HelperOptions extends
  Pick<
    RunOptions,
    "maxBytes" | "mounts" | "onProgress" | "priority" | "signal" | "timeout"
  > {
  /**
   * Receives each command line before it runs, the name of the program first. If it
   * throws, nothing is run, and the helper fails with that.
   */
  explain?: ((argv: readonly string[]) => void) | undefined;
}

/** The checks of {@linkcode HelperOptions}. */
export const helperTable: OptionTable<HelperOptions> = {
  maxBytes: runTable.maxBytes,
  mounts: runTable.mounts,
  onProgress: runTable.onProgress,
  priority: runTable.priority,
  signal: runTable.signal,
  timeout: runTable.timeout,
  explain: callback,
};

/** What a look at the file, or a run on no file of the caller, has of a helper's options. */
export const lookTable: OptionTable<
  Omit<HelperOptions, "explain" | "maxBytes" | "onProgress">
> = without(helperTable, "explain", "maxBytes", "onProgress");
