// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Runner } from "../run/runner.ts";
import type { RunOptions, SpawnOptions } from "../run/run_options.ts";

/** A runner that explains each command line of ffmpeg, but no look at a file before. */
export function explaining(
  runner: Runner,
  explain: ((argv: readonly string[]) => void) | undefined,
): Runner {
  if (!explain) return runner;
  const show = (
    args: readonly string[],
    options?: RunOptions | SpawnOptions,
  ) => {
    const { argv0 = "ffmpeg" } = options ?? {};
    if (argv0 !== "ffprobe") explain([argv0, ...args]);
  };
  return {
    spawn(fs, args, options) {
      show(args, options);
      return runner.spawn(fs, args, options);
    },
    async run(fs, args, options) {
      show(args, options);
      return await runner.run(fs, args, options);
    },
  };
}
