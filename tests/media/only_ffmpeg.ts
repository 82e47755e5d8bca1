// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Runtime } from "../../mod.ts";

/** A runtime that behaves as if its module had no ffprobe, and records the names called. */
export function onlyFfmpeg(
  runtime: Runtime,
): Pick<Runtime, "run"> & { readonly programs: string[] } {
  const programs: string[] = [];
  return {
    programs,
    run(fs, args, options) {
      programs.push(options?.argv0 ?? "ffmpeg");
      return runtime.run(fs, args, { ...options, argv0: "ffmpeg" });
    },
  };
}
