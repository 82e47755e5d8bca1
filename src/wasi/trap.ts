// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** `(module (func (export "trap") unreachable))` */
const module = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x07, 0x08, 0x01, 0x04, 0x74, 0x72, 0x61, 0x70, 0x00, 0x00],
  ...[0x0a, 0x05, 0x01, 0x03, 0x00, 0x00, 0x0b],
]);

/**
 * Leaves the guest by a genuine trap. A JavaScript exception, even a
 * `WebAssembly.RuntimeError` that we create, would be caught by the first
 * `catch_all` of the guest; a trap is not.
 */
export const trap: () => never = new WebAssembly.Instance(
  new WebAssembly.Module(module),
).exports.trap as () => never;

/** The error of a genuine trap, which no guest that it is thrown into can catch. */
export function trapError(): Error {
  try {
    return trap();
  } catch (error) {
    return error as Error;
  }
}
