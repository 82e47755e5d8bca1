// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { HostError, LimitError, ModuleError } from "../util/errors.ts";
import { collect } from "./collect.ts";

/** How large a module may be by default, in bytes. */
export const DEFAULT_MAX_BYTES: number = 256 * 2 ** 20;

const moduleMagic = [0x00, 0x61, 0x73, 0x6d];
const gzipMagic = [0x1f, 0x8b];

/**
 * Decompresses a module that is compressed with gzip or brotli. Anything else, and
 * what turns out not to contain a module, is returned unchanged.
 *
 * @throws {HostError} when the host has no brotli, and it is in no other format.
 * @throws {ModuleError} when it is a module in gzip that is cut or damaged.
 * @throws {LimitError} when it grows beyond `maxBytes` bytes.
 */
export async function unpack(
  bytes: Uint8Array<ArrayBuffer>,
  maxBytes: number = DEFAULT_MAX_BYTES,
): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes.length === 0 || isModule(bytes)) return bytes;
  // Brotli has no magic number: it is whatever has no other one.
  const format = startsWith(bytes, gzipMagic) ? "gzip" : "brotli";
  const stream = new Blob([bytes]).stream().pipeThrough(unpacking(format));
  let begins = false;
  try {
    return await collect(stream, (size, chunk) => {
      begins ||= isModule(chunk);
      if (!begins) throw new NoModule();
      if (size > maxBytes) {
        throw new LimitError("unpack the module", {
          option: "maxBytes",
          limit: maxBytes,
        });
      }
    });
  } catch (error) {
    if (error instanceof LimitError) throw error;
    // It is not in that format.
    if (!begins || format !== "gzip") return bytes;
    throw new ModuleError(
      `Cannot unpack the module: received ${bytes.length} bytes of gzip that are cut ` +
        "or damaged; fetch it again",
      { reason: "format", cause: error },
    );
  }
}

/** Whether these are the bytes of a module, uncompressed. */
export function isModule(bytes: Uint8Array): boolean {
  return startsWith(bytes, moduleMagic);
}

/** @throws {HostError} when the host cannot unpack the format. */
function unpacking(format: string): DecompressionStream {
  try {
    return new DecompressionStream(format as CompressionFormat);
  } catch (cause) {
    throw new HostError(
      "Cannot unpack the module: received neither a WebAssembly module nor gzip, and " +
        "this host has no brotli; give it uncompressed, or compressed with gzip",
      { missing: "brotli", cause },
    );
  }
}

class NoModule extends Error {}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}
