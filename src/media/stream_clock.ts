// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Finds out when a stream ends, by the times of its frames. */
export class StreamClock {
  readonly type: "audio" | "video";
  /** How long the stream lasts as its container says, in seconds. */
  readonly #statedSec: number | undefined;
  #last: number | undefined;
  #distance = 0;

  constructor(type: "audio" | "video", statedSec: number | undefined) {
    this.type = type;
    this.#statedSec = statedSec;
  }

  /** The filters that mark every frame. */
  get filters(): string {
    const metadata = this.type === "audio" ? "ametadata" : "metadata";
    return `${metadata}=add:key=lavfi.clock:value=1`;
  }

  /** Notes a frame. */
  tick(sec: number): void {
    if (!Number.isFinite(sec)) {
      // A picture without a time is the only one.
      this.#last ??= 0;
      return;
    }
    if (this.#last !== undefined) {
      this.#distance = Math.max(0, sec - this.#last);
    }
    this.#last = sec;
  }

  /** The time of the last frame, in seconds. */
  get lastSec(): number {
    return this.#last ?? 0;
  }

  /** Whether there was no frame. */
  get isEmpty(): boolean {
    return this.#last === undefined;
  }

  /**
   * When the last frame ends, in seconds: as the container says, if that can be, since
   * the last frame of sound is often shorter than the others.
   */
  get endSec(): number {
    const last = this.#last ?? 0;
    const usual = last + this.#distance;
    const stated = this.#statedSec ?? usual;
    // Times are rounded to the unit of the stream.
    const end = stated > last && stated <= usual + 0.001 ? stated : usual;
    return Math.round(end * 1e6) / 1e6;
  }
}
