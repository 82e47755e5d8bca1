import { fault } from "./fault.ts";

/**
 * The 32-bit words in the memory of a guest, at any address, aligned or not. An
 * access outside of the memory is the guest's own fault, and ends it like one.
 */
export class GuestWords {
  #memory: WebAssembly.Memory | undefined;
  #view: DataView = new DataView(new ArrayBuffer(0));

  /** Names the memory, once there is an instance. */
  attach(memory: WebAssembly.Memory): void {
    this.#memory = memory;
  }

  /** Looks whether the memory has moved, as it does when it grows. */
  refresh(): void {
    const buffer = this.#memory?.buffer;
    if (buffer === undefined || buffer === this.#view.buffer) return;
    this.#view = new DataView(buffer);
  }

  /** Whether so many bytes are within the memory. */
  includes(pointer: number, length: number): boolean {
    return pointer + length <= this.#view.byteLength;
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
