// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { type Edit, editFiles } from "../edit.ts";
import { llvm } from "../toolchain.ts";
import { cFlags, copy, make } from "../workshop.ts";
import type { Library } from "./library.ts";

/**
 * Compares eight bytes at a time, and two to see whether a match can be longer, with the
 * same result: those from the third of a match to the last are 32 times eight.
 */
const matches: Readonly<Record<string, readonly Edit[]>> = {
  "deflate.c": [
    [
      /^local uInt longest_match +OF/m,
      "#define LOAD(type, p) ({ type value; zmemcpy(&value, p, sizeof(value)); value; })\n$&",
      1,
    ],
    [
      /register Byte scan_end1 += scan\[best_len - 1\];\s+register Byte scan_end += scan\[best_len\];/,
      `ush scan_start = LOAD(ush, scan);
    ush scan_end = LOAD(ush, scan + best_len - 1);`,
      1,
    ],
    [
      /scan_end1 += scan\[best_len - 1\];\s+scan_end += scan\[best_len\];/,
      "scan_end = LOAD(ush, scan + best_len - 1);",
      1,
    ],
    [
      /match\[best_len\] +!= scan_end +\|\|\s+match\[best_len - 1\] != scan_end1 \|\|\s+\*match +!= \*scan +\|\|\s+\*\+\+match +!= scan\[1\]/,
      `LOAD(ush, match + best_len - 1) != scan_end ||
            LOAD(ush, match) != scan_start`,
      1,
    ],
    [
      /scan \+= 2, match\+\+;\s+Assert\(\*scan == \*match, "match\[2\]\?"\);(\s+\/\*.*?\*\/)\s+do \{\s+\} while \(.*?scan < strend\);/s,
      `scan += 2, match += 2;
        do {
            unsigned long long differences = LOAD(unsigned long long, scan) ^
                                             LOAD(unsigned long long, match);
            if (differences) {
                scan += __builtin_ctzll(differences) >> 3;
                break;
            }
            scan += 8, match += 8;
        } while (scan < strend);`,
      1,
    ],
  ],
};

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
    await editFiles(cwd, matches);
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
