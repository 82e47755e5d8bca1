// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** What may be given where a number is wanted: numbers at every edge, and no numbers. */
export const numbers: readonly unknown[] = [
  ...[0, -0, 1, 2, 3, -1, -2, 0.1, 0.5, 1.5, 10.5, -0.5, 1e-300, -1e-300],
  ...[255, 256, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 32 + 0.5],
  ...[2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, 1e21, 1e308, -(2 ** 31), -(2 ** 53)],
  ...[NaN, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE],
  ...["", "5", "0x5", "abc", "NaN", null, true, false, 0n, 5n, 2n ** 64n],
  ...[[], [5], {}, new Date(5), Symbol("5"), () => 5, new Uint8Array(5)],
  ...[{ valueOf: () => 5 }, Object.create(null), new Number(5)],
];

/** What a callback may return or throw. */
export const values: readonly unknown[] = [
  ...[undefined, null, 0, NaN, "text", 5n, true, {}, [], Symbol("x"), () => {}],
  ...[new Error("of the caller"), new Uint8Array(3), Object.create(null)],
];

/** What a stream may have for a chunk. */
export const chunks: readonly (() => unknown)[] = [
  ...[undefined, null, 0, 7, NaN, "text", 5n, true, {}, [1, 2]].map(
    (value) => () => value,
  ),
  ...[() => Symbol("x"), () => new Date(0), () => new Error("chunk")],
  ...[
    () => new Uint8Array(0),
    () => new Uint8Array(3),
    () => new Uint8Array(1e6),
  ],
  ...[() => new Uint16Array(3), () => new DataView(new ArrayBuffer(3))],
  ...[() => new ArrayBuffer(3), () => new Uint8ClampedArray(3)],
  () => new Uint8Array(new SharedArrayBuffer(3)),
  () => new Blob(["text"]),
];
