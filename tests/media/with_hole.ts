// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { SyncFsFile } from "../../vfs/mod.ts";

interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Writes an MP4 of ffmpeg so that it is `size` bytes long: a hole is appended to its
 * media, and whatever followed them comes at the end.
 */
export function withHole(
  file: SyncFsFile,
  mp4: Uint8Array,
  size: number,
): void {
  const bytes = mp4.slice();
  const view = new DataView(bytes.buffer);
  const boxes: Box[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = start + view.getUint32(start);
    const type = new TextDecoder().decode(bytes.subarray(start + 4, start + 8));
    boxes.push({ type, start, end });
    start = end;
  }
  const media = boxes.findIndex(({ type }) => type === "mdat");
  const { end } = boxes[media]!;
  // An empty box before it leaves room for a 64-bit length.
  const { start } = boxes[media - 1]!;
  const rest = bytes.subarray(end);
  bytes.set([0, 0, 0, 1, ...new TextEncoder().encode("mdat")], start);
  view.setBigUint64(start + 8, BigInt(size - rest.length - start));
  file.write(bytes.subarray(0, end));
  file.truncate(size);
  file.writeAt(rest, size - rest.length);
  file.close();
}
