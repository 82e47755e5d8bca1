// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { refusal } from "./check.ts";
import type { Awaitable } from "./fs.ts";

/** Bytes in any form: a typed array, a `DataView` or a buffer. */
export type Bytes = ArrayBufferView | ArrayBufferLike;

/** What a whole file can be written from: text, bytes or a blob. */
export type FileData = string | Bytes | Blob;

/**
 * The bytes of what is given as `name`, not copied.
 *
 * @throws {TypeError} If it is something else.
 */
export function bytesOf(value: unknown, name: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (isBytes(value)) return viewOf(value);
  throw refusal(`\`${name}\``, value, "a Uint8Array");
}

/** The bytes of data that has been checked: a blob has to be read first. */
export function toBytes(data: FileData): Awaitable<Uint8Array> {
  if (typeof data === "string") return new TextEncoder().encode(data);
  return data instanceof Blob ? data.bytes() : viewOf(data);
}

/**
 * Checks that data is text, bytes or a blob.
 *
 * @throws {TypeError}
 */
export function checkData(data: FileData, name = "data"): void {
  const isData = typeof data === "string" || isBytes(data) ||
    data instanceof Blob;
  if (isData) return;
  throw refusal(
    `\`${name}\``,
    data,
    "a string, bytes (BufferSource) or a Blob",
  );
}

/** Whether a value is bytes in any form. */
export function isBytes(value: unknown): value is Bytes {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer ||
    isShared(value);
}

/** Whether a value is shared memory. A page that is not isolated has none. */
export function isShared(value: unknown): value is SharedArrayBuffer {
  return typeof SharedArrayBuffer === "function" &&
    value instanceof SharedArrayBuffer;
}

/** A view of all bytes. */
export function viewOf(bytes: Bytes): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  return ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
}
