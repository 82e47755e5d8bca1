// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { editFiles } from "../edit.ts";
import {
  buildArchive,
  filesIn,
  installHeaders,
  installPackage,
  releaseFlags,
} from "./archive.ts";
import type { Library } from "./library.ts";

/** Steadies pictures: the filters vidstabdetect and vidstabtransform. */
export const vidstab: Library = {
  license: "GPL-2.0-or-later",
  options: ["--enable-libvidstab"],
  components: { filter: "vidstabdetect vidstabtransform" },
  archives: ["-lvidstab"],
  simdFiles: [],
  needs: [],
  async build(workshop) {
    const { cwd, version } = workshop;
    await editFiles(cwd, {
      // The parts of pictures that are compared are as large as with SSE2, so that
      // they move as much as on other machines.
      "src/motiondetect.c": [
        ["#if defined(USE_SSE2) || defined(USE_SSE2_ASM)", "#if 1", 1],
      ],
    });
    const files = await filesIn(cwd, ["src"], ".c");
    await buildArchive(workshop, "libvidstab.a", {
      // One file is another implementation of what a second one does.
      files: files.filter((file) => file !== "src/transformfloat.c"),
      flags: releaseFlags,
    });
    await installHeaders(workshop, "src", "vid.stab");
    await installPackage(workshop, {
      name: "vidstab",
      version,
      libs: "-lvidstab",
    });
  },
};
