// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The bytes that pairs of hexadecimal digits stand for. */
export function hexBytes(text: string): Uint8Array<ArrayBuffer> {
  // `fromHex` is younger than Node 24.
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
