// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { editFiles } from "../edit.ts";
import { llvm } from "../toolchain.ts";
import { PREFIX } from "../workshop.ts";
import { buildArchive, installHeaders, installPackage } from "./archive.ts";
import { throwFlags } from "./cxx.ts";
import type { Library } from "./library.ts";

/** Changes the pitch or the tempo of sound, one without the other: the filter rubberband. */
export const rubberband: Library = {
  license: "GPL-2.0-or-later",
  options: ["--enable-librubberband"],
  components: { filter: "rubberband" },
  archives: ["-lrubberband"],
  simdFiles: [],
  files: ["edit.ts", "libraries/cxx.ts"],
  needs: ["cxx"],
  async build(workshop) {
    const { cwd, version, step } = workshop;
    await editFiles(cwd, {
      "src/common/Allocators.h": [[/^#include <sys\/mman\.h>\n/m, "", 1]],
    });
    await buildArchive(workshop, "librubberband.a", {
      // All of it in one, with a transform of its own and without threads.
      files: ["single/RubberBandSingle.cpp"],
      flags: [...throwFlags, "-std=c++17", "-w"],
    });
    // FFmpeg also asks for the library of C++ by the name that GCC gives it.
    await step.run(llvm.AR, ["rcs", `${PREFIX}/lib/libstdc++.a`], { cwd });
    await installHeaders(workshop, "rubberband", "rubberband");
    await installPackage(workshop, {
      name: "rubberband",
      version,
      libs: "-lrubberband -lcxxabi -lc++",
    });
  },
};
