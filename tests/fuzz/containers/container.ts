// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A box, an element, a chunk or a packet of a file. */
export interface Part {
  /** What says what it is: a type, an identifier; empty where there is none. */
  name: Uint8Array;
  /** What precedes its content: versions, flags, counts. */
  prefix: Uint8Array;
  /** The parts in it, or bytes that are no parts. */
  content: Part[] | Uint8Array;
  /** The size that it claims to have, if that is not its own. */
  claimed?: number;
}

/** A way in which files are made of parts. */
export interface Container {
  /** The parts of a file. What is no part of it any more is left out. */
  parse(bytes: Uint8Array): Part[];
  /** The bytes that precede the content of a part that is `length` bytes long. */
  header(part: Part, length: number): Uint8Array;
  /** To a multiple of so many bytes each part is padded. */
  readonly alignment: number;
}

/** The bytes of parts, each with its size. */
export function write(
  container: Container,
  parts: readonly Part[],
): Uint8Array {
  const pieces = parts.flatMap((part) => {
    const content = part.content instanceof Uint8Array
      ? part.content
      : write(container, part.content);
    const length = part.prefix.length + content.length;
    const padding = new Uint8Array(
      (container.alignment - length % container.alignment) %
        container.alignment,
    );
    return [container.header(part, length), part.prefix, content, padding];
  });
  return concat(pieces);
}

/** All bytes of `pieces`. */
export function concat(
  pieces: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(
    pieces.reduce((length, piece) => length + piece.length, 0),
  );
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
