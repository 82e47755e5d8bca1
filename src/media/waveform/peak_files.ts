// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Peaks } from "./peaks.ts";

/** The version of the format that audiowaveform writes. */
const VERSION = 2;

/** The flag of a file with 8 bits. */
const EIGHT_BITS = 1;

/**
 * Writes peaks as the JSON of audiowaveform, which players such as Peaks.js read.
 *
 * @example
 * ```ts
 * import { peaksToJson } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * const text = peaksToJson({
 *   ...{ sampleRate: 8000, samplesPerPixel: 800, channels: 1, bits: 8, length: 1 },
 *   ...{ data: Int8Array.of(-16, 16), durationSec: 0.1 },
 * });
 * assertEquals(JSON.parse(text).data, [-16, 16]);
 * ```
 */
export function peaksToJson(peaks: Peaks): string {
  const { sampleRate, samplesPerPixel, channels, bits, length, data } = peaks;
  return JSON.stringify({
    version: VERSION,
    channels,
    sample_rate: sampleRate,
    samples_per_pixel: samplesPerPixel,
    bits,
    length,
    data: Array.from(data),
  });
}

/**
 * Writes peaks in the binary format of audiowaveform (`.dat`), a fifth of its JSON.
 *
 * @example
 * ```ts
 * import { peaksToDat } from "@afmpeg/afmpeg/media";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = peaksToDat({
 *   ...{ sampleRate: 8000, samplesPerPixel: 800, channels: 1, bits: 8, length: 1 },
 *   ...{ data: Int8Array.of(-16, 16), durationSec: 0.1 },
 * });
 * assertEquals(bytes.length, 26);
 * assertEquals(bytes.subarray(24), Uint8Array.of(240, 16));
 * ```
 */
export function peaksToDat(peaks: Peaks): Uint8Array<ArrayBuffer> {
  const { sampleRate, samplesPerPixel, channels, bits, length, data } = peaks;
  const header = [
    ...[VERSION, bits === 8 ? EIGHT_BITS : 0, sampleRate, samplesPerPixel],
    ...[length, channels],
  ];
  const bytes = new Uint8Array(header.length * 4 + data.byteLength);
  const view = new DataView(bytes.buffer);
  header.forEach((value, i) => view.setUint32(4 * i, value, true));
  data.forEach((value, i) => {
    const at = header.length * 4 + i * data.BYTES_PER_ELEMENT;
    if (bits === 8) view.setInt8(at, value);
    else view.setInt16(at, value, true);
  });
  return bytes;
}
