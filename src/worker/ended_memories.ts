// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The memories of ended guests. The engine frees them when it next collects all
 * garbage, which it may put off until they are many times as large as one guest.
 */
export class EndedMemories {
  /** The size of those that are not freed yet. */
  bytes = 0;
  readonly #freed = new FinalizationRegistry<number>((bytes) => {
    this.bytes -= bytes;
  });

  /** Adds the memory of a guest that will not run any more. */
  add(memory: WebAssembly.Memory): void {
    const { byteLength } = memory.buffer;
    this.bytes += byteLength;
    this.#freed.register(memory, byteLength);
  }

  /**
   * Adds what was touched of a memory that other threads hold, too: this one never
   * learns when the last of them frees it.
   */
  addShared(touchedBytes: number): void {
    this.bytes += touchedBytes;
  }
}
