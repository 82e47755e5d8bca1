// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Awaitable } from "../../vfs/fs.ts";

/**
 * Reads a stream to its end. `onChunk` receives how many bytes there are so far;
 * if it throws, the stream is cancelled.
 */
export async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onChunk: (size: number, chunk: Uint8Array) => Awaitable<void>,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  // A throw leaves the loop, which cancels the stream.
  for await (const chunk of stream) {
    size += chunk.length;
    await onChunk(size, chunk);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
