// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { join } from "@std/path/posix";
import { copy, PREFIX, type Workshop } from "../workshop.ts";
import { buildArchive, installPackage } from "./archive.ts";

/**
 * Builds what stands in for fontconfig: a font for a name, of those in the file
 * system. It needs no configuration, and FFmpeg takes it for the real one.
 */
export async function buildFonts(workshop: Workshop): Promise<void> {
  const { work } = workshop;
  const cwd = join(work, "fonts");
  await buildArchive(
    workshop,
    cwd,
    "libfontconfig.a",
    [["fonts.c"], ["fontconfig.c"]],
    ["-Iinclude", `-I${PREFIX}/include/freetype2`],
  );
  const header = "include/fontconfig/fontconfig.h";
  await copy(join(cwd, header), join(work, "prefix", header));
  await installPackage(workshop, {
    name: "fontconfig",
    // What is checked is a version that libass accepts.
    version: "2.14",
    libs: "-lfontconfig",
    requires: "freetype2",
  });
}
