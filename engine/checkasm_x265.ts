// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Builds x265's `TestBench`, which compares each kernel with its counterpart in C.
 *
 * @module
 */
import { join } from "@std/path/posix";
import { keyOf } from "./cache.ts";
import { checkasmFolder } from "./checkasm_folder.ts";
import { editFiles } from "./edit.ts";
import { buildShim } from "./ffmpeg.ts";
import { buildArchive, filesIn } from "./libraries/archive.ts";
import { inTurns, writeConfig, x265Flags } from "./libraries/x265.ts";
import { readRecipe, shimFiles, threadsFiles } from "./recipe.ts";
import { addSimd, simdFilesOf } from "./simd.ts";
import { kernelSetups, setUpKernels } from "./simd_x265.ts";
import { emulationLibs, linkFlags, llvm } from "./toolchain.ts";
import { sources } from "./versions.ts";
import {
  type Building,
  cFlags,
  inWorkshop,
  PREFIX,
  THREADS_INCLUDE,
  type Workshop,
} from "./workshop.ts";

const depths = [8, 10] as const;

/**
 * Builds the program for each number of bits, or finds those that were built by the same
 * recipe before. It takes its seed from the variable `SEED`. Returns their paths.
 *
 * Errors: `BuildError`.
 */
export async function buildCheckasmOfX265(): Promise<Record<8 | 10, string>> {
  const files = [
    ...["checkasm_x265.ts", "edit.ts", "toolchain.ts", "workshop.ts"],
    ...["libraries/archive.ts", "libraries/cxx.ts", "libraries/x265.ts"],
    ...[...shimFiles, ...threadsFiles, ...simdFilesOf("x265")],
  ];
  const folder = await checkasmFolder("checkasm-x265", {
    key: await keyOf(files, readRecipe, [sources.x265]),
    steps: depths.map(stepOf),
    build,
  });
  const [eight, ten] = depths.map((depth) => join(folder, `${depth}.wasm`));
  return { 8: eight!, 10: ten! };
}

const stepOf = (depth: number) => `TestBench of x265, ${depth} bits`;

async function build(building: Building, made: string): Promise<void> {
  for (const depth of depths) {
    await inWorkshop(building, stepOf(depth), async (workshop) => {
      await Deno.rename(
        await buildTestBench(workshop, depth),
        join(made, `${depth}.wasm`),
      );
    });
  }
}

/** Builds the program, and returns its path. */
async function buildTestBench(
  workshop: Workshop,
  depth: 8 | 10,
): Promise<string> {
  const { store, work, step } = workshop;
  const { folder } = sources.x265;
  await buildShim(workshop);
  await store.unpack(sources.x265, work, step);
  const cwd = join(work, folder);
  const version = folder.replace("x265-", "");
  await addSimd("x265", cwd, workshop);
  await writeConfig(join(cwd, "source"));
  await editFiles(join(cwd, "source"), {
    ...inTurns,
    "test/testbench.cpp": [
      [
        "using namespace X265_NS;",
        `$&\nnamespace X265_NS {\n${kernelSetups}}`,
        1,
      ],
      ["(int)time(NULL)", 'atoi(getenv("SEED"))', 1],
      [
        /\{ "SSE2", X265_CPU_SSE2 \},[^]*X265_CPU_FAST_NEON_MRC \},/,
        '{ "SIMD128", 1 },',
        1,
      ],
      // Some kernels leave to C what they cannot do.
      [
        "memset(&asmprim, 0, sizeof(asmprim));\n" +
        "        setupAssemblyPrimitives(asmprim, test_arch[i].flag);",
        `asmprim = cprim;\n${setUpKernels("asmprim")}`,
        1,
      ],
      // It does not measure how fast they are.
      [
        /^ +\/\*+ Cycle count for all primitives \*+\/\n[^]*(?=^ {4}printf\("\\n"\);\n {4}return 0;\n)/m,
        "",
        1,
      ],
    ],
    "test/testharness.h": [
      [
        /^#define REPORT_SPEEDUP\(RUNOPT, RUNREF, \.\.\.\) \\\n(.*\\\n)+ {4}\}\n/m,
        "#define REPORT_SPEEDUP(...)\n",
        1,
      ],
      // It means the name that PFX makes, but defines PFX anew.
      ["#define PFX(stack_pagealign)", "#define x265_stack_pagealign", 1],
    ],
  });
  const folders = ["common", "common/wasm", "encoder", "test"];
  await buildArchive({ ...workshop, cwd, version }, "libtestbench.a", {
    files: await filesIn(cwd, folders.map((name) => `source/${name}`), ".cpp"),
    flags: [
      ...[...x265Flags(version), "-Isource/test", "-DX265_NS=x265"],
      ...[`-DX265_DEPTH=${depth}`, `-DHIGH_BIT_DEPTH=${Number(depth > 8)}`],
      "-DEXPORT_C_API=1",
    ],
  }, {
    files: threadsFiles.filter((name) => /\.[cS]$/.test(name))
      .map((name) => `../${name}`),
    flags: [...cFlags, `-I${THREADS_INCLUDE}`],
  });
  const program = "testbench.wasm";
  await step.run(llvm.CC, [
    ...["--target=wasm32-wasi", ...linkFlags, `-L${PREFIX}/lib`, "-o", program],
    ...["-ltestbench", "-lshim", "-lc++", "-lc++abi", ...emulationLibs],
  ], { cwd });
  return join(cwd, program);
}
