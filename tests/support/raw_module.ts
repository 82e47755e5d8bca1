// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** The parts of a module with one function `() → ()`. */
export interface RawModule {
  /** The limits of its memories. The default is one, of one page. */
  readonly memories?: readonly (readonly number[])[];
  /** The code of its function, without the `end`. The default is empty. */
  readonly code?: readonly number[];
}

/** Makes a module that exports its function as `_start` and its first memory. */
export function rawModule(
  { memories = [[0, 1]], code = [] }: RawModule,
): Uint8Array<ArrayBuffer> {
  const section = (id: number, items: readonly (readonly number[])[]) => {
    const content = [items.length, ...items.flat()];
    return [id, content.length, ...content];
  };
  const name = (
    text: string,
  ) => [text.length, ...new TextEncoder().encode(text)];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [[0x60, 0, 0]]),
    ...section(3, [[0]]),
    ...section(5, memories),
    ...section(7, [[...name("memory"), 2, 0], [...name("_start"), 0, 0]]),
    ...section(10, [[code.length + 2, 0, ...code, 0x0b]]),
  ]);
}
