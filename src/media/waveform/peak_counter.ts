// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** How to count: see {@linkcode PeakCounter}. */
export interface PeakCounterOptions {
  readonly channels: number;
  readonly samplesPerPixel: number;
  readonly splitChannels: boolean;
  /** How many pixels there may be; if there are more, each two become one. */
  readonly maxPixels?: number | undefined;
}

/** Finds the lowest and the highest of each so many samples. */
export class PeakCounter {
  readonly #channels: number;
  readonly #maxLength: number;
  #samplesPerPixel: number;
  readonly #splitChannels: boolean;
  /** The lowest and the highest of each channel, of the current pixel. */
  readonly #current: Int16Array;
  #data = new Int16Array(1024);
  #length = 0;
  /** How many samples the current pixel has. */
  #filled = 0;
  #samples = 0;
  /** The bytes of an incomplete sample. */
  #rest = new Uint8Array(0);

  constructor(options: PeakCounterOptions) {
    const { channels, samplesPerPixel, splitChannels } = options;
    this.#channels = channels;
    this.#samplesPerPixel = samplesPerPixel;
    this.#splitChannels = splitChannels;
    this.#current = new Int16Array(splitChannels ? channels * 2 : 2);
    this.#maxLength = (options.maxPixels ?? Infinity) * this.#current.length;
    this.#reset();
  }

  /** How many samples a pixel stands for by now. */
  get samplesPerPixel(): number {
    return this.#samplesPerPixel;
  }

  /** How many samples of each channel there are so far. */
  get samples(): number {
    return this.#samples;
  }

  /** Reads samples of 16 bits, one channel after another. */
  push(chunk: Uint8Array): void {
    const size = this.#channels * 2;
    let bytes = chunk;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + chunk.length);
      bytes.set(this.#rest);
      bytes.set(chunk, this.#rest.length);
    }
    const whole = bytes.length - bytes.length % size;
    // Copied where it is not aligned: two bytes are read at once.
    const aligned = bytes.byteOffset % 2 === 0
      ? bytes.subarray(0, whole)
      : bytes.slice(0, whole);
    this.#rest = bytes.slice(whole);
    this.#count(
      new Int16Array(aligned.buffer, aligned.byteOffset, whole / 2),
    );
  }

  #count(samples: Int16Array): void {
    const channels = this.#channels;
    const current = this.#current;
    for (let at = 0; at < samples.length; at += channels) {
      if (this.#splitChannels) {
        for (let channel = 0; channel < channels; channel++) {
          const value = samples[at + channel]!;
          if (value < current[2 * channel]!) current[2 * channel] = value;
          if (value > current[2 * channel + 1]!) {
            current[2 * channel + 1] = value;
          }
        }
      } else {
        let sum = 0;
        for (let channel = 0; channel < channels; channel++) {
          sum += samples[at + channel]!;
        }
        const value = Math.trunc(sum / channels);
        if (value < current[0]!) current[0] = value;
        if (value > current[1]!) current[1] = value;
      }
      this.#samples++;
      if (++this.#filled === this.#samplesPerPixel) this.#next();
    }
  }

  /** All peaks; those of the last pixel may be of fewer samples. */
  end(): Int16Array<ArrayBuffer> {
    if (this.#filled > 0) this.#next();
    // A pixel may have been merged into the beginning of another.
    if (this.#filled > 0) this.#append();
    return this.#data.slice(0, this.#length);
  }

  #next(): void {
    const current = this.#current;
    if (this.#length + current.length > this.#maxLength) {
      // What is complete now is no longer: it is kept as another pixel meanwhile.
      this.#append();
      this.#merge();
      return;
    }
    this.#append();
  }

  #append(): void {
    const current = this.#current;
    if (this.#length + current.length > this.#data.length) {
      const larger = new Int16Array(
        Math.max(2 * this.#data.length, this.#length + current.length),
      );
      larger.set(this.#data);
      this.#data = larger;
    }
    this.#data.set(current, this.#length);
    this.#length += current.length;
    this.#reset();
  }

  /** Makes one pixel of each two; the last may become the first half of the current. */
  #merge(): void {
    const size = this.#current.length;
    const data = this.#data;
    const pixels = this.#length / size;
    for (let pixel = 0; pixel < pixels; pixel += 2) {
      for (let i = 0; i < size; i += 2) {
        const [at, next, to] = [
          ...[pixel * size + i, (pixel + 1) * size + i, pixel / 2 * size + i],
        ] as [number, number, number];
        const isAlone = pixel + 1 === pixels;
        data[to] = Math.min(data[at]!, isAlone ? 32767 : data[next]!);
        data[to + 1] = Math.max(
          data[at + 1]!,
          isAlone ? -32768 : data[next + 1]!,
        );
      }
    }
    if (pixels % 2 === 1) {
      const start = (pixels - 1) / 2 * size;
      this.#current.set(data.subarray(start, start + size));
      this.#filled = this.#samplesPerPixel;
    }
    this.#length = Math.floor(pixels / 2) * size;
    this.#samplesPerPixel *= 2;
  }

  #reset(): void {
    for (let i = 0; i < this.#current.length; i += 2) {
      this.#current[i] = 32767;
      this.#current[i + 1] = -32768;
    }
    this.#filled = 0;
  }
}
