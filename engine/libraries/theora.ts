// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { PREFIX } from "../workshop.ts";
import {
  buildArchive,
  filesIn,
  installHeaders,
  releaseFlags,
} from "./archive.ts";
import type { Library } from "./library.ts";

/** Files that are of no use here: for other processors, or in place of the encoder. */
const unused = /(cpu|encoder_disabled)\.c$/;

/** Files that only the encoder consists of. */
const isOfEncoder =
  /(analyze|fdct|enc(frag|apiwrapper|info|ode)|enquant|huffenc|mathops|mcenc|rate|tokenize)\.c$/;

/** Encodes Theora. */
export const theora: Library = {
  license: "BSD-3-Clause",
  options: ["--enable-libtheora"],
  components: { encoder: "libtheora" },
  archives: ["-ltheoraenc", "-ltheoradec"],
  simdFiles: [],
  needs: ["ogg"],
  async build(workshop) {
    const files = (await filesIn(workshop.cwd, ["lib"], ".c"))
      .filter((file) => !unused.test(file));
    const { enc = [], dec = [] } = Object.groupBy(
      files,
      (file) => isOfEncoder.test(file) ? "enc" : "dec",
    );
    const flags = [
      ...[...releaseFlags, "-Iinclude", "-Ilib", `-I${PREFIX}/include`],
    ];
    await buildArchive(workshop, "libtheoraenc.a", { files: enc, flags });
    await buildArchive(workshop, "libtheoradec.a", { files: dec, flags });
    await installHeaders(workshop, "include/theora", "theora");
  },
};
