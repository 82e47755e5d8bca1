// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { type Edit, editFiles } from "../edit.ts";
import { THREADS_INCLUDE } from "../workshop.ts";
import {
  buildArchive,
  filesIn,
  installHeaders,
  installPackage,
  releaseFlags,
} from "./archive.ts";
import type { Library } from "./library.ts";

const folders = [
  ...["", "/extras", "/strategies"],
  ...["altivec", "avx2", "generic", "sse2", "sse41"]
    .map((name) => `/strategies/${name}`),
].map((name) => `src${name}`);

/** The program, which is not part of the library. */
const program = ["cli", "encmain", "yuv_io"].map((name) => `src/${name}.c`);

/** Where threads take turns, one frame is encoded after another. */
const inTurns: Readonly<Record<string, Edit[]>> = {
  "src/cfg.c": [
    ["cfg->threads = -1;", "cfg->threads = 0;", 2],
    ["cfg->owf = -1;", "cfg->owf = 0;", 2],
  ],
};

/** It asks for the number of processors elsewhere only. */
const sideBySide: Readonly<Record<string, Edit[]>> = {
  "src/encoder.c": [
    [/^ +\/\/ Default to 4 if we don't know.*\n/m, "", 1],
    ["return 4;", "return sysconf(_SC_NPROCESSORS_ONLN);", 1],
    ["#include <stdlib.h>", "$&\n#include <unistd.h>", 1],
  ],
};

/** There, a mutex also does what a lock of readers and writers does. */
const locks = [
  "-Dpthread_rwlock_t=pthread_mutex_t",
  ...["init", "destroy", "unlock"].map((name) =>
    `-Dpthread_rwlock_${name}=pthread_mutex_${name}`
  ),
  ...["rdlock", "wrlock"].map((name) =>
    `-Dpthread_rwlock_${name}=pthread_mutex_lock`
  ),
];

/** Encodes H.265 with 8 bits, under a licence that is not the GPL. */
export const kvazaar: Library = {
  license: "BSD-3-Clause",
  options: ["--enable-libkvazaar"],
  components: { encoder: "libkvazaar" },
  archives: ["-lkvazaar"],
  simdFiles: [],
  files: [
    ...["edit.ts", "threads/include/pthread.h"],
  ],
  needs: [],
  async build(workshop, threads) {
    const { cwd, version } = workshop;
    await editFiles(cwd, threads === "real" ? sideBySide : inTurns);
    await Deno.writeTextFile(
      join(cwd, "src/version.h"),
      `#define VERSION_STRING "${version}"\n`,
    );
    const files = await filesIn(cwd, folders, ".c");
    await buildArchive(workshop, "libkvazaar.a", {
      files: files.filter((name) => !program.includes(name)),
      flags: [
        ...[...releaseFlags, "-std=gnu99", "-w"],
        ...[
          `-I${THREADS_INCLUDE}`,
          "-Isrc",
          "-Isrc/extras",
          "-Isrc/strategies",
        ],
        ...(threads === "real" ? [] : locks),
        ...["-DKVZ_STATIC_LIB", `-DKVZ_VERSION=${version}`],
      ],
    });
    await installHeaders(workshop, "src", "", /^kvazaar\.h$/);
    await installPackage(workshop, {
      name: "kvazaar",
      version,
      libs: "-lkvazaar",
    });
  },
};
