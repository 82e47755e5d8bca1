// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { freetype } from "./libraries/freetype.ts";
import { harfbuzz } from "./libraries/harfbuzz.ts";
import { lame } from "./libraries/lame.ts";
import type { Library } from "./libraries/library.ts";
import { opus } from "./libraries/opus.ts";
import { vpx } from "./libraries/vpx.ts";
import { x264 } from "./libraries/x264.ts";
import { zlib } from "./libraries/zlib.ts";
import {
  type FfmpegVersion,
  type LibraryName,
  type VariantName,
  variants,
} from "./versions.ts";

/** The libraries that engines are built with. */
export const libraries: Readonly<Record<LibraryName, Library>> = {
  freetype,
  harfbuzz,
  lame,
  opus,
  vpx,
  x264,
  zlib,
};

/** What an engine is made of. */
export interface Selection {
  readonly variant: VariantName;
  readonly version: FfmpegVersion;
  /** The libraries of the variant that it has beside zlib: all of them, if not given. */
  readonly only?: readonly LibraryName[];
}

/** The names of an engine's libraries, with those that they need. */
export function libraryNames(
  { variant, version, only }: Selection,
): LibraryName[] {
  // FFmpeg's own components need zlib.
  const wanted = only && new Set<LibraryName>(["zlib", ...only]);
  for (const name of wanted ?? []) {
    for (const needed of libraries[name].needs) wanted!.add(needed);
  }
  return variants[variant].libraries.filter((name) =>
    (libraries[name].since ?? 0) <= parseFloat(version) &&
    (wanted?.has(name) ?? true)
  );
}

/** The libraries of an engine. */
export function librariesOf(selection: Selection): Library[] {
  return libraryNames(selection).map((name) => libraries[name]);
}
