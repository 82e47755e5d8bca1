// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { llvm } from "../toolchain.ts";
import { sources } from "../versions.ts";
import { cFlags, JOBS, pkgConfig } from "../workshop.ts";
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
    const { work, steps } = workshop;
    const cwd = join(work, sources.xml2.folder);
    await steps.run("./configure", [
      ...["--host=wasm32-unknown-none", "--prefix=/prefix"],
      ...["--disable-shared", "--enable-static", "--disable-maintainer-mode"],
      ...["minimum", "tree", "push"].map((part) => `--with-${part}`),
      ...["threads", "python", "iconv", "lzma", "zlib"].map((part) =>
        `--without-${part}`
      ),
      `CFLAGS=${[...cFlags, "-DNDEBUG"].join(" ")}`,
    ], { cwd, env: { ...llvm, ...pkgConfig(workshop) } });
    // Not its programs, which want more of a system.
    await steps.run("make", [JOBS, "libxml2.la"], { cwd });
    const destination = `DESTDIR=${work}`;
    await steps.run("make", [
      ...["install-libLTLIBRARIES", "install-pkgconfigDATA", destination],
    ], { cwd });
    await steps.run("make", ["-C", "include", "install", destination], {
      cwd,
    });
  },
};
