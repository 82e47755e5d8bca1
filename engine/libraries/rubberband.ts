// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { editFiles } from "../edit.ts";
import { llvm } from "../toolchain.ts";
import { sources } from "../versions.ts";
import { copy, PREFIX } from "../workshop.ts";
import { compileArchive, filesIn, writePkgConfig } from "./compile.ts";
import { throwFlags } from "./cxx.ts";
import type { Library } from "./library.ts";

/** Changes the pitch or the tempo of sound, one without the other: the filter rubberband. */
export const rubberband: Library = {
  license: "GPL-2.0-or-later",
  options: ["--enable-librubberband"],
  components: { filter: "rubberband" },
  archives: ["-lrubberband"],
  simdFiles: [],
  files: ["edit.ts", "libraries/compile.ts", "libraries/cxx.ts"],
  needs: ["cxx"],
  async build(workshop) {
    const { work, steps } = workshop;
    const { folder } = sources.rubberband;
    const cwd = join(work, folder);
    await editFiles(cwd, {
      "src/common/Allocators.h": [[/^#include <sys\/mman\.h>\n/m, "", 1]],
    });
    await compileArchive(workshop, cwd, "librubberband.a", [{
      // All of it in one, with a transform of its own and without threads.
      files: ["single/RubberBandSingle.cpp"],
      flags: [...throwFlags, "-std=c++17", "-w"],
    }]);
    // FFmpeg also asks for the library of C++ by the name that GCC gives it.
    await steps.run(llvm.AR, ["rcs", `${PREFIX}/lib/libstdc++.a`], { cwd });
    for (const header of await filesIn(cwd, ["rubberband"], ".h")) {
      await copy(join(cwd, header), join(work, "prefix/include", header));
    }
    const version = /[\d.]+$/.exec(folder)![0];
    await writePkgConfig(workshop, "rubberband", version, [
      ...["-lrubberband", "-lcxxabi", "-lc++"],
    ]);
  },
};
