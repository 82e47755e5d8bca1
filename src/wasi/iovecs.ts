// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { GuestMemory } from "./guest_memory.ts";
import { WasiError } from "./errno.ts";

/** The most vectors of one call, as on Linux. */
const IOV_MAX = 1024;

/** Up to this size, several vectors are moved through one buffer and in one call. */
const GATHER_BYTES = 64 * 1024;

/** Reads or writes a piece, and returns the count; a short count ends the transfer. */
export type Transfer = (piece: Uint8Array) => number;

/**
 * Reads and writes vectors of the guest's memory. libc always passes two, so several
 * small ones are moved in one call: each may be a round trip to another thread.
 */
export class Iovecs {
  readonly #memory: GuestMemory;
  readonly #buffer = new Uint8Array(GATHER_BYTES);

  constructor(memory: GuestMemory) {
    this.#memory = memory;
  }

  /** Fills the vectors. Returns how many bytes were read. */
  scatter(pointer: number, count: number, read: Transfer): number {
    if (count === 1) return this.#one(pointer, read);
    const { total, parts } = this.#measure(pointer, count);
    if (parts <= 1) return this.#each(pointer, count, read);
    if (total > GATHER_BYTES) return this.#each(pointer, count, read);
    const received = read(this.#buffer.subarray(0, total));
    let at = 0;
    this.#each(pointer, count, (piece) => {
      const part = this.#buffer.subarray(
        at,
        Math.min(received, at + piece.length),
      );
      piece.set(part);
      at += part.length;
      return part.length;
    });
    return received;
  }

  /** Writes the vectors. Returns how many bytes were written. */
  gather(pointer: number, count: number, write: Transfer): number {
    if (count === 1) return this.#one(pointer, write);
    const { total, parts } = this.#measure(pointer, count);
    if (parts <= 1) return this.#each(pointer, count, write);
    if (total > GATHER_BYTES) return this.#each(pointer, count, write);
    let at = 0;
    this.#each(pointer, count, (piece) => {
      this.#buffer.set(piece, at);
      at += piece.length;
      return piece.length;
    });
    return write(this.#buffer.subarray(0, total));
  }

  #one(pointer: number, transfer: Transfer): number {
    const piece = this.#piece(pointer, 0);
    return piece.length === 0 ? 0 : transfer(piece);
  }

  /** Checks all vectors before anything is moved. Errors: EINVAL, EFAULT. */
  #measure(pointer: number, count: number): { total: number; parts: number } {
    if (count > IOV_MAX) throw new WasiError("EINVAL");
    let total = 0;
    let parts = 0;
    for (let i = 0; i < count; i++) {
      const length = this.#piece(pointer, i).length;
      total += length;
      if (length > 0) parts++;
    }
    if (total > 0xffff_ffff) throw new WasiError("EINVAL");
    return { total, parts };
  }

  /** Moves piece by piece, up to the first that is short or fails. */
  #each(pointer: number, count: number, transfer: Transfer): number {
    let done = 0;
    for (let i = 0; i < count; i++) {
      const piece = this.#piece(pointer, i);
      if (piece.length === 0) continue;
      let moved: number;
      try {
        moved = transfer(piece);
      } catch (error) {
        if (done > 0) break;
        throw error;
      }
      done += moved;
      if (moved < piece.length) break;
    }
    return done;
  }

  #piece(pointer: number, index: number): Uint8Array {
    const at = pointer + index * 8;
    return this.#memory.bytes(this.#memory.u32(at), this.#memory.u32(at + 4));
  }
}
