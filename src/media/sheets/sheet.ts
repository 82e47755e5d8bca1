// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Frame } from "../frames/frame.ts";
import type { Pixels } from "../encode_pixels.ts";

/** How pictures are arranged on a sheet. */
export interface SheetLayout {
  readonly columns: number;
  readonly rows: number;
  /** The size of the place of a picture, in pixels. */
  readonly width: number;
  readonly height: number;
  /** The distance between two pictures and to the edges, in pixels. */
  readonly gap: number;
  /** The colour between them: red, green, blue. */
  readonly background: readonly [number, number, number];
}

/** The bytes of a pixel of a sheet. */
const SIZE = 3;

/** A picture made of pictures. */
export class Sheet {
  readonly #layout: SheetLayout;
  readonly #width: number;
  readonly #data: Uint8Array<ArrayBuffer>;
  #count = 0;

  constructor(layout: SheetLayout) {
    const { columns, rows, width, height, gap, background } = layout;
    this.#layout = layout;
    this.#width = columns * (width + gap) + gap;
    const total = this.#width * (rows * (height + gap) + gap);
    this.#data = new Uint8Array(total * SIZE);
    if (background.every((value) => value === 0)) return;
    for (let i = 0; i < this.#data.length; i++) {
      this.#data[i] = background[i % SIZE]!;
    }
  }

  /** Whether there is no place left. */
  get isFull(): boolean {
    return this.#count === this.#layout.columns * this.#layout.rows;
  }

  /** Puts a picture in the next place; a smaller one is centred, a larger one cropped. */
  add(frame: Frame): { x: number; y: number } {
    const { columns, width, height, gap } = this.#layout;
    const column = this.#count % columns;
    const row = Math.floor(this.#count / columns);
    const [x, y] = [gap + column * (width + gap), gap + row * (height + gap)];
    const shown = Math.min(width, frame.width);
    const [fromX, toX] = offsets(width, frame.width);
    const [fromY, toY] = offsets(height, frame.height);
    for (let line = 0; line < Math.min(height, frame.height); line++) {
      const from = ((fromY + line) * frame.width + fromX) * SIZE;
      const to = ((y + toY + line) * this.#width + x + toX) * SIZE;
      this.#data.set(frame.data.subarray(from, from + shown * SIZE), to);
    }
    this.#count++;
    return { x, y };
  }

  /** The sheet as far as it is needed: without rows that are empty. */
  pixels(): Pixels {
    const { columns, height, gap } = this.#layout;
    const rows = Math.ceil(this.#count / columns);
    const total = rows * (height + gap) + gap;
    return {
      data: this.#data.subarray(0, this.#width * total * SIZE),
      ...{ format: "rgb24", width: this.#width, height: total },
    };
  }
}

/** Where a picture of a size begins to be shown, and where in its place. */
function offsets(place: number, size: number): [from: number, to: number] {
  const spare = place - size;
  return spare < 0 ? [Math.floor(-spare / 2), 0] : [0, Math.floor(spare / 2)];
}
