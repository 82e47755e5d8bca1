// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import {
  buildArchive,
  filesIn,
  installHeaders,
  installPackage,
  releaseFlags,
} from "./archive.ts";
import type { Library } from "./library.ts";
import { sseFlags } from "./sse.ts";

/** Programs, tests, and what serves parts of pictures over a network. */
const unused = /(_manager|bench_dwt|_luts|test_\w+)\.c$/;

/** Encodes JPEG 2000, also as cinemas want it. */
export const openjpeg: Library = {
  license: "BSD-2-Clause",
  options: ["--enable-libopenjpeg"],
  components: { encoder: "libopenjpeg" },
  archives: ["-lopenjp2"],
  simdFiles: ["libraries/sse.ts"],
  needs: ["sse"],
  async build(workshop) {
    const { cwd, version, simd } = workshop;
    const folder = "src/lib/openjp2";
    const lib = join(cwd, folder);
    const [major, minor, build] = version.split(".");
    // What its own build, which needs CMake, would find out.
    await Deno.writeTextFile(
      join(lib, "opj_config.h"),
      `#define OPJ_HAVE_STDINT_H 1
#define OPJ_VERSION_MAJOR ${major}
#define OPJ_VERSION_MINOR ${minor}
#define OPJ_VERSION_BUILD ${build}
`,
    );
    await Deno.writeTextFile(
      join(lib, "opj_config_private.h"),
      `#define OPJ_HAVE_INTTYPES_H 1
#define OPJ_PACKAGE_VERSION "${version}"
#define OPJ_HAVE_FSEEKO 1
#define OPJ_HAVE_POSIX_MEMALIGN 1
`,
    );
    const files = await filesIn(cwd, [folder], ".c");
    await buildArchive(workshop, "libopenjp2.a", {
      files: files.filter((file) => !unused.test(file)),
      // Its kernels for SSE, in transforms.
      flags: [...releaseFlags, ...(simd ? sseFlags : [])],
    });
    await installHeaders(
      workshop,
      folder,
      "openjpeg",
      /^(openjpeg|opj_stdint|opj_config)\.h$/,
    );
    await installPackage(workshop, {
      name: "libopenjp2",
      version,
      libs: "-lopenjp2",
      include: "openjpeg",
    });
  },
};
