// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { chromaprint } from "./libraries/chromaprint.ts";
import { cxx } from "./libraries/cxx.ts";
import { freetype } from "./libraries/freetype.ts";
import { harfbuzz } from "./libraries/harfbuzz.ts";
import { kvazaar } from "./libraries/kvazaar.ts";
import { lame } from "./libraries/lame.ts";
import type { Library } from "./libraries/library.ts";
import { openh264 } from "./libraries/openh264.ts";
import { opus } from "./libraries/opus.ts";
import { rubberband } from "./libraries/rubberband.ts";
import { svtav1 } from "./libraries/svtav1.ts";
import { vpx } from "./libraries/vpx.ts";
import { x264 } from "./libraries/x264.ts";
import { x265 } from "./libraries/x265.ts";
import { zimg } from "./libraries/zimg.ts";
import { zlib } from "./libraries/zlib.ts";
import {
  type FfmpegVersion,
  type LibraryName,
  type VariantName,
  variants,
} from "./versions.ts";

/** The libraries that engines are built with. */
export const libraries: Readonly<Record<LibraryName, Library>> = {
  chromaprint,
  cxx,
  freetype,
  harfbuzz,
  kvazaar,
  lame,
  openh264,
  opus,
  rubberband,
  svtav1,
  vpx,
  x264,
  x265,
  zimg,
  zlib,
};

/** The names of a variant's libraries, with a version of FFmpeg. */
export function libraryNames(
  variant: VariantName,
  version: FfmpegVersion,
): LibraryName[] {
  return variants[variant].libraries.filter((name) =>
    (libraries[name].since ?? 0) <= parseFloat(version)
  );
}

/** The libraries of a variant, with a version of FFmpeg. */
export function librariesOf(
  variant: VariantName,
  version: FfmpegVersion,
): Library[] {
  return libraryNames(variant, version).map((name) => libraries[name]);
}
