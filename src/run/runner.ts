// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../vfs/fs.ts";
import type { Job } from "./job.ts";
import type { Result } from "./result.ts";
import type { RunOptions, SpawnOptions } from "./run_options.ts";

/** What helpers such as `probe` and `frames` need of a runtime. */
export interface Runner {
  /** See {@linkcode Runtime.spawn}. */
  spawn(fs: Fs, args: readonly string[], options?: SpawnOptions): Job;
  /** See {@linkcode Runtime.run}. */
  run(
    fs: Fs,
    args: readonly string[],
    options?: RunOptions,
  ): Promise<Result>;
}
