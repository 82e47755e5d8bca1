import { freetype } from "./libraries/freetype.ts";
import { lame } from "./libraries/lame.ts";
import type { Library } from "./libraries/library.ts";
import { opus } from "./libraries/opus.ts";
import { vpx } from "./libraries/vpx.ts";
import { x264 } from "./libraries/x264.ts";
import { zlib } from "./libraries/zlib.ts";
import { type LibraryName, type VariantName, variants } from "./versions.ts";

/** The libraries that engines are built with. */
export const libraries: Readonly<Record<LibraryName, Library>> = {
  freetype,
  lame,
  opus,
  vpx,
  x264,
  zlib,
};

/** Those of a variant. */
export function librariesOf(variant: VariantName): Library[] {
  return variants[variant].libraries.map((name) => libraries[name]);
}
