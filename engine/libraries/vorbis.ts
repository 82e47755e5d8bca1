// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { PREFIX } from "../workshop.ts";
import {
  buildArchive,
  filesIn,
  installHeaders,
  installPackage,
  releaseFlags,
} from "./archive.ts";
import type { Library } from "./library.ts";

/** Programs, and what reads files itself. */
const unused = /(barkmel|psytune|tone|vorbisfile)\.c$/;

/** Encodes and decodes Vorbis, better than FFmpeg's own. */
export const vorbis: Library = {
  license: "BSD-3-Clause",
  options: ["--enable-libvorbis"],
  components: { encoder: "libvorbis", decoder: "libvorbis" },
  archives: ["-lvorbis"],
  simdFiles: [],
  needs: ["ogg"],
  async build(workshop) {
    const { cwd, version } = workshop;
    const files = await filesIn(cwd, ["lib"], ".c");
    await buildArchive(workshop, "libvorbis.a", {
      files: files.filter((file) => !unused.test(file)),
      flags: [
        ...[...releaseFlags, "-Iinclude", "-Ilib", `-I${PREFIX}/include`],
        "-DHAVE_ALLOCA_H",
      ],
    });
    await installHeaders(workshop, "include/vorbis", "vorbis");
    for (const name of ["vorbis", "vorbisenc"]) {
      await installPackage(workshop, {
        name,
        version,
        libs: "-lvorbis",
        requires: "ogg",
      });
    }
  },
};
