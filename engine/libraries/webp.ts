// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  buildArchive,
  filesIn,
  installHeaders,
  installPackage,
  releaseFlags,
} from "./archive.ts";
import type { Library } from "./library.ts";
import { sseFlags } from "./sse.ts";

/** Encodes WebP, still and animated. */
export const webp: Library = {
  license: "BSD-3-Clause",
  options: ["--enable-libwebp"],
  components: { encoder: "libwebp libwebp_anim" },
  archives: ["-lwebp"],
  simdFiles: ["libraries/sse.ts"],
  needs: ["sse"],
  async build(workshop) {
    const { cwd, version, simd } = workshop;
    const parts = ["dec", "dsp", "enc", "utils", "mux"]
      .map((part) => `src/${part}`);
    // A part of its own from 1.3 on.
    if (parseFloat(version) >= 1.3) parts.push("sharpyuv");
    // All in one archive: the libraries that it is divided into need each other.
    await buildArchive(workshop, "libwebp.a", {
      files: await filesIn(cwd, parts, ".c"),
      flags: [
        ...[...releaseFlags, "-I.", "-Isrc"],
        // Its kernels for SSE, where there is no processor to be asked for its kind.
        ...(simd ? [...sseFlags, "-DEMSCRIPTEN"] : []),
      ],
    });
    await installHeaders(workshop, "src/webp", "webp");
    for (const name of ["libwebp", "libwebpmux"]) {
      await installPackage(workshop, { name, version, libs: "-lwebp" });
    }
  },
};
