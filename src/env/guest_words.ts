// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fault } from "./fault.ts";

/**
 * The 32-bit words in the memory of a guest, at any address, aligned or not. An
 * access outside the memory traps as if the guest had made it.
 */
export class GuestWords {
  #memory: WebAssembly.Memory | undefined;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));

  /** Sets the memory, once there is an instance. */
  attach(memory: WebAssembly.Memory): void {
    this.#memory = memory;
  }

  /** Whether `length` bytes at `pointer` are within the memory. */
  includes(pointer: number, length: number): boolean {
    if (pointer + length <= this.#bytes.length) return true;
    // When a memory grows, its old buffer becomes empty, or, if it is shared, too
    // short: so only here can it have changed.
    const buffer = this.#memory?.buffer;
    if (buffer === undefined || buffer === this.#bytes.buffer) return false;
    this.#bytes = new Uint8Array(buffer);
    this.#view = new DataView(buffer);
    return pointer + length <= this.#bytes.length;
  }

  /** The word at an address. */
  load(pointer: number): number {
    if (!this.includes(pointer, 4)) fault.memory();
    return this.#view.getUint32(pointer, true);
  }

  /** Changes the word at an address. */
  store(pointer: number, value: number): void {
    if (!this.includes(pointer, 4)) fault.memory();
    this.#view.setUint32(pointer, value, true);
  }
}
