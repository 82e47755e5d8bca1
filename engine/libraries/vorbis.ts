// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { sources } from "../versions.ts";
import { PREFIX } from "../workshop.ts";
import {
  buildArchive,
  installHeaders,
  installPackage,
  unitsIn,
  versionOf,
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
    const cwd = join(workshop.work, sources.vorbis.folder);
    const units = await unitsIn(cwd, "lib");
    await buildArchive(
      workshop,
      cwd,
      "libvorbis.a",
      units.filter(([file]) => !unused.test(file)),
      ["-Iinclude", "-Ilib", `-I${PREFIX}/include`, "-DHAVE_ALLOCA_H"],
    );
    await installHeaders(workshop, join(cwd, "include/vorbis"), "vorbis");
    for (const name of ["vorbis", "vorbisenc"]) {
      await installPackage(workshop, {
        name,
        version: versionOf("vorbis"),
        libs: "-lvorbis",
        requires: "ogg",
      });
    }
  },
};
