// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { type Edit, editFiles } from "./edit.ts";

/** The kernels, by what sets them up. */
const kinds = ["Pixel", "Filter", "DCT", "Intra", "LoopFilter"];

const names = kinds.map((kind) => `setup${kind}Primitives_wasm`);

/** Their declarations, in C++. */
export const kernelSetups: string = names.map((name) =>
  `void ${name}(EncoderPrimitives& p);\n`
).join("");

/** Calls of them, in C++, that set up `table`. */
export function setUpKernels(table: string): string {
  return names.map((name) => `${name}(${table});\n`).join("");
}

/** The kernels are there where x265 asks what the processor can do, unless told `asm=0`. */
const edits: Readonly<Record<string, readonly Edit[]>> = {
  "common/cpu.cpp": [
    [
      /^#elif X265_ARCH_POWER8\n(?= +\{ "Altivec")/m,
      '#elif defined(__wasm_simd128__)\n    { "SIMD128", 1 },\n$&',
      1,
    ],
    [
      /(uint32_t cpu_detect\(bool benableavx512\)\n\{\n) {4}return 0;/,
      "$1    return 1;",
      1,
    ],
  ],
  "common/primitives.cpp": [
    [
      "void setupCPrimitives(EncoderPrimitives &p)",
      `${kernelSetups}\n$&`,
      1,
    ],
    [
      /^#if HAVE_ALTIVEC\n(?= +if \(param)/m,
      `        if (param->cpuid)\n        {\n${
        setUpKernels("primitives")
      }        }\n$&`,
      1,
    ],
  ],
};

/** Hooks the kernels into x265, where it lies unpacked. */
export async function editX265(cwd: string): Promise<void> {
  await editFiles(join(cwd, "source"), edits);
}
