// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { editFiles } from "../edit.ts";
import { sources } from "../versions.ts";
import {
  buildArchive,
  installHeaders,
  installPackage,
  unitsIn,
  versionOf,
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
    const cwd = join(workshop.work, sources.vidstab.folder);
    await editFiles(cwd, {
      // The parts of pictures that are compared are as large as with SSE2, so that
      // they move as much as on other machines.
      "src/motiondetect.c": [
        ["#if defined(USE_SSE2) || defined(USE_SSE2_ASM)", "#if 1", 1],
      ],
    });
    const units = await unitsIn(cwd, "src");
    await buildArchive(
      workshop,
      cwd,
      "libvidstab.a",
      // One file is another implementation of what a second one does.
      units.filter(([file]) => file !== "src/transformfloat.c"),
      [],
    );
    await installHeaders(workshop, join(cwd, "src"), "vid.stab");
    await installPackage(workshop, {
      name: "vidstab",
      version: versionOf("vidstab"),
      libs: "-lvidstab",
    });
  },
};
