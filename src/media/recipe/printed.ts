// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Fs } from "../../../vfs/fs.ts";
import { assertSuccess } from "../../ffmpeg/assert_success.ts";
import { runTable } from "../../run/check_run.ts";
import type { Runner } from "../../run/runner.ts";
import { pickOptions } from "../../util/option_table.ts";
import { inputOf } from "../input.ts";
import type { RecipeOptions } from "./recipe_options.ts";

/**
 * What ffmpeg or ffprobe prints of an input.
 *
 * @param argvOf The command line for the URL of the input.
 * @param maxStdoutBytes How much that may be; as of a run by default.
 * @throws {FsError} when the input cannot be opened.
 * @throws {ExitError} when the program fails.
 */
export async function printed(
  runner: Runner,
  fs: Fs,
  path: string,
  options: RecipeOptions,
  argvOf: (url: string) => readonly [program: string, ...args: string[]],
  maxStdoutBytes?: number,
): Promise<string> {
  const { onProgress: _, ...own } = options;
  const { url, mounts } = await inputOf(fs, path, own.mounts);
  const argv = argvOf(url);
  const [argv0, ...args] = argv;
  const result = await runner.run(fs, args, {
    ...pickOptions(own, runTable),
    ...{ mounts, argv0 },
    ...(maxStdoutBytes !== undefined && { maxStdoutBytes }),
  });
  assertSuccess(argv, result);
  return new TextDecoder().decode(result.stdout);
}
