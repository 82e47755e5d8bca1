// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { providesThreads } from "../abi/threads_module.ts";

/** How the threads of an engine run unless it is said: in turns, where the host can do it. */
export const usualThreads: "green" | "real" = providesThreads
  ? "green"
  : "real";

/**
 * The name of a variant's engine in a release, and at the end of that of its package on
 * npm: `gpl`, or `gpl-threads` if its threads run at the same time.
 */
export function engineName(variant: string, threads: "green" | "real"): string {
  return threads === "real" ? `${variant}-threads` : variant;
}
