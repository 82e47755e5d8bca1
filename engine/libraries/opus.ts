// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { buildWithAutotools } from "./autotools.ts";
import type { Library } from "./library.ts";

/** Encodes and decodes Opus, better than FFmpeg's own. */
export const opus: Library = {
  license: "BSD-3-Clause",
  options: ["--enable-libopus"],
  components: { encoder: "libopus", decoder: "libopus" },
  archives: ["-lopus"],
  simdFiles: [],
  needs: [],
  build: (workshop) =>
    buildWithAutotools(workshop, [
      "--host=wasm32-unknown-none",
      ...["asm", "rtcd", "intrinsics", "doc", "extra-programs"]
        .map((feature) => `--disable-${feature}`),
    ]),
};
