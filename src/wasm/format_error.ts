// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { AfmpegError } from "../../vfs/afmpeg_error.ts";

/** The kind of a problem with a module: see {@linkcode WasmFormatError}. */
export type WasmFormatErrorKind =
  | "malformed"
  | "unknown-opcode"
  | "object-file"
  | "memory-limit";

/** Options of {@linkcode WasmFormatError}. */
export interface WasmFormatErrorOptions extends ErrorOptions {
  /** The kind of the problem. */
  kind: WasmFormatErrorKind;
  /** The offset in the binary, in bytes. */
  offset: number;
}

/** A binary cannot be read or rewritten as a WebAssembly module. */
export class WasmFormatError extends AfmpegError {
  /** Always `"WasmFormatError"`. */
  override readonly name = "WasmFormatError";
  /**
   * `"malformed"`: it is truncated or inconsistent. `"unknown-opcode"`: it uses an
   * unknown instruction. `"object-file"`: it is input for a linker.
   * `"memory-limit"`: it needs more memory than it may have.
   */
  readonly kind: WasmFormatErrorKind;
  /** What was found. */
  readonly what: string;
  /** The offset in the binary, in bytes. */
  readonly offset: number;

  /** Creates the error for a binary in which `what` was found. */
  constructor(what: string, options: WasmFormatErrorOptions) {
    const { kind, offset } = options;
    super(
      `Cannot rewrite the module: received ${what} at offset ${offset}`,
      options,
    );
    this.kind = kind;
    this.what = what;
    this.offset = offset;
  }
}
