// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { llvm } from "../toolchain.ts";
import { ccache, cFlags, make, pkgConfig } from "../workshop.ts";
import type { Library } from "./library.ts";

/** Reads XML: descriptions of DASH and of IMF. */
export const xml2: Library = {
  license: "MIT",
  options: ["--enable-libxml2"],
  components: { demuxer: "dash imf" },
  archives: ["-lxml2"],
  simdFiles: [],
  needs: [],
  async build(workshop) {
    const { work, cwd, step } = workshop;
    await step.run("./configure", [
      ...["--host=wasm32-unknown-none", "--prefix=/prefix"],
      ...["--disable-shared", "--enable-static", "--disable-maintainer-mode"],
      ...["minimum", "tree", "push"].map((part) => `--with-${part}`),
      ...["threads", "python", "iconv", "lzma", "zlib"].map((part) =>
        `--without-${part}`
      ),
      `CFLAGS=${[...cFlags, "-DNDEBUG"].join(" ")}`,
    ], {
      cwd,
      env: {
        ...llvm,
        CC: `ccache ${llvm.CC}`,
        ...ccache(workshop),
        ...pkgConfig(workshop),
      },
    });
    // Not its programs, which want more of a system.
    await make(workshop, cwd, ["libxml2.la"]);
    const destination = `DESTDIR=${work}`;
    await make(workshop, cwd, [
      ...["install-libLTLIBRARIES", "install-pkgconfigDATA", destination],
    ]);
    await make(workshop, cwd, ["-C", "include", "install", destination]);
  },
};
