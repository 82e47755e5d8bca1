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

/** Says libass where lines may be broken, in languages without spaces too. */
export const unibreak: Library = {
  license: "Zlib",
  // As libass.
  since: 6.1,
  options: [],
  components: {},
  archives: ["-lunibreak"],
  simdFiles: [],
  needs: [],
  async build(workshop) {
    const cwd = join(workshop.work, sources.unibreak.folder);
    const units = await unitsIn(cwd, "src");
    await buildArchive(
      workshop,
      cwd,
      "libunibreak.a",
      units.filter(([file]) => file !== "src/tests.c"),
      [],
    );
    await installHeaders(workshop, join(cwd, "src"), "");
    await installPackage(workshop, {
      name: "libunibreak",
      version: versionOf("unibreak"),
      libs: "-lunibreak",
    });
  },
};
