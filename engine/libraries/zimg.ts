// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import {
  buildArchive,
  filesIn,
  installHeaders,
  installPackage,
} from "./archive.ts";
import { throwFlags } from "./cxx.ts";
import type { Library } from "./library.ts";

const folders = [
  "colorspace",
  "common",
  "depth",
  "graph",
  "resize",
  "unresize",
];

/** Scales and converts colours with the precision that HDR needs: the filter zscale. */
export const zimg: Library = {
  license: "WTFPL",
  options: ["--enable-libzimg"],
  components: { filter: "zscale" },
  archives: ["-lzimg"],
  simdFiles: [],
  files: ["libraries/cxx.ts"],
  needs: ["cxx"],
  async build(workshop) {
    const { cwd, version } = workshop;
    const source = "src/zimg";
    await buildArchive(workshop, "libzimg.a", {
      files: await filesIn(
        cwd,
        ["api", ...folders].map((name) => join(source, name)),
        ".cpp",
      ),
      flags: [...throwFlags, "-std=c++14", `-I${source}`],
    });
    await installHeaders(workshop, join(source, "api"), "", /^zimg\.h$/);
    await installPackage(workshop, {
      name: "zimg",
      version,
      libs: "-lzimg -lcxxabi -lc++",
    });
  },
};
