// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { targetFlags } from "../toolchain.ts";
import { PREFIX } from "../workshop.ts";
import {
  buildArchive,
  CXX_INCLUDE,
  installHeaders,
  installPackage,
} from "./archive.ts";
import type { Library } from "./library.ts";

/**
 * What drawtext has no use for: it is FreeType that reads and draws the letters,
 * and lines run from left to right. How they are placed is left whole.
 */
const unused = [
  ...["MT", "GETENV", "BUFFER_MESSAGE", "BUFFER_VERIFY", "DRAW", "CFF"],
  ...["OT_FONT", "VERTICAL", "VAR"],
];

/**
 * Places the letters of drawtext: kerning, ligatures, accents. It is C++ that
 * needs no library of C++: only the headers.
 */
export const harfbuzz: Library = {
  license: "MIT-Modern-Variant",
  options: ["--enable-libharfbuzz"],
  components: { filter: "drawtext" },
  archives: ["-lharfbuzz"],
  simdFiles: [],
  needs: ["freetype"],
  async build(workshop) {
    const { version } = workshop;
    await buildArchive(workshop, "libharfbuzz.a", {
      files: ["src/harfbuzz.cc"],
      flags: [
        ...[...targetFlags, "-Os", "-DNDEBUG", "-DHAVE_FREETYPE"],
        ...["exceptions", "rtti", "threadsafe-statics"]
          .map((feature) => `-fno-${feature}`),
        ...unused.map((feature) => `-DHB_NO_${feature}`),
        ...["-isystem", CXX_INCLUDE, `-I${PREFIX}/include/freetype2`],
      ],
    });
    await installHeaders(workshop, "src", "harfbuzz", /^hb.*\.h$/);
    await installPackage(workshop, {
      name: "harfbuzz",
      version,
      libs: "-lharfbuzz",
      requires: "freetype2",
      include: "harfbuzz",
    });
  },
};
