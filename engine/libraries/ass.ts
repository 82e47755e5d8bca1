// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { type Edit, editFiles } from "../edit.ts";
import { fontsFiles } from "../recipe.ts";
import { copy } from "../workshop.ts";
import { buildWithAutotools } from "./autotools.ts";
import type { Library } from "./library.ts";

/** Draws subtitles into pictures: the filters subtitles and ass. */
export const ass: Library = {
  license: "ISC",
  options: ["--enable-libass"],
  components: { filter: "ass subtitles" },
  archives: ["-lass"],
  simdFiles: [],
  files: fontsFiles,
  needs: ["zlib", "freetype", "harfbuzz", "fribidi", "unibreak"],
  async build(workshop) {
    const { work, cwd } = workshop;
    await editFiles(cwd, edits);
    for (const name of ["ass_fontconfig.c", "fonts.h"]) {
      await copy(join(work, "fonts", name), join(cwd, "libass", name));
    }
    await buildWithAutotools(workshop, [
      "--host=wasm32-unknown-none",
      "--disable-asm",
    ]);
  },
};

const edits: Readonly<Record<string, Edit[]>> = {
  // A letter that the wanted font lacks comes from whichever font has it: one of
  // the file system, of the folder that was named, or of the media file.
  "libass/ass_fontselect.c": [
    [
      "    if (!res && priv->path_default) {",
      `    for (int i = 0; !res && i < priv->n_font; i++)
        if (priv->font_infos[i].n_family && check_glyph(&priv->font_infos[i], code))
            res = select_font(priv, priv->font_infos[i].families[0], true, bold, italic,
                    index, postscript_name, uid, data, code);

$&`,
      1,
    ],
  ],
  // FreeType chooses the table of all letters; libass would take the one of the first
  // 65,536, which comes first in many fonts and has no emoji.
  "libass/ass_font.c": [
    [
      "    // Search for a Microsoft Unicode cmap\n",
      `    if (face->charmap && face->charmap->platform_id == 3 &&
            face->charmap->encoding_id == 10)
        return;
$&`,
      1,
    ],
  ],
  // CVE-2026-61627: a last line of nothing but spaces was measured beyond its end.
  "libass/ass_render.c": [
    [
      "    double pen_shift_x = d6_to_double(-text_info->glyphs[i].pos.x);",
      `    if (i == text_info->length) {
        text_info->lines[0].offset = text_info->lines[0].len = 0;
        return;
    }
$&`,
      1,
    ],
    [
      "while (i < text_info->length && cur->skip && !FORCEBREAK(cur->symbol, i))",
      "while (i + 1 < text_info->length && cur->skip && !FORCEBREAK(cur->symbol, i))",
      1,
    ],
  ],
};
