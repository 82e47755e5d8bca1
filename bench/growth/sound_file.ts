// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { RandomAccess } from "../../vfs/mod.ts";

const CHANNELS = 2;
const RATE = 48_000;
const FRAME_BYTES = CHANNELS * 2;

/** A WAV file of silence, of about so many bytes, that is made as it is read. */
export function soundFile(bytes: number): RandomAccess {
  const head = wavHead(bytes);
  return {
    size: head.length + bytes,
    read(buffer, position) {
      buffer.fill(0);
      if (position < head.length) {
        buffer.set(head.subarray(position, position + buffer.length));
      }
      return buffer.length;
    },
  };
}

/** The head of RF64, which is WAV whose sizes have 64 bits. */
function wavHead(bytes: number): Uint8Array {
  const head = new DataView(new ArrayBuffer(80));
  const text = (at: number, name: string) =>
    [...name].forEach((letter, i) =>
      head.setUint8(at + i, letter.charCodeAt(0))
    );
  text(0, "RF64");
  head.setUint32(4, 0xffff_ffff, true);
  text(8, "WAVEds64");
  head.setUint32(16, 28, true);
  head.setBigUint64(20, BigInt(72 + bytes), true);
  head.setBigUint64(28, BigInt(bytes), true);
  head.setBigUint64(36, BigInt(bytes / FRAME_BYTES), true);
  text(48, "fmt ");
  head.setUint32(52, 16, true);
  head.setUint16(56, 1, true);
  head.setUint16(58, CHANNELS, true);
  head.setUint32(60, RATE, true);
  head.setUint32(64, RATE * FRAME_BYTES, true);
  head.setUint16(68, FRAME_BYTES, true);
  head.setUint16(70, 16, true);
  text(72, "data");
  head.setUint32(76, 0xffff_ffff, true);
  return new Uint8Array(head.buffer);
}

/** A stream of so many bytes. */
export function soundStream(bytes: number): ReadableStream<Uint8Array> {
  let left = bytes;
  const piece = new Uint8Array(64 * 1024);
  return new ReadableStream({
    pull(controller) {
      if (left === 0) return controller.close();
      const count = Math.min(left, piece.length);
      left -= count;
      controller.enqueue(piece.slice(0, count));
    },
  }, { highWaterMark: 0 });
}
