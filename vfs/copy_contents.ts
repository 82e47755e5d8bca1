import type { FsFile } from "./fs.ts";
import { FsError } from "./fs_error.ts";
import { writeAll } from "./write_file.ts";

/** How much is copied at once. */
const CHUNK_BYTES = 256 * 1024;
/** The least that is left out as a hole. */
const HOLE_BYTES = 64 * 1024;

/**
 * Copies what is in an open file, from its cursor on, into an empty one. Holes are
 * left out where the file can tell of them, and so is what turns out to be nothing
 * but zeros: a file of a tebibyte in which little was written costs little.
 *
 * Yields how far each step came, holes included.
 */
export async function* copyContents(
  input: FsFile,
  output: FsFile,
): AsyncGenerator<number> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  const mayHaveHoles = await isRegular(output);
  /** How far it is, and how far the cursor of `output` is: what lies between is a hole. */
  let position = 0;
  let written = 0;
  const write = async (piece: Uint8Array, at: number) => {
    if (written !== at) await output.seek(at);
    await writeAll(output, piece);
    written = at + piece.length;
  };
  for (;;) {
    if (mayHaveHoles && input.seekData) {
      const data = await input.seekData(position) ?? (await input.stat()).size;
      if (data > position) {
        yield data - position;
        position = await input.seek(data);
      }
    }
    const count = await input.read(buffer);
    if (count === null) break;
    const piece = buffer.subarray(0, count);
    if (!mayHaveHoles) await write(piece, position);
    else {
      for (const [start, end] of dataIn(piece)) {
        await write(piece.subarray(start, end), position + start);
      }
    }
    position += count;
    yield count;
  }
  if (written < position) await output.truncate(position);
}

/** Whether it is a file that can have holes; a device or a stream takes every byte. */
async function isRegular(file: FsFile): Promise<boolean> {
  try {
    return (await file.stat()).kind === "file";
  } catch (error) {
    if (error instanceof FsError && error.code === "ENOSYS") return false;
    throw error;
  }
}

/** The parts that are not zeros alone. */
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

/** Whether there is nothing but zeros; looks at four bytes at a time where they are aligned. */
function isZero(bytes: Uint8Array): boolean {
  const words = bytes.byteOffset % 4 === 0 ? bytes.length >> 2 : 0;
  const wide = new Uint32Array(bytes.buffer, words && bytes.byteOffset, words);
  for (const word of wide) if (word !== 0) return false;
  for (let i = words * 4; i < bytes.length; i++) {
    if (bytes[i] !== 0) return false;
  }
  return true;
}
