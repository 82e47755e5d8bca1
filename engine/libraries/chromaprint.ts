// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  buildArchive,
  filesIn,
  installHeaders,
  installPackage,
} from "./archive.ts";
import { cxxFlags, throwFlags } from "./cxx.ts";
import type { Library } from "./library.ts";

/** The transforms that other builds use. */
const others = /fft_(lib_(avfft|fftw3|vdsp)|test)\.cpp$|_test\.cpp$/;

/** Makes fingerprints of sound, as AcoustID knows them: the muxer chromaprint. */
export const chromaprint: Library = {
  license: "LGPL-2.1-or-later AND MIT AND BSD-3-Clause",
  options: ["--enable-chromaprint"],
  components: { muxer: "chromaprint" },
  archives: ["-lchromaprint"],
  simdFiles: [],
  files: ["libraries/cxx.ts"],
  needs: ["cxx"],
  async build(workshop) {
    const { cwd, version } = workshop;
    const transform = "src/3rdparty/kissfft";
    const flags = [
      ...["-w", "-Isrc", `-I${transform}`, `-I${transform}/tools`],
      ...["-DHAVE_ROUND=1", "-DHAVE_LRINTF=1", "-DUSE_KISSFFT=1"],
      "-DCHROMAPRINT_NODLL",
    ];
    const files = await filesIn(cwd, ["src", "src/utils"], ".cpp");
    await buildArchive(workshop, "libchromaprint.a", ...[
      {
        files: files.filter((name) => !others.test(name)),
        flags: [...throwFlags, "-std=c++11", ...flags],
      },
      {
        files: [
          "src/avresample/resample2.c",
          `${transform}/kiss_fft.c`,
          `${transform}/tools/kiss_fftr.c`,
        ],
        flags: [...cxxFlags, "-D_GNU_SOURCE", ...flags],
      },
    ]);
    await installHeaders(workshop, "src", "", /^chromaprint\.h$/);
    await installPackage(workshop, {
      name: "libchromaprint",
      version,
      libs: "-lchromaprint -lcxxabi -lc++",
    });
  },
};
