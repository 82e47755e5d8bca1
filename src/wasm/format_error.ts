/** What is wrong with a module: see {@linkcode WasmFormatError}. */
export type WasmFormatErrorKind =
  | "malformed"
  | "unknown-opcode"
  | "object-file"
  | "memory-limit";

/** Options of {@linkcode WasmFormatError}. */
export interface WasmFormatErrorOptions extends ErrorOptions {
  /** What is wrong. */
  kind: WasmFormatErrorKind;
  /** Where in the binary, in bytes. */
  offset: number;
}

/** A binary cannot be read or rewritten as a WebAssembly module. */
export class WasmFormatError extends Error {
  /** Always `"WasmFormatError"`. */
  override readonly name = "WasmFormatError";
  /**
   * `"malformed"`: it breaks off or contradicts itself. `"unknown-opcode"`: it
   * uses an instruction that is not known here. `"object-file"`: it is input for
   * a linker. `"memory-limit"`: it needs more memory than it may have.
   */
  readonly kind: WasmFormatErrorKind;
  /** What was found. */
  readonly what: string;
  /** Where in the binary, in bytes. */
  readonly offset: number;

  /** Makes the error of a binary in which `what` was found. */
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
