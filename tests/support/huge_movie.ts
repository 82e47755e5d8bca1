// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Served } from "./range_server.ts";

/**
 * A movie with a gap of `gapBytes` between its data and its index, which is at the
 * end: made of one whose index is at the end, and never held as a whole.
 */
export function hugeMovie(movie: Uint8Array, gapBytes: number): Served {
  const view = new DataView(movie.buffer, movie.byteOffset, movie.length);
  let index = 0;
  while (
    new TextDecoder().decode(movie.subarray(index + 4, index + 8)) !== "moov"
  ) {
    index += view.getUint32(index);
  }
  // A box with a size of 64 bits that players skip.
  const header = new Uint8Array(16);
  new DataView(header.buffer).setUint32(0, 1);
  header.set(new TextEncoder().encode("free"), 4);
  new DataView(header.buffer).setBigUint64(8, BigInt(gapBytes));
  const parts: [position: number, bytes: Uint8Array][] = [
    [0, movie.subarray(0, index)],
    [index, header],
    [index + gapBytes, movie.subarray(index)],
  ];
  return {
    size: movie.length + gapBytes,
    headers: { etag: '"huge"' },
    read(start, end) {
      const range = new Uint8Array(end - start);
      for (const [position, bytes] of parts) {
        const from = Math.max(0, start - position);
        const part = bytes.subarray(from, Math.max(from, end - position));
        if (part.length > 0) range.set(part, position + from - start);
      }
      return range;
    },
  };
}
