// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { buildWithAutotools } from "./autotools.ts";
import type { Library } from "./library.ts";

/** Encodes MP3. */
export const lame: Library = {
  license: "LGPL-2.0-or-later",
  options: ["--enable-libmp3lame"],
  components: { encoder: "libmp3lame" },
  archives: ["-lmp3lame"],
  simdFiles: [],
  needs: [],
  build: (workshop) =>
    buildWithAutotools(workshop, [
      // Its list of machines is too old to know wasm32; any without assembly will do.
      "--host=mipsel-unknown-none",
      ...["frontend", "decoder", "gtktest", "analyzer-hooks"]
        .map((feature) => `--disable-${feature}`),
    ]),
};
