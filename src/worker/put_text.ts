// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Writes as much of a text into shared memory as there is room for, in whole characters.
 * Not in place: browsers encode no text there.
 *
 * @returns How many bytes that takes.
 */
export function putText(
  text: string,
  memory: Uint8Array<SharedArrayBuffer>,
): number {
  const bytes = new Uint8Array(memory.length);
  const { written } = new TextEncoder().encodeInto(text, bytes);
  memory.set(bytes.subarray(0, written));
  return written;
}
