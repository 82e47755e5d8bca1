// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { fontsFiles } from "../recipe.ts";
import { setjmpFlags } from "../toolchain.ts";
import { buildWithAutotools } from "./autotools.ts";
import { buildFonts } from "./fonts.ts";
import type { Library } from "./library.ts";

/** Draws text: the filter drawtext, which finds its fonts in the file system. */
export const freetype: Library = {
  license: "FTL OR GPL-2.0-or-later",
  options: ["--enable-libfreetype", "--enable-libfontconfig"],
  components: { filter: "drawtext" },
  archives: ["-lfreetype", "-lfontconfig"],
  simdFiles: [],
  files: ["libraries/fonts.ts", ...fontsFiles],
  needs: ["zlib"],
  async build(workshop) {
    await buildWithAutotools(workshop, [
      "--host=wasm32-unknown-none",
      "--disable-mmap",
      "--with-zlib=yes",
      ...["bzip2", "png", "harfbuzz", "brotli", "librsvg"]
        .map((library) => `--with-${library}=no`),
    ], [
      ...setjmpFlags,
      // Curves in 64 bits: all that FreeType asks is this. The pixels are then those
      // of 64-bit machines.
      "-D__aarch64__",
    ]);
    await buildFonts(workshop);
  },
};
