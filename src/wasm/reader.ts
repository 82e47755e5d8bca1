// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { WasmFormatError } from "./format_error.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The most items of any kind that an engine accepts: a limit of the JavaScript interface. */
const MOST_ITEMS = 1_000_000;

/** Reads the values of a binary one after another. */
export class Reader {
  readonly bytes: Uint8Array;
  /** The offset of the next value. */
  at: number;
  readonly end: number;

  constructor(
    bytes: Uint8Array,
    start: number = 0,
    end: number = bytes.length,
  ) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Whether nothing is left. */
  get isDone(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    if (this.at >= this.end) throw this.malformed("an early end");
    return this.bytes[this.at++]!;
  }

  /** An unsigned LEB128 of at most 32 bits. */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value > 0xffff_ffff) break;
        return value;
      }
    }
    throw this.malformed("an integer of more than 32 bits");
  }

  /** How many items follow, of which a module may have no more than an engine accepts. */
  count(): number {
    const count = this.u32();
    if (count > MOST_ITEMS) throw this.malformed(`a list of ${count} items`);
    return count;
  }

  /** An unsigned LEB128 of at most 64 bits, rounded beyond 2^53. */
  u64(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw this.malformed("an integer of more than 64 bits");
  }

  /** Skips an integer of any size. */
  skipLeb(): void {
    while (this.byte() & 0x80);
  }

  /** Reads `count` bytes. */
  take(count: number): Uint8Array {
    if (count > this.end - this.at) throw this.malformed("an early end");
    return this.bytes.subarray(this.at, this.at += count);
  }

  /** A string, preceded by its length. */
  name(): string {
    const at = this.at;
    try {
      return decoder.decode(this.take(this.u32()));
    } catch (error) {
      if (error instanceof WasmFormatError) throw error;
      throw new WasmFormatError("a name that is not UTF-8", {
        kind: "malformed",
        offset: at,
      });
    }
  }

  /** A value type: one byte, or a reference to a heap type. */
  skipValueType(): void {
    const byte = this.byte();
    if (byte === REF || byte === REF_NULL) this.skipLeb();
  }

  malformed(what: string): WasmFormatError {
    return new WasmFormatError(what, { kind: "malformed", offset: this.at });
  }
}

/** `(ref ht)` and `(ref null ht)`: the only value types of more than one byte. */
export const REF = 0x64;
/** See {@linkcode REF}. */
export const REF_NULL = 0x63;
