// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
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
