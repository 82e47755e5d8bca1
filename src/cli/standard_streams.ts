// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

const CHUNK_BYTES = 64 * 1024;

/**
 * The standard input of the command as a stream. It is read only on demand, so that
 * a terminal, or the rest of a script, is left alone.
 */
export function standardInput(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const buffer = new Uint8Array(CHUNK_BYTES);
      const count = await Deno.stdin.read(buffer);
      if (count === null) controller.close();
      else controller.enqueue(buffer.subarray(0, count));
    },
  }, { highWaterMark: 0 });
}

/**
 * Pipes what the guest writes to a stream of the command, as fast as that accepts
 * it. When nothing reads it any more, the guest gets EPIPE.
 */
export async function passOn(
  source: ReadableStream<Uint8Array>,
  target: { readonly writable: WritableStream<Uint8Array> },
): Promise<void> {
  await source.pipeTo(target.writable, {
    preventClose: true,
    preventAbort: true,
  });
}
