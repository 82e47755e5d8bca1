// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { llvm } from "../toolchain.ts";
import { cFlags, copy, make } from "../workshop.ts";
import type { Library } from "./library.ts";

/** Deflate: PNG, Flash screen video, compressed headers. */
export const zlib: Library = {
  license: "Zlib",
  options: ["--enable-zlib"],
  components: {},
  archives: ["-lz"],
  simdFiles: [],
  needs: [],
  async build(workshop) {
    const { work, cwd, step } = workshop;
    const env = {
      CC: llvm.CC,
      CFLAGS: cFlags.join(" "),
      AR: llvm.AR,
      RANLIB: llvm.RANLIB,
      CHOST: "wasm32",
    };
    await step.run("./configure", ["--static", "--prefix=/prefix"], {
      cwd,
      env,
    });
    const overrides = [`AR=${llvm.AR}`, "ARFLAGS=rcs", `RANLIB=${llvm.RANLIB}`];
    await make(workshop, cwd, ["libz.a", ...overrides]);
    await copy(join(cwd, "libz.a"), join(work, "prefix/lib/libz.a"));
    await copy(
      join(cwd, "zlib.pc"),
      join(work, "prefix/lib/pkgconfig/zlib.pc"),
    );
    for (const header of ["zlib.h", "zconf.h"]) {
      await copy(join(cwd, header), join(work, "prefix/include", header));
    }
  },
};
