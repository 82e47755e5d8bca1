// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { type Edit, editFiles } from "../edit.ts";
import { addSimd, simdFilesOf } from "../simd.ts";
import { copy, THREADS_INCLUDE } from "../workshop.ts";
import { buildArchive, filesIn, installPackage } from "./archive.ts";
import { noThrowFlags } from "./cxx.ts";
import type { Library } from "./library.ts";

/** The number of its API. */
const API = 199;

/** Debian's version loads no library while it runs. */
const apiEdits: Readonly<Record<string, Edit[]>> = {
  "encoder/api.cpp": [[/^#include <dlfcn\.h>\n/m, "", 2]],
};

/** How many threads there are to be, and that none is nicer than others. */
function poolEdits(threads: string): Edit[] {
  return [
    [/return 2; \/\/ default to 2 threads.*$/m, `return ${threads};`, 1],
    [/^.* val = nice\(10\);\n/m, "", 1],
  ];
}

/** Where threads take turns, one is as fast as many, and needs less memory. */
export const inTurns: Readonly<Record<string, Edit[]>> = {
  ...apiEdits,
  "encoder/encoder.cpp": [
    [/bool allowPools = [^;]+;/, "bool allowPools = false;", 1],
    // Nobody asked for what is on by default.
    [/X265_LOG_WARNING, ("No thread pool allocated)/, "X265_LOG_DEBUG, $1", 4],
  ],
  "common/threadpool.cpp": poolEdits("1"),
};

const sideBySide: Readonly<Record<string, Edit[]>> = {
  ...apiEdits,
  "common/threadpool.cpp": poolEdits("sysconf(_SC_NPROCESSORS_ONLN)"),
};

/** How it is compiled, where its source lies in `source`. */
export function x265Flags(version: string): string[] {
  return [
    // As fast as with -O3, and 1 MB smaller.
    ...[...noThrowFlags, "-O2", "-std=gnu++11", "-ffast-math", "-w"],
    ...[`-I${THREADS_INCLUDE}`, "-Isource"],
    ...["common", "encoder"].map((name) => `-Isource/${name}`),
    ...["-D_GNU_SOURCE", "-DHAVE_INT_TYPES_H=1", "-DHAVE_STRTOK_R=1"],
    `-DX265_VERSION=${version}`,
  ];
}

/** Writes what its build system would: the number of its API. Returns the file's name. */
export async function writeConfig(source: string): Promise<string> {
  const name = "x265_config.h";
  await Deno.writeTextFile(join(source, name), `#define X265_BUILD ${API}\n`);
  return name;
}

/** Encodes H.265, with 8 and 10 bits. */
export const x265: Library = {
  license: "GPL-2.0-or-later",
  options: ["--enable-libx265"],
  components: { encoder: "libx265" },
  archives: ["-lx265"],
  simdFiles: simdFilesOf("x265"),
  files: [
    ...["edit.ts", "libraries/cxx.ts"],
    "threads/include/pthread.h",
  ],
  needs: ["cxx"],
  async build(workshop, threads) {
    const { work, cwd, version, simd } = workshop;
    const source = join(cwd, "source");
    if (simd) await addSimd("x265", cwd, workshop);
    await editFiles(source, threads === "real" ? sideBySide : inTurns);
    const config = await writeConfig(source);
    const folders = ["common", "encoder", ...(simd ? ["common/wasm"] : [])];
    const files = await filesIn(
      cwd,
      folders.map((name) => `source/${name}`),
      ".cpp",
    );
    const flags = x265Flags(version);
    await buildArchive(workshop, "libx265.a", ...[
      {
        files,
        flags: [
          ...[...flags, "-DX265_DEPTH=8", "-DHIGH_BIT_DEPTH=0"],
          ...["-DX265_NS=x265", "-DEXPORT_C_API=1", "-DLINKED_10BIT=1"],
        ],
      },
      {
        prefix: "10bit_",
        files,
        flags: [
          ...[...flags, "-DX265_DEPTH=10", "-DHIGH_BIT_DEPTH=1"],
          ...["-DX265_NS=x265_10bit", "-DEXPORT_C_API=0"],
        ],
      },
    ]);
    for (const header of ["x265.h", config]) {
      await copy(join(source, header), join(work, "prefix/include", header));
    }
    await installPackage(workshop, {
      name: "x265",
      version,
      libs: "-lx265 -lcxxabi -lc++",
    });
  },
};
