// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The engine and native ffmpeg side by side: both run the same arguments in a folder of
 * their own, and what they make is compared.
 *
 * @module
 */
import type { Runtime } from "../../mod.ts";
import { fsOf } from "../support/fs_of.ts";
import { nativeOutcome, type NativeProgram } from "../support/native.ts";
import type { ProgramOutcome } from "../support/remembered.ts";

/** Runs a program over files. */
export type Run = (
  program: NativeProgram,
  args: readonly string[],
  files: Readonly<Record<string, Uint8Array>>,
) => Promise<ProgramOutcome>;

/** Native programs, with C alone, as the engine. */
export const native: Run = async (program, args, files) => {
  const flags = program === "ffmpeg" ? ["-y", "-cpuflags", "0"] : [];
  return await nativeOutcome(
    program,
    ["-v", "error", ...flags, ...args],
    files,
  );
};

/** The programs of an engine. */
export function engine(runtime: Runtime): Run {
  return async (program, args, files) => {
    const fs = fsOf(files);
    const flags = program === "ffmpeg" ? ["-y"] : [];
    const { success, stdout, stderr } = await runtime.run(
      fs,
      ["-v", "error", ...flags, ...args],
      { argv0: program, maxStdoutBytes: 2 ** 26 },
    );
    const left: Record<string, Uint8Array> = {};
    for (const name of fs.open("/").readdirnames()) {
      if (!(name in files) && fs.isFile(name)) {
        left[name] = fs.readFile(name);
      }
    }
    return { success, stdout, stderr, files: left };
  };
}

/** How much two signals agree, in dB of signal over difference; Infinity if they are the same. */
export function agreement(
  ours: Uint8Array,
  theirs: Uint8Array,
  kind: "video" | "audio",
): number {
  const size = Math.min(ours.length, theirs.length);
  if (size === 0 || Math.abs(ours.length - theirs.length) > size / 8) {
    return -Infinity;
  }
  const numbers = (bytes: Uint8Array) =>
    kind === "video"
      ? bytes.subarray(0, size)
      : new Float64Array(bytes.slice(0, size - size % 8).buffer);
  const [a, b] = [numbers(ours), numbers(theirs)];
  let difference = 0, signal = 0;
  for (let i = 0; i < a.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    signal += kind === "video" ? 255 ** 2 : b[i]! ** 2;
  }
  return difference === 0 ? Infinity : 10 * Math.log10(signal / difference);
}
