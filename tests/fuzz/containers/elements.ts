// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { concat, type Container, type Part } from "./container.ts";

/** The identifiers of the elements of Matroska that hold elements. */
const holders = new Set([
  ...[0x1a45dfa3, 0x18538067, 0x114d9b74, 0x1549a966, 0x1654ae6b, 0x1f43b675],
  ...[0x1c53bb6b, 0x1254c367, 0x4dbb, 0x7373, 0x67c8, 0x63c0, 0xae, 0xe0, 0xe1],
  ...[0xa0, 0xbb, 0xb7],
]);

/** How many bytes a number has whose first one is `first`. */
function widthOf(first: number): number {
  return Math.clz32(first) - 23;
}

/** The elements of EBML: Matroska and WebM. */
export const elements: Container = {
  alignment: 1,
  parse(bytes) {
    const parts: Part[] = [];
    for (let at = 0; at < bytes.length;) {
      const nameBytes = widthOf(bytes[at]!);
      const sizeAt = at + nameBytes;
      const sizeBytes = widthOf(bytes[sizeAt] ?? 0);
      if (nameBytes > 4 || sizeBytes > 8) break;
      let size = (bytes[sizeAt] ?? 0) & (0xff >> sizeBytes);
      for (let i = 1; i < sizeBytes; i++) {
        size = size * 256 + (bytes[sizeAt + i] ?? 0);
      }
      const begin = sizeAt + sizeBytes;
      // An unknown size, of a file that was streamed, leads to the end.
      const end = size === 2 ** (7 * sizeBytes) - 1
        ? bytes.length
        : begin + size;
      if (end > bytes.length) break;
      const name = bytes.slice(at, sizeAt);
      const id = name.reduce((id, byte) => id * 256 + byte, 0);
      const body = bytes.slice(begin, end);
      parts.push({
        name,
        prefix: new Uint8Array(0),
        content: holders.has(id) ? elements.parse(body) : body,
      });
      at = end;
    }
    return parts;
  },
  header({ name, claimed }, length) {
    const size = new Uint8Array(8);
    new DataView(size.buffer).setBigUint64(0, BigInt(claimed ?? length));
    size[0] = 1;
    return concat([name, size]);
  },
};
