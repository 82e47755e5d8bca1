// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { type Edit, editFiles } from "../edit.ts";
import { buildArchive, installHeaders, releaseFlags } from "./archive.ts";
import type { Library } from "./library.ts";

/** What of it is built, and what there is for it; the rest is not. */
const settings = new Set([
  ...["HAVE_STDBOOL_H", "HAVE_STDINT_H", "HAVE_LRINT"],
  ...["WITH_CR32", "WITH_CR64", "WITH_HI_PREC_CLOCK"],
]);

/**
 * Some functions take fewer arguments than they are called with, which only
 * WebAssembly minds.
 */
const signatures: readonly Edit[] = [
  [
    "void * null(void) {",
    "void * null(int length) {(void)length; ",
    1,
  ],
  [
    /(forward |backward)\(int length, void \* setup, double \* H\) \{/,
    "$1(int length, void * setup, double * H, void * scratch) {(void)scratch; ",
    2,
  ],
  [
    "static void nothing(void) {}",
    "static void nothing(void * setup) {(void)setup;}\n" +
    "static void keep(int n, void * a, void * b, void * c) " +
    "{(void)n; (void)a; (void)b; (void)c;}",
    1,
  ],
  ["(fn_t)multiplier,\n  (fn_t)nothing", "(fn_t)multiplier,\n  (fn_t)keep", 1],
];

/** Resamples sound more precisely than FFmpeg's own: `aresample=resampler=soxr`. */
export const soxr: Library = {
  license: "LGPL-2.1-or-later",
  options: ["--enable-libsoxr"],
  components: {},
  archives: ["-lsoxr"],
  simdFiles: [],
  files: ["edit.ts"],
  needs: [],
  async build(workshop) {
    const { cwd } = workshop;
    const config = "src/soxr-config.h";
    await Deno.rename(join(cwd, "soxr-config.h.in"), join(cwd, config));
    await editFiles(cwd, {
      [config]: [
        [
          /#cmakedefine01 (\w+)/,
          (_, name) => `#define ${name} ${Number(settings.has(name!))}`,
          16,
        ],
      ],
      "src/fft4g32.c": signatures,
      "src/fft4g64.c": signatures,
    });
    // Without the one of variable rates, which FFmpeg does not use.
    const units = [
      ...["soxr", "data-io", "dbesi0", "filter", "cr", "cr32", "cr64"],
      ...["fft4g32", "fft4g64"],
    ];
    await buildArchive(workshop, "libsoxr.a", {
      files: units.map((name) => `src/${name}.c`),
      flags: [...releaseFlags, "-DSOXR_LIB"],
    });
    await installHeaders(workshop, "src", "", /^soxr\.h$/);
  },
};
