// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { editFiles } from "../edit.ts";
import {
  buildArchive,
  filesIn,
  installHeaders,
  installPackage,
  releaseFlags,
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
    const { cwd, version } = workshop;
    const types = "include/ogg/config_types.h";
    await Deno.rename(join(cwd, `${types}.in`), join(cwd, types));
    await editFiles(cwd, {
      [types]: [
        [/@INCLUDE_\w+_H@/, "1", 3],
        [/@SIZE(\d+)@/, "int$1_t", 3],
        [/@USIZE(\d+)@/, "uint$1_t", 3],
      ],
    });
    await buildArchive(workshop, "libogg.a", {
      files: await filesIn(cwd, ["src"], ".c"),
      flags: [...releaseFlags, "-Iinclude"],
    });
    await installHeaders(workshop, "include/ogg", "ogg");
    await installPackage(workshop, { name: "ogg", version, libs: "-logg" });
  },
};
