// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { type LibraryWorkshop, PREFIX } from "../workshop.ts";
import {
  buildArchive,
  installHeaders,
  installPackage,
  releaseFlags,
} from "./archive.ts";

/**
 * Builds what stands in for fontconfig: a font for a name, of those in the file
 * system. It needs no configuration, and FFmpeg takes it for the real one.
 */
export async function buildFonts(workshop: LibraryWorkshop): Promise<void> {
  const fonts = { ...workshop, cwd: join(workshop.work, "fonts") };
  await buildArchive(fonts, "libfontconfig.a", {
    files: ["fonts.c", "fontconfig.c"],
    flags: [...releaseFlags, "-Iinclude", `-I${PREFIX}/include/freetype2`],
  });
  await installHeaders(fonts, "include/fontconfig", "fontconfig");
  await installPackage(fonts, {
    name: "fontconfig",
    // What is checked is a version that libass accepts.
    version: "2.14",
    libs: "-lfontconfig",
    requires: "freetype2",
  });
}
