// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Rewrites WebAssembly modules so that they can be stopped and bounded, whatever
 * they do, and finds out what they need, without compiling them.
 *
 * @experimental
 * @module
 */
export {
  WasmFormatError,
  type WasmFormatErrorKind,
  type WasmFormatErrorOptions,
} from "./format_error.ts";
export { isSupported } from "./engine_features.ts";
export { findFeatures, type WasmFeature, wasmFeatures } from "./features.ts";
export type { ExternalKind } from "./imports.ts";
export {
  type ExportInfo,
  type ImportInfo,
  type MemoryInfo,
  type Outline,
  readOutline,
} from "./outline.ts";
export {
  interruptExport,
  interruptImport,
  isInterruptible,
  rewrite,
  type RewriteOptions,
  ROOM_BYTES,
  startExport,
} from "./rewrite.ts";
