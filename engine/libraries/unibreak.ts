// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  buildArchive,
  filesIn,
  installHeaders,
  installPackage,
  releaseFlags,
} from "./archive.ts";
import type { Library } from "./library.ts";

/** Says libass where lines may be broken, in languages without spaces too. */
export const unibreak: Library = {
  license: "Zlib",
  // As libass.
  options: [],
  components: {},
  archives: ["-lunibreak"],
  simdFiles: [],
  needs: [],
  async build(workshop) {
    const { cwd, version } = workshop;
    const files = await filesIn(cwd, ["src"], ".c");
    await buildArchive(workshop, "libunibreak.a", {
      files: files.filter((file) => file !== "src/tests.c"),
      flags: releaseFlags,
    });
    await installHeaders(workshop, "src", "");
    await installPackage(workshop, {
      name: "libunibreak",
      version,
      libs: "-lunibreak",
    });
  },
};
