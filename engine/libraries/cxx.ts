// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { type Edit, editFiles } from "../edit.ts";
import { emulationFlags, targetFlags } from "../toolchain.ts";
import { copy, THREADS_INCLUDE } from "../workshop.ts";
import { buildArchive, CXX_INCLUDE } from "./archive.ts";
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
 * The parts of Debian's libc++ that were compiled for one thread: they would share its errno
 * among all. Emscripten's are an older version, and fit.
 */
const oneThread: readonly string[] = ["locale", "random", "string"];

/** What the headers have another name for by now. */
const newNames: Readonly<Record<string, Edit[]>> = {
  [`${library}/libcxx/src/locale.cpp`]: [
    ["__private_tag", "__private_constructor_tag", 1],
  ],
};

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
    ...["edit.ts", "shim/exceptions.c", "shim/statics.c"],
    "threads/include/pthread.h",
  ],
  needs: [],
  async build(workshop, threads) {
    const { work, cwd } = workshop;
    const shim = threads === "real"
      ? ["exceptions.c", "statics.c"]
      : ["exceptions.c"];
    for (const name of shim) {
      await copy(join(work, "shim", name), join(cwd, name));
    }
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
    const replaced = threads === "real" ? oneThread : [];
    if (threads === "real") await editFiles(cwd, newNames);
    await buildArchive(workshop, "libcxxabi.a", ...[
      {
        files: [
          ...parts.map((name) => `${library}/libcxxabi/src/${name}.cpp`),
          ...replaced.map((name) => `${library}/libcxx/src/${name}.cpp`),
        ],
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
        files: shim,
        flags: [...targetFlags, "-O3", `-I${THREADS_INCLUDE}`],
      },
    ]);
  },
};
