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
    const { total, pieces } = this.#pieces(pointer, count);
    if (pieces.length <= 1 || total > GATHER_BYTES) return each(pieces, read);
    const received = read(this.#buffer.subarray(0, total));
    let at = 0;
    for (const piece of pieces) {
      if (at >= received) break;
      const end = Math.min(received, at + piece.length);
      piece.set(this.#buffer.subarray(at, end));
      at = end;
    }
    return received;
  }

  /** Writes the vectors. Returns how many bytes were written. */
  gather(pointer: number, count: number, write: Transfer): number {
    if (count === 1) return this.#one(pointer, write);
    const { total, pieces } = this.#pieces(pointer, count);
    if (pieces.length <= 1 || total > GATHER_BYTES) return each(pieces, write);
    let at = 0;
    for (const piece of pieces) {
      this.#buffer.set(piece, at);
      at += piece.length;
    }
    return write(this.#buffer.subarray(0, total));
  }

  #one(pointer: number, transfer: Transfer): number {
    const piece = this.#piece(pointer, 0);
    return piece.length === 0 ? 0 : transfer(piece);
  }

  /**
   * The vectors that are not empty: each is read once, before anything is moved, since
   * another thread of the guest may change it meanwhile. Errors: EINVAL, EFAULT.
   */
  #pieces(
    pointer: number,
    count: number,
  ): { total: number; pieces: readonly Uint8Array[] } {
    if (count > IOV_MAX) throw new WasiError("EINVAL");
    const pieces: Uint8Array[] = [];
    let total = 0;
    for (let i = 0; i < count; i++) {
      const piece = this.#piece(pointer, i);
      total += piece.length;
      if (piece.length > 0) pieces.push(piece);
    }
    if (total > 0xffff_ffff) throw new WasiError("EINVAL");
    return { total, pieces };
  }

  #piece(pointer: number, index: number): Uint8Array {
    const at = pointer + index * 8;
    return this.#memory.bytes(this.#memory.u32(at), this.#memory.u32(at + 4));
  }
}

/** Moves piece by piece, up to the first that is short or fails. */
function each(pieces: readonly Uint8Array[], transfer: Transfer): number {
  let done = 0;
  for (const piece of pieces) {
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
