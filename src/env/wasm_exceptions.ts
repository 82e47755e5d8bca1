/** A kind of exception. */
export interface WasmTag {
  readonly [Symbol.toStringTag]: string;
}

/** An exception of some kind, with its payload. It is no `Error`. */
export interface WasmException {
  /** Whether it is of that kind. */
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

/** What TypeScript's library does not know of WebAssembly yet. */
const later = WebAssembly as unknown as {
  readonly Tag: WasmTagConstructor;
  readonly Exception: WasmExceptionConstructor;
};

/** `WebAssembly.Tag`. */
export const Tag: WasmTagConstructor = later.Tag;
/** `WebAssembly.Exception`. */
export const Exception: WasmExceptionConstructor = later.Exception;
