// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FileInfo } from "../../vfs/fs.ts";
import { filetype } from "./abi.ts";
import type { Dialect } from "./dialect.ts";
import { WasiError } from "./errno.ts";

/** The longest path that is accepted. */
const PATH_BYTES = 4095;

/**
 * The memory of a guest. Its views are recreated only when the memory has grown: the
 * adapter of the imports calls `refresh` before each call.
 *
 * A pointer outside the memory fails with EFAULT: views of bytes check it; numbers
 * throw a `RangeError`, which the adapter translates.
 */
export class GuestMemory {
  #memory: WebAssembly.Memory | undefined;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** The paths that the current call has read, if somebody wants to know. */
  paths: string[] | undefined;
  /** The last view of bytes: programs tend to use the same buffer repeatedly. */
  #last: Uint8Array = this.#bytes;
  #lastPointer = 0;
  readonly #decoder = new TextDecoder("utf-8", {
    fatal: true,
    ignoreBOM: true,
  });

  /** Sets the memory, once there is an instance. */
  attach(memory: WebAssembly.Memory): void {
    this.#memory = memory;
  }

  /** Recreates the views if the memory has grown. */
  refresh(): void {
    const buffer = this.#memory?.buffer;
    if (buffer === undefined || buffer === this.#bytes.buffer) return;
    this.#bytes = new Uint8Array(buffer);
    this.#view = new DataView(buffer);
    this.#last = this.#bytes;
    this.#lastPointer = 0;
  }

  /**
   * The numbers in the memory. It may also have grown during a call, if a function
   * of the host, such as a clock, calls the guest.
   */
  #numbers(): DataView {
    if (this.#bytes.length === 0) this.refresh();
    return this.#view;
  }

  /** A view of `length` bytes. */
  bytes(pointer: number, length: number): Uint8Array {
    if (this.#bytes.length === 0) this.refresh();
    if (pointer === this.#lastPointer && length === this.#last.length) {
      return this.#last;
    }
    if (pointer + length > this.#bytes.length) throw new WasiError("EFAULT");
    this.#lastPointer = pointer;
    return this.#last = this.#bytes.subarray(pointer, pointer + length);
  }

  /** A path of `length` bytes. Errors: EFAULT, ENAMETOOLONG, EILSEQ. */
  path(pointer: number, length: number): string {
    const bytes = this.bytes(pointer, length);
    if (length > PATH_BYTES) throw new WasiError("ENAMETOOLONG");
    try {
      // A shared memory cannot be decoded in place.
      const path = this.#decoder.decode(bytes.slice());
      this.paths?.push(path);
      return path;
    } catch {
      throw new WasiError("EILSEQ");
    }
  }

  u8(pointer: number): number {
    return this.#numbers().getUint8(pointer);
  }

  u16(pointer: number): number {
    return this.#numbers().getUint16(pointer, true);
  }

  u32(pointer: number): number {
    return this.#numbers().getUint32(pointer, true);
  }

  u64(pointer: number): bigint {
    return this.#numbers().getBigUint64(pointer, true);
  }

  setU8(pointer: number, value: number): void {
    this.#numbers().setUint8(pointer, value);
  }

  setU16(pointer: number, value: number): void {
    this.#numbers().setUint16(pointer, value, true);
  }

  setU32(pointer: number, value: number): void {
    this.#numbers().setUint32(pointer, value, true);
  }

  setU64(pointer: number, value: bigint | number): void {
    this.#numbers().setBigUint64(pointer, BigInt(value), true);
  }

  /** Writes a `filestat`. */
  setFilestat(
    { filestat }: Dialect,
    pointer: number,
    info: Omit<FileInfo, "kind"> & { kind: keyof typeof filetype },
  ): void {
    this.bytes(pointer, filestat.bytes).fill(0);
    this.setU64(pointer, info.dev);
    this.setU64(pointer + 8, info.ino);
    this.setU8(pointer + 16, filetype[info.kind]);
    if (filestat.isNlinkWide) this.setU64(pointer + filestat.nlink, info.nlink);
    else this.setU32(pointer + filestat.nlink, info.nlink);
    const rest = pointer + filestat.size;
    this.setU64(rest, info.size);
    this.setU64(rest + 8, info.atimeNs);
    this.setU64(rest + 16, info.mtimeNs);
    this.setU64(rest + 24, info.ctimeNs);
  }
}
