// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { oneOf } from "../../vfs/check.ts";
import { type WasmFeature, wasmFeatures } from "./features.ts";

/** The parts of a module that test whether an engine supports a feature. */
interface FeatureSample {
  /** The types, each with its form; the first is that of the function. */
  readonly types?: readonly (readonly number[])[];
  /** The limits of memories. */
  readonly memories?: readonly (readonly number[])[];
  /** The code of the only function, without its end. */
  readonly code?: readonly number[];
}

const action = [0x60, 0, 0];
const zero = [0x41, 0];
const zero64 = [0x42, 0];
const vector = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
const drop = 0x1a;

const samples: Readonly<Record<WasmFeature, FeatureSample>> = {
  "bulk-memory": { code: [...zero, ...zero, ...zero, 0xfc, 11, 0] },
  "custom-page-sizes": { memories: [[8, 0, 0]] },
  "exceptions": { code: [0x1f, 0x40, 0, 0x0b] },
  "exceptions-legacy": { code: [0x06, 0x40, 0x19, 0x0b] },
  "function-references": { code: [0xd0, 0, 0x14, 0] },
  "gc": { types: [action, [0x5f, 0]], code: [0xfb, 1, 1, drop] },
  "memory64": { memories: [[4, 0]] },
  "multi-memory": { memories: [[0, 0], [0, 0]] },
  "multi-value": {
    types: [action, [0x60, 0, 2, 0x7f, 0x7f]],
    code: [0x02, 1, ...zero, ...zero, 0x0b, drop, drop],
  },
  "nontrapping-fptoint": { code: [0x43, 0, 0, 0, 0, 0xfc, 0, drop] },
  "reference-types": { code: [0xd0, 0x70, drop] },
  "relaxed-simd": { code: [...vector, ...vector, 0xfd, 0x80, 2, drop] },
  "sign-extension": { code: [...zero, 0xc0, drop] },
  "simd": { code: [...vector, drop] },
  "tail-call": { code: [0x12, 0] },
  "threads": {
    memories: [[3, 1, 1]],
    code: [...zero, 0xfe, 0x10, 2, 0, drop],
  },
  "wide-arithmetic": {
    code: [...zero64, ...zero64, ...zero64, ...zero64, 0xfc, 19, drop, drop],
  },
};

/**
 * Whether this JavaScript engine supports a feature.
 *
 * @throws {TypeError} when it is none of {@linkcode wasmFeatures}.
 *
 * @example
 * ```ts
 * import { isSupported } from "@afmpeg/afmpeg/wasm";
 * import { assert } from "@std/assert";
 *
 * assert(isSupported("simd"));
 * ```
 */
export function isSupported(feature: WasmFeature): boolean {
  oneOf(...wasmFeatures)("feature", feature);
  const { types = [action], memories = [[0, 1]], code = [] } = samples[feature];
  const body = [0, ...code, 0x0b];
  return WebAssembly.validate(
    new Uint8Array([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, types),
      ...section(3, [[0]]),
      ...section(5, memories),
      ...section(10, [[body.length, ...body]]),
    ]),
  );
}

/** A section of fewer than 128 bytes. */
function section(
  id: number,
  items: readonly (readonly number[])[],
): number[] {
  const content = [items.length, ...items.flat()];
  return [id, content.length, ...content];
}
