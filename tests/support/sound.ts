// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type Files, runNative } from "./native.ts";

/** The samples of a sound file, as native ffmpeg decodes it. */
export async function samplesOf(
  name: string,
  files: Files,
): Promise<Float32Array> {
  const made = await runNative("ffmpeg", [
    ...["-i", name, "-f", "f32le", "samples.raw"],
  ], files);
  return new Float32Array(
    new Uint8Array(made.files["samples.raw"]!).buffer,
  );
}

/**
 * How alike two sounds are, in decibels: the strength of the first to that of what they
 * differ by. What one has more at its end does not count.
 */
export function signalToNoise(
  signal: Float32Array,
  other: Float32Array,
): number {
  const length = Math.min(signal.length, other.length);
  let strength = 0;
  let noise = 0;
  for (let i = 0; i < length; i++) {
    strength += signal[i]! ** 2;
    noise += (signal[i]! - other[i]!) ** 2;
  }
  return 10 * Math.log10(strength / noise);
}
