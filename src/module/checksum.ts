// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { received } from "../../vfs/received.ts";
import { ChecksumError, ModuleError } from "../util/errors.ts";
import { sha256 } from "../util/sha256.ts";

/**
 * Checks that `module`, of the file or URL `from`, has that checksum.
 *
 * @throws {ChecksumError} when it has another one.
 */
export async function assertChecksum(
  from: string,
  module: Uint8Array<ArrayBuffer>,
  expected: string,
): Promise<void> {
  const received = await sha256(module);
  if (received !== expected) {
    throw new ChecksumError(from, { expected, received });
  }
}

/**
 * Returns a checksum in the form in which they are compared.
 *
 * @throws {ModuleError} when it is none.
 */
export function checksumOf(sha256: unknown): string {
  const checksum = `${sha256}`.toLowerCase();
  if (/^[0-9a-f]{64}$/.test(checksum)) return checksum;
  throw new ModuleError(
    "Cannot load a module: `sha256` must be 64 hexadecimal digits, of the " +
      `uncompressed module; received ${received(sha256)}`,
    { reason: "source" },
  );
}
