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

/** Divides streams into packets, for Vorbis and Theora. */
export const ogg: Library = {
  license: "BSD-3-Clause",
  options: [],
  components: {},
  archives: ["-logg"],
  simdFiles: [],
  files: ["edit.ts"],
  needs: [],
  async build(workshop) {
    const cwd = join(workshop.work, sources.ogg.folder);
    const types = "include/ogg/config_types.h";
    await Deno.rename(join(cwd, `${types}.in`), join(cwd, types));
    await editFiles(cwd, {
      [types]: [
        [/@INCLUDE_\w+_H@/, "1", 3],
        [/@SIZE(\d+)@/, "int$1_t", 3],
        [/@USIZE(\d+)@/, "uint$1_t", 3],
      ],
    });
    const units = await unitsIn(cwd, "src");
    await buildArchive(workshop, cwd, "libogg.a", units, ["-Iinclude"]);
    await installHeaders(workshop, join(cwd, "include/ogg"), "ogg");
    await installPackage(workshop, {
      name: "ogg",
      version: versionOf("ogg"),
      libs: "-logg",
    });
  },
};
