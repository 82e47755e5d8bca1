// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { FileInfo, FileKind } from "../../vfs/fs.ts";
import { FsError } from "../../vfs/fs_error.ts";

const kinds: readonly FileKind[] = [
  "file",
  "directory",
  "symlink",
  "characterDevice",
  "blockDevice",
  "fifo",
  "socket",
];

/** The size of a {@linkcode FileInfo} without its name. */
const INFO_NUMBERS_BYTES = 11 * 8;

/**
 * Writes and reads values one after another in the data area of a channel.
 * Both ends name the same values in the same order.
 */
export class Message {
  readonly #data: Uint8Array<SharedArrayBuffer>;
  readonly #view: DataView<SharedArrayBuffer>;
  readonly #encoder = new TextEncoder();
  /** Texts are encoded here: in a page, nothing encodes into shared memory. */
  #scratch = new Uint8Array(1024);
  readonly #decoder = new TextDecoder();
  #at = 0;

  constructor(data: Uint8Array<SharedArrayBuffer>) {
    this.#data = data;
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  /** Goes back to the beginning, to write or to read a message. */
  rewind(): this {
    this.#at = 0;
    return this;
  }

  putNumber(value: number): this {
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
    return this;
  }

  number(): number {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  putBigint(value: bigint): this {
    this.#view.setBigInt64(this.#at, value, true);
    this.#at += 8;
    return this;
  }

  bigint(): bigint {
    const value = this.#view.getBigInt64(this.#at, true);
    this.#at += 8;
    return value;
  }

  putOptionalBigint(value: bigint | undefined): this {
    return this.putNumber(value === undefined ? 0 : 1).putBigint(value ?? 0n);
  }

  optionalBigint(): bigint | undefined {
    const isSet = this.number() === 1;
    const value = this.bigint();
    return isSet ? value : undefined;
  }

  /** Errors: ENAMETOOLONG if the rest of the data area is too short. */
  putString(text: string): this {
    // A UTF-16 unit takes at most three bytes.
    if (this.#scratch.length < 3 * text.length) {
      this.#scratch = new Uint8Array(3 * text.length);
    }
    const { written } = this.#encoder.encodeInto(text, this.#scratch);
    if (this.#at + 8 + written > this.#data.length) {
      throw new FsError("ENAMETOOLONG", {
        operation: "pass",
        path: text.slice(0, 255),
      });
    }
    this.putNumber(written);
    this.#data.set(this.#scratch.subarray(0, written), this.#at);
    this.#at += written;
    return this;
  }

  string(): string {
    const length = this.number();
    // Copied, because in a page nothing decodes shared memory.
    const bytes = this.#data.slice(this.#at, this.#at += length);
    return this.#decoder.decode(bytes);
  }

  putInfo(info: FileInfo): this {
    if (this.#at + INFO_NUMBERS_BYTES > this.#data.length) {
      throw new FsError("EOVERFLOW", { operation: "pass", path: info.name });
    }
    return this.putNumber(kinds.indexOf(info.kind))
      .putNumber(info.size)
      .putNumber(info.mode)
      .putNumber(info.uid)
      .putNumber(info.gid)
      .putNumber(info.nlink)
      .putBigint(info.dev)
      .putBigint(info.ino)
      .putBigint(info.atimeNs)
      .putBigint(info.mtimeNs)
      .putBigint(info.ctimeNs)
      .putString(info.name);
  }

  info(): FileInfo {
    return {
      kind: kinds[this.number()]!,
      size: this.number(),
      mode: this.number(),
      uid: this.number(),
      gid: this.number(),
      nlink: this.number(),
      dev: BigInt.asUintN(64, this.bigint()),
      ino: BigInt.asUintN(64, this.bigint()),
      atimeNs: this.bigint(),
      mtimeNs: this.bigint(),
      ctimeNs: this.bigint(),
      name: this.string(),
    };
  }
}
