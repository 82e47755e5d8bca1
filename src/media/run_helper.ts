// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../vfs/fs.ts";
import { assertSuccess } from "../ffmpeg/assert_success.ts";
import { runTable } from "../run/check_run.ts";
import type { Result } from "../run/result.ts";
import type { RunOptions } from "../run/run_options.ts";
import type { Runner } from "../run/runner.ts";
import { pickOptions } from "../util/option_table.ts";
import type { HelperOptions } from "./helper_options.ts";

/**
 * Runs a command line of a helper, once it is explained.
 *
 * @throws {ExitError} when ffmpeg fails; it says which engine has what this one lacks.
 */
export async function runHelper(
  runner: Pick<Runner, "run">,
  fs: Fs,
  args: readonly string[],
  options: HelperOptions & RunOptions,
): Promise<Result> {
  const argv = ["ffmpeg", ...args];
  options.explain?.(argv);
  const result = await runner.run(fs, args, pickOptions(options, runTable));
  assertSuccess(argv, result);
  return result;
}
