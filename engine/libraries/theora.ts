// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { sources } from "../versions.ts";
import { PREFIX } from "../workshop.ts";
import { buildArchive, installHeaders, type Unit, unitsIn } from "./archive.ts";
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
    const cwd = join(workshop.work, sources.theora.folder);
    const units = await unitsIn(cwd, "lib");
    const used = units.filter(([file]) => !unused.test(file));
    const { enc, dec } = Object.groupBy(
      used,
      ([file]: Unit) => isOfEncoder.test(file) ? "enc" : "dec",
    );
    for (const [name, part] of Object.entries({ enc, dec })) {
      await buildArchive(workshop, cwd, `libtheora${name}.a`, part!, [
        ...["-Iinclude", "-Ilib", `-I${PREFIX}/include`],
      ]);
    }
    await installHeaders(workshop, join(cwd, "include/theora"), "theora");
  },
};
