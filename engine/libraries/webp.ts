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

/** Encodes WebP, still and animated. */
export const webp: Library = {
  license: "BSD-3-Clause",
  options: ["--enable-libwebp"],
  components: { encoder: "libwebp libwebp_anim" },
  archives: ["-lwebp"],
  simdFiles: [],
  needs: [],
  async build(workshop) {
    const cwd = join(workshop.work, sources.webp.folder);
    const parts = ["dec", "dsp", "enc", "utils", "mux"]
      .map((part) => `src/${part}`);
    // All in one archive: the libraries that it is divided into need each other.
    const units = await Promise.all(
      [...parts, "sharpyuv"].map((folder) => unitsIn(cwd, folder)),
    );
    await buildArchive(workshop, cwd, "libwebp.a", units.flat(), [
      ...["-I.", "-Isrc"],
    ]);
    await installHeaders(workshop, join(cwd, "src/webp"), "webp");
    for (const name of ["libwebp", "libwebpmux"]) {
      await installPackage(workshop, {
        name,
        version: versionOf("webp"),
        libs: "-lwebp",
      });
    }
  },
};
