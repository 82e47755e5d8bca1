/**
 * Rewrites WebAssembly modules so that they can be stopped and bounded, whatever
 * they do.
 *
 * @module
 */
export { WasmFormatError, type WasmFormatErrorKind } from "./format_error.ts";
export {
  interruptExport,
  isInterruptible,
  rewrite,
  type RewriteOptions,
  startExport,
} from "./rewrite.ts";
