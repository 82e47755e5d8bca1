// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A tag: the type of an exception. */
export interface WasmTag {
  readonly [Symbol.toStringTag]: string;
}

/** An exception with a tag and a payload. It is not an `Error`. */
export interface WasmException {
  /** Whether it has that tag. */
  is(tag: WasmTag): boolean;
  /** A part of the payload, which consists of 32-bit integers. */
  getArg(tag: WasmTag, index: number): number;
}

interface WasmTagConstructor {
  new (type: { parameters: readonly "i32"[] }): WasmTag;
}

interface WasmExceptionConstructor {
  new (tag: WasmTag, payload: readonly number[]): WasmException;
}

/** Parts of WebAssembly that TypeScript's library does not declare yet. */
const later = WebAssembly as unknown as {
  readonly Tag: WasmTagConstructor;
  readonly Exception: WasmExceptionConstructor;
};

/** `WebAssembly.Tag`. */
export const Tag: WasmTagConstructor = later.Tag;
/** `WebAssembly.Exception`. */
export const Exception: WasmExceptionConstructor = later.Exception;
