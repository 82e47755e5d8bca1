// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { editFiles } from "./edit.ts";
import { buildArchive, filesIn } from "./libraries/archive.ts";
import { configureDav1d, dav1dFlags } from "./libraries/dav1d.ts";
import { threadsFiles } from "./recipe.ts";
import { addSimd } from "./simd.ts";
import { emulationLibs, linkFlags, llvm } from "./toolchain.ts";
import { type LibraryWorkshop, PREFIX } from "./workshop.ts";

const depths = [8, 16];

/** The files with kernels, and what their functions of C begin with that choose them. */
const kernels = {
  cdef: "cdef_dsp",
  filmgrain: "film_grain_dsp",
  itx: "itx_dsp",
  loopfilter: "loop_filter_dsp",
  mc: "mc_dsp",
} as const;

/** Those that the depth is given to, too. */
const areToldDepth: readonly string[] = ["itx_dsp"];

/** By its names, which differ, both kinds can be in one program. */
function renaming(kind: string, depth: number): string[] {
  return Object.values(kernels).map((name) => {
    const init = `dav1d_${name}_init_${depth}bpc`;
    return `-D${init}=${kind}_${init}`;
  });
}

/** Chooses kernels where dav1d's flags for processors say so, and C otherwise. */
function chooser(): string {
  const functions = depths.flatMap((depth) =>
    Object.values(kernels).map((name) => {
      const init = `dav1d_${name}_init_${depth}bpc`;
      const isTold = areToldDepth.includes(name);
      const [parameters, given] = isTold
        ? ["void *c, int bpc", "c, bpc"]
        : ["void *c", "c"];
      return `void c_${init}(${parameters}), wasm_${init}(${parameters});
void ${init}(${parameters}) { (dav1d_get_cpu_flags() ? wasm_${init} : c_${init})(${given}); }`;
    })
  );
  return ['#include "config.h"', '#include "src/cpu.h"', ...functions, ""]
    .join("\n");
}

/** Builds dav1d's checkasm, and returns the path of the program. */
export async function buildCheckasmOfDav1d(
  workshop: LibraryWorkshop,
): Promise<string> {
  const { cwd, step } = workshop;
  await configureDav1d(workshop);
  const files = Object.keys(kernels).map((name) => `src/${name}_tmpl.c`);
  const compiled = (kind: string, files: readonly string[]) =>
    depths.map((depth) => ({
      prefix: `${kind}_${depth}_`,
      files,
      flags: [
        ...[...dav1dFlags, `-DBITDEPTH=${depth}`],
        ...renaming(kind, depth),
      ],
    }));
  await buildArchive(workshop, "libc_kernels.a", ...compiled("c", files));
  await addSimd("dav1d", cwd, workshop);
  await editFiles(cwd, {
    "src/cpu.c": [["dav1d_cpu_flags = 0U;", "dav1d_cpu_flags = 1U;", 1]],
    "tests/checkasm/checkasm.c": [
      ["} cpus[] = {", '$&\n    { "SIMD128", "wasm", 1 },', 1],
      // There are no signals to handle.
      [/^static const struct sigaction [^]*?^};\n/m, "", 1],
      [/^ *sigaction\(.*\n/gm, "", 5],
    ],
    "tests/checkasm/checkasm.h": [
      ["#include <setjmp.h>\ntypedef sigjmp_buf", "typedef int", 1],
      ["sigsetjmp(checkasm_context_buf, 1)", "0", 1],
      ["siglongjmp(checkasm_context_buf, 1)", "(void)0", 1],
    ],
  });
  await Deno.writeTextFile(join(cwd, "src/chooser.c"), chooser());
  const all = (await filesIn(cwd, ["src", "src/wasm"], ".c"))
    .filter((file) => !files.includes(file));
  const tests = await filesIn(cwd, ["tests/checkasm"], ".c");
  const once = ["checkasm", "msac", "pal", "refmvs"]
    .map((name) => `tests/checkasm/${name}.c`);
  const templates = all.filter((file) => file.endsWith("_tmpl.c"));
  await buildArchive(
    workshop,
    "libcheckasm.a",
    ...compiled("wasm", files),
    ...depths.map((depth) => ({
      prefix: `${depth}_`,
      files: [...templates, ...tests.filter((file) => !once.includes(file))],
      flags: [...dav1dFlags, `-DBITDEPTH=${depth}`],
    })),
    {
      files: [
        ...all.filter((file) => !templates.includes(file)),
        ...once,
        ...threadsFiles.filter((name) => /\.[cS]$/.test(name))
          .map((name) => `../${name}`),
      ],
      flags: dav1dFlags,
    },
  );
  const program = "checkasm.wasm";
  await step.run(llvm.CC, [
    ...["--target=wasm32-wasi", ...linkFlags, `-L${PREFIX}/lib`, "-o", program],
    ...["-lcheckasm", "-lc_kernels", "-lshim", ...emulationLibs],
  ], { cwd });
  return join(cwd, program);
}
