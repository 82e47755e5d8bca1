// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { emulationFlags, targetFlags } from "../toolchain.ts";
import { sources } from "../versions.ts";
import { copy, THREADS_INCLUDE } from "../workshop.ts";
import { compileArchive, CXX_INCLUDE } from "./compile.ts";
import type { Library } from "./library.ts";

/** How C++ is compiled. */
export const cxxFlags: readonly string[] = [
  ...[...targetFlags, "-O3", "-DNDEBUG"],
  ...emulationFlags,
  `-I${CXX_INCLUDE}`,
];

/** How C++ that throws is compiled: with exceptions of WebAssembly. */
export const throwFlags: readonly string[] = [...cxxFlags, "-fwasm-exceptions"];

/** How C++ that throws nothing is compiled. */
export const noThrowFlags: readonly string[] = [...cxxFlags, "-fno-exceptions"];

const library = "system/lib";

/** The parts of libc++abi that Debian's libc++ for WebAssembly has in a form that cannot throw. */
const parts = [
  ...["abort_message", "cxa_aux_runtime", "cxa_default_handlers"],
  ...["cxa_exception", "cxa_handlers", "cxa_personality", "cxa_vector"],
  ...["cxa_virtual", "private_typeinfo", "stdlib_exception"],
  ...["stdlib_new_delete", "stdlib_stdexcept", "stdlib_typeinfo"],
];

/**
 * The runtime of C++: Debian's libc++, before which come libc++abi and libunwind with
 * exceptions of WebAssembly.
 */
export const cxx: Library = {
  license: "Apache-2.0 WITH LLVM-exception",
  options: [],
  components: {},
  // Only what is used of them: nobody calls by the names of their static functions.
  archives: [
    ...["-Wl,--no-whole-archive", "-lcxxabi", "-lc++", "-Wl,--whole-archive"],
  ],
  simdFiles: [],
  files: [
    ...["libraries/compile.ts", "shim/exceptions.c"],
    "threads/include/pthread.h",
  ],
  needs: [],
  async build(workshop) {
    const { work } = workshop;
    const cwd = join(work, sources.cxx.folder);
    await copy(join(work, "shim/exceptions.c"), join(cwd, "exceptions.c"));
    const include = ["libcxxabi/include", "libcxxabi/src", "libcxx/src"]
      .map((folder) => `-I${library}/${folder}`);
    const unwind = ["include", "src"]
      .map((folder) => `-I${library}/libunwind/${folder}`);
    const own = [
      "-D_LIBCXXABI_BUILDING_LIBRARY",
      "-D_LIBCPP_BUILDING_LIBRARY",
      "-D_LIBCXXABI_HAS_NO_THREADS",
      "-DLIBCXXABI_NON_DEMANGLING_TERMINATE",
    ];
    await compileArchive(workshop, cwd, "libcxxabi.a", [
      {
        files: parts.map((name) => `${library}/libcxxabi/src/${name}.cpp`),
        flags: [
          ...throwFlags,
          "-std=c++20",
          "-w",
          ...own,
          ...include,
          ...unwind,
        ],
      },
      {
        files: [`${library}/libunwind/src/Unwind-wasm.c`],
        flags: [
          ...[...throwFlags, "-w", "-D_LIBUNWIND_HIDE_SYMBOLS", ...unwind],
        ],
      },
      {
        files: ["exceptions.c"],
        flags: [...targetFlags, "-O3", `-I${THREADS_INCLUDE}`],
      },
    ]);
  },
};
