// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * A pipeline in memory: one guest decodes, your code processes the samples, another
 * guest encodes. No more than a few buffers are held, however long the sound is.
 *
 * ```sh
 * deno run --allow-read=ffmpeg.wasm examples/pipeline.ts < in.mp3 > out.flac
 * ```
 *
 * @module
 */
import { MemoryFs, RuntimePool } from "../mod.ts";

const raw = ["-f", "s16le", "-ar", "44100", "-ac", "1"];

/** Decodes `input`, passes the samples through `work`, and encodes them as FLAC. */
export async function process(
  pool: RuntimePool,
  input: ReadableStream<Uint8Array>,
  work: TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>,
  output: WritableStream<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  const decoder = pool.spawn(
    new MemoryFs(),
    ["-i", "pipe:0", "-vn", ...raw, "pipe:1"],
    { stdin: input, stdout: "piped" },
  );
  const encoder = pool.spawn(
    new MemoryFs(),
    [...raw, "-i", "pipe:0", "-f", "flac", "pipe:1"],
    { stdin: decoder.stdout.pipeThrough(work), stdout: output },
  );
  for (const { status } of [decoder, encoder]) {
    const { success, stderr } = await status;
    if (!success) throw new Error(stderr);
  }
}

/** Halves the volume of 16-bit samples. A chunk may end in the middle of one. */
export function quieter(): TransformStream<
  Uint8Array<ArrayBuffer>,
  Uint8Array<ArrayBuffer>
> {
  let rest = new Uint8Array(0);
  return new TransformStream({
    transform(chunk, controller) {
      const bytes = new Uint8Array(rest.length + chunk.length);
      bytes.set(rest);
      bytes.set(chunk, rest.length);
      const whole = bytes.length & ~1;
      rest = bytes.slice(whole);
      const samples = new Int16Array(bytes.buffer, 0, whole / 2);
      for (let i = 0; i < samples.length; i++) samples[i]! /= 2;
      controller.enqueue(bytes.subarray(0, whole));
    },
  });
}

if (import.meta.main) {
  await using pool = await RuntimePool.create({
    module: { file: "ffmpeg.wasm" },
    size: 2,
  });
  await process(pool, Deno.stdin.readable, quieter(), Deno.stdout.writable);
}
