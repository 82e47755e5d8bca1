// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { attempt } from "./attempt.ts";
import { type Steps, wait } from "./drive.ts";
import type { Awaitable, FsFile } from "./fs.ts";
import { writeAll } from "./write_all.ts";

/** How much is copied in one step. */
const CHUNK_BYTES = 256 * 1024;
/** The smallest run of zeros that is left out as a hole. */
const HOLE_BYTES = 64 * 1024;

/**
 * Copies an open file, from its cursor on, into an empty one. Holes are left
 * out if the file can report them, and so are runs of zeros: a sparse file of a
 * tebibyte costs little.
 *
 * @param onPiece Called with how far each step went, including holes.
 * @returns Whether `output` is a regular file.
 */
export function* copyContents(
  input: FsFile,
  output: FsFile,
  onPiece: (count: number) => Awaitable<void> = () => {},
): Steps<boolean> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  const mayHaveHoles = yield* isRegular(output);
  /**
   * The position reached, and the cursor of `output`: what lies between is a
   * hole.
   */
  let position = 0;
  let written = 0;
  const write = function* (piece: Uint8Array, at: number): Steps<void> {
    if (written !== at) yield output.seek(at);
    yield* writeAll(output, piece);
    written = at + piece.length;
  };
  for (;;) {
    if (mayHaveHoles && input.seekData) {
      const data = (yield* wait(input.seekData(position))) ??
        (yield* wait(input.stat())).size;
      if (data > position) {
        yield onPiece(data - position);
        position = yield* wait(input.seek(data));
      }
    }
    const count = yield* wait(input.read(buffer));
    if (count === null) break;
    const piece = buffer.subarray(0, count);
    if (!mayHaveHoles) yield* write(piece, position);
    else {
      for (const [start, end] of dataIn(piece)) {
        yield* write(piece.subarray(start, end), position + start);
      }
    }
    position += count;
    yield onPiece(count);
  }
  if (written < position) yield output.truncate(position);
  return mayHaveHoles;
}

/**
 * Whether it is a file that can have holes; a device or a stream needs every
 * byte.
 */
function* isRegular(file: FsFile): Steps<boolean> {
  const info = yield* wait(attempt(() => file.stat(), "ENOSYS"));
  return info?.kind === "file";
}

/** The parts that are not all zeros. */
function* dataIn(bytes: Uint8Array): Generator<[start: number, end: number]> {
  let start: number | undefined;
  for (let at = 0; at < bytes.length; at += HOLE_BYTES) {
    if (isZero(bytes.subarray(at, at + HOLE_BYTES))) {
      if (start !== undefined) yield [start, at];
      start = undefined;
    } else start ??= at;
  }
  if (start !== undefined) yield [start, bytes.length];
}

/** Whether all bytes are zeros; checks four at a time where they are aligned. */
function isZero(bytes: Uint8Array): boolean {
  const words = bytes.byteOffset % 4 === 0 ? bytes.length >> 2 : 0;
  const wide = new Uint32Array(bytes.buffer, words && bytes.byteOffset, words);
  for (const word of wide) if (word !== 0) return false;
  for (let i = words * 4; i < bytes.length; i++) {
    if (bytes[i] !== 0) return false;
  }
  return true;
}
