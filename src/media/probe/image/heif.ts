// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { type ByteSource, letters } from "./byte_source.ts";
import type { ImageInfo } from "./image_info.ts";

/** The formats, by the brands of files. */
const brands: Readonly<Record<string, "avif" | "heic">> = {
  ...{ avif: "avif", avis: "avif" },
  ...{ heic: "heic", heix: "heic", heim: "heic", heis: "heic" },
  ...{ hevc: "heic", hevx: "heic", mif1: "heic", msf1: "heic" },
};

/** The brands of files that move. */
const moving = ["avis", "hevc", "hevx", "msf1"];

/** What is larger does not describe one picture. */
const META_BYTES = 2 ** 22;

/** A box of a file in the ISO format. */
interface Box {
  readonly type: string;
  /** Where its contents begin and end. */
  readonly start: number;
  readonly end: number;
}

/** Describes a picture in a file of the ISO format (HEIF): AVIF, HEIC, also of tiles. */
export async function describeHeif(
  source: ByteSource,
): Promise<ImageInfo | undefined> {
  let format: "avif" | "heic" | undefined;
  let isAnimated = false;
  for (let [at, part] = [0, 0]; part < 1000; part++) {
    const head = await source.read(at, 16);
    if (head.byteLength < 8) return undefined;
    const type = letters(head, 4);
    const length = head.getUint32(0) === 1
      ? Number(head.getBigUint64(8))
      : head.getUint32(0);
    if (length < 8) return undefined;
    if (type === "ftyp") {
      const view = await source.read(at, Math.min(length, 256));
      const brand = letters(view, 8);
      const all = [brand];
      for (let i = 16; i + 4 <= view.byteLength; i += 4) {
        all.push(letters(view, i));
      }
      format = all.includes("avif") || all.includes("avis")
        ? "avif"
        : brands[brand];
      if (!format) return undefined;
      isAnimated = moving.includes(brand);
    } else if (type === "meta" && format && length <= META_BYTES) {
      const view = await source.read(at, length);
      return { format, isAnimated, ...primary(view) };
    }
    at += length;
  }
  return undefined;
}

/** Describes the primary picture of a box "meta". */
function primary(
  meta: DataView,
): Pick<ImageInfo, "width" | "height" | "tiles" | "frames"> {
  const boxes = boxesIn(meta, 12, meta.byteLength);
  const named = (type: string, among = boxes) =>
    required(among.find((box) => box.type === type));
  const pitm = named("pitm");
  const isWide = meta.getUint8(pitm.start) > 0;
  const id = isWide
    ? meta.getUint32(pitm.start + 4)
    : meta.getUint16(pitm.start + 4);
  const iprp = named("iprp");
  const parts = boxesIn(meta, iprp.start, iprp.end);
  const ipco = named("ipco", parts);
  const properties = boxesIn(meta, ipco.start, ipco.end);
  const own = propertiesOf(meta, named("ipma", parts), id)
    .flatMap((index) => properties[index - 1] ?? []);
  const ispe = required(own.find(({ type }) => type === "ispe"));
  const size = [
    meta.getUint32(ispe.start + 4),
    meta.getUint32(ispe.start + 8),
  ] as const;
  const irot = own.find(({ type }) => type === "irot");
  const isTurned = irot !== undefined && meta.getUint8(irot.start) % 2 === 1;
  const [width, height] = isTurned ? [size[1], size[0]] : size;
  const iref = boxes.find(({ type }) => type === "iref");
  const tiles = iref ? tilesOf(meta, iref, id) : 0;
  return { width, height, ...(tiles > 1 && { tiles }) };
}

/** @throws {RangeError} when the file lacks what it should have. */
function required(box: Box | undefined): Box {
  if (box) return box;
  throw new RangeError("a box is missing");
}

function boxesIn(view: DataView, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  for (let at = start; at + 8 <= end;) {
    const length = view.getUint32(at);
    if (length < 8 || at + length > end) break;
    boxes.push({
      type: letters(view, at + 4),
      start: at + 8,
      end: at + length,
    });
    at += length;
  }
  return boxes;
}

/** The numbers of the properties of an item, counted from 1. */
function propertiesOf(view: DataView, ipma: Box, id: number): number[] {
  const [version, flags] = [
    view.getUint8(ipma.start),
    view.getUint32(ipma.start),
  ];
  const count = view.getUint32(ipma.start + 4);
  let at = ipma.start + 8;
  for (let i = 0; i < count && at < ipma.end; i++) {
    const item = version < 1 ? view.getUint16(at) : view.getUint32(at);
    at += version < 1 ? 2 : 4;
    const size = flags & 1 ? 2 : 1;
    const length = view.getUint8(at++);
    if (item === id) {
      return Array.from(
        { length },
        (_, i) =>
          size === 2
            ? view.getUint16(at + 2 * i) & 0x7fff
            : view.getUint8(at + i) & 0x7f,
      );
    }
    at += length * size;
  }
  return [];
}

/** Of how many pictures an item is derived. */
function tilesOf(view: DataView, iref: Box, id: number): number {
  const isWide = view.getUint8(iref.start) > 0;
  for (const { type, start } of boxesIn(view, iref.start + 4, iref.end)) {
    const from = isWide ? view.getUint32(start) : view.getUint16(start);
    if (type === "dimg" && from === id) {
      return view.getUint16(start + (isWide ? 4 : 2));
    }
  }
  return 0;
}
