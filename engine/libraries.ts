// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { ass } from "./libraries/ass.ts";
import { chromaprint } from "./libraries/chromaprint.ts";
import { dav1d } from "./libraries/dav1d.ts";
import { cxx } from "./libraries/cxx.ts";
import { freetype } from "./libraries/freetype.ts";
import { fribidi } from "./libraries/fribidi.ts";
import { harfbuzz } from "./libraries/harfbuzz.ts";
import { kvazaar } from "./libraries/kvazaar.ts";
import { lame } from "./libraries/lame.ts";
import { ogg } from "./libraries/ogg.ts";
import { openh264 } from "./libraries/openh264.ts";
import { openjpeg } from "./libraries/openjpeg.ts";
import { opus } from "./libraries/opus.ts";
import { rubberband } from "./libraries/rubberband.ts";
import { soxr } from "./libraries/soxr.ts";
import { sse } from "./libraries/sse.ts";
import { svtav1 } from "./libraries/svtav1.ts";
import { theora } from "./libraries/theora.ts";
import { unibreak } from "./libraries/unibreak.ts";
import { vidstab } from "./libraries/vidstab.ts";
import { vorbis } from "./libraries/vorbis.ts";
import { vpx } from "./libraries/vpx.ts";
import { webp } from "./libraries/webp.ts";
import { x264 } from "./libraries/x264.ts";
import { x265 } from "./libraries/x265.ts";
import { xml2 } from "./libraries/xml2.ts";
import { zimg } from "./libraries/zimg.ts";
import { zlib } from "./libraries/zlib.ts";
import type { Library } from "./libraries/library.ts";
import {
  type FfmpegVersion,
  type LibraryName,
  type Source,
  sources,
  type Threads,
  type VariantName,
  variants,
} from "./versions.ts";

/** The libraries that engines are built with. */
export const libraries: Readonly<Record<LibraryName, Library>> = {
  ass,
  chromaprint,
  cxx,
  dav1d,
  freetype,
  fribidi,
  harfbuzz,
  kvazaar,
  lame,
  ogg,
  openh264,
  openjpeg,
  opus,
  rubberband,
  soxr,
  sse,
  svtav1,
  theora,
  unibreak,
  vidstab,
  vorbis,
  vpx,
  webp,
  x264,
  x265,
  xml2,
  zimg,
  zlib,
};

/** What an engine contains. */
export interface Content {
  readonly variant: VariantName;
  /** The libraries of the variant that it has beside zlib: all of them, if not given. */
  readonly only?: readonly LibraryName[];
}

/** What an engine is made of. */
export interface Selection extends Content {
  readonly version: FfmpegVersion;
  /** How its threads run. */
  readonly threads: Threads;
  /** The libraries that are built from what replaces their source. */
  readonly replaced?: readonly LibraryName[];
}

/** The names of an engine's libraries, with those that they need. */
export function libraryNames({ variant, only }: Content): LibraryName[] {
  // FFmpeg's own components need zlib.
  const wanted = only && new Set<LibraryName>(["zlib", ...only]);
  for (const name of wanted ?? []) {
    for (const needed of libraries[name].needs) wanted!.add(needed);
  }
  return variants[variant].libraries
    .filter((name) => wanted?.has(name) ?? true);
}

/** The libraries of an engine. */
export function librariesOf(content: Content): Library[] {
  return libraryNames(content).map((name) => libraries[name]);
}

/**
 * The source of a library; if it is among those that are `replaced`, the one that it is
 * built from once Debian drops the first.
 */
export function sourceOf(
  name: LibraryName,
  replaced: readonly LibraryName[] = [],
): Source {
  const source = sources[name];
  if (!replaced.includes(name)) return source;
  return source.next ?? withoutChanges(source);
}

/**
 * The original archive alone, of whichever version of the package has it: Debian drops a
 * version when it has mended it once more.
 */
function withoutChanges(source: Source): Source {
  const archives = Object.entries(source.files)
    .filter(([name]) => /\.orig\.tar\.\w+$/.test(name));
  const name = source.package.split("=")[0];
  return {
    ...{ package: `${name}=${versionOf(source)}`, folder: source.folder },
    files: Object.fromEntries(archives),
  };
}

/** The version of a library, by its source: `1.2.13`. */
export function versionOf(source: Source): string {
  return /=(?:\d+:)?([\d.]*\d)/.exec(source.package)![1]!;
}
