// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { sources } from "../versions.ts";
import { copy } from "../workshop.ts";
import { compileArchive, filesIn, writePkgConfig } from "./compile.ts";
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
  files: ["libraries/compile.ts", "libraries/cxx.ts"],
  needs: ["cxx"],
  async build(workshop) {
    const { work } = workshop;
    const { folder } = sources.zimg;
    const cwd = join(work, folder);
    const source = "src/zimg";
    await compileArchive(workshop, cwd, "libzimg.a", [{
      files: await filesIn(
        cwd,
        ["api", ...folders].map((name) => join(source, name)),
        ".cpp",
      ),
      flags: [...throwFlags, "-std=c++14", `-I${source}`],
    }]);
    const header = "zimg.h";
    await copy(
      join(cwd, source, "api", header),
      join(work, "prefix/include", header),
    );
    const version = /[\d.]+/.exec(folder)![0];
    await writePkgConfig(workshop, "zimg", version, [
      "-lzimg",
      "-lcxxabi",
      "-lc++",
    ]);
  },
};
