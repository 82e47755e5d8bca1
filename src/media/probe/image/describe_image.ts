// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { attempt } from "../../../../vfs/attempt.ts";
import type { Fs } from "../../../../vfs/fs.ts";
import { ByteSource, letters } from "./byte_source.ts";
import { describeHeif } from "./heif.ts";
import type { ImageInfo } from "./image_info.ts";

/** So many parts of a file are looked at: a crafted one may have any number. */
const PARTS = 1_000_000;

/** Describes a picture file by its headers; `undefined` if it is none, or broken. */
export async function describeImage(
  fs: Fs,
  path: string,
): Promise<ImageInfo | undefined> {
  const file = await attempt(() => fs.open(path));
  if (!file) return undefined;
  try {
    const source = new ByteSource(file);
    const head = await source.read(0, 32);
    if (head.byteLength < 16) return undefined;
    if (letters(head, 0, 8) === "\x89PNG\r\n\x1a\n") return await png(source);
    if (letters(head, 0) === "GIF8") return await gif(source);
    if (letters(head, 0) === "RIFF" && letters(head, 8) === "WEBP") {
      return await webp(source);
    }
    if (head.getUint16(0) === 0xffd8) return await jpeg(source);
    if (letters(head, 4) === "ftyp") return await describeHeif(source);
    return undefined;
  } catch (error) {
    // It ends where there should be more, or lacks a part.
    if (error instanceof RangeError) return undefined;
    throw error;
  } finally {
    await file.close();
  }
}

async function png(source: ByteSource): Promise<ImageInfo> {
  const header = await source.read(8, 16);
  const size = { width: header.getUint32(8), height: header.getUint32(12) };
  for (let [at, part] = [8, 0]; part < PARTS; part++) {
    const chunk = await source.read(at, 12);
    const type = letters(chunk, 4);
    if (type === "IDAT" || type === "IEND") break;
    if (type === "acTL") {
      const frames = chunk.getUint32(8);
      return { format: "apng", ...size, frames, isAnimated: frames > 1 };
    }
    at += chunk.getUint32(0) + 12;
  }
  return { format: "png", ...size, frames: 1, isAnimated: false };
}

async function gif(source: ByteSource): Promise<ImageInfo> {
  const header = await source.read(0, 13);
  const tableBytes = (flags: number) =>
    flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
  let at = 13 + tableBytes(header.getUint8(10));
  let frames = 0;
  for (let part = 0; part < PARTS; part++) {
    const block = await source.read(at, 10);
    if (block.byteLength === 0) break;
    const kind = block.getUint8(0);
    if (kind === 0x2c) {
      frames++;
      at += 11 + tableBytes(block.getUint8(9));
    } else if (kind === 0x21) at += 2;
    else break;
    // Pieces of up to 255 bytes, to an empty one.
    for (; part < PARTS; part++) {
      const piece = await source.read(at, 1);
      if (piece.byteLength === 0) break;
      const length = piece.getUint8(0);
      at += length + 1;
      if (length === 0) break;
    }
  }
  return {
    format: "gif",
    ...{ width: header.getUint16(6, true), height: header.getUint16(8, true) },
    ...{ frames, isAnimated: frames > 1 },
  };
}

async function webp(source: ByteSource): Promise<ImageInfo | undefined> {
  const head = await source.read(12, 18);
  const still = { format: "webp", frames: 1, isAnimated: false } as const;
  switch (letters(head, 0)) {
    case "VP8 ":
      return {
        ...still,
        width: head.getUint16(14, true) & 0x3fff,
        height: head.getUint16(16, true) & 0x3fff,
      };
    case "VP8L": {
      const bits = head.getUint32(9, true);
      const [width, height] = [(bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1];
      return { ...still, width, height };
    }
    case "VP8X":
      break;
    default:
      return undefined;
  }
  const size = (at: number) =>
    head.getUint16(at, true) + (head.getUint8(at + 2) << 16) + 1;
  const isAnimated = (head.getUint8(8) & 2) !== 0;
  let frames = 0;
  for (let [at, part] = [12, 0]; isAnimated && part < PARTS; part++) {
    const chunk = await source.read(at, 8);
    if (chunk.byteLength < 8) break;
    if (letters(chunk, 0) === "ANMF") frames++;
    const length = chunk.getUint32(4, true);
    at += 8 + length + length % 2;
  }
  return {
    format: "webp",
    ...{ width: size(12), height: size(15), isAnimated },
    frames: isAnimated ? frames : 1,
  };
}

async function jpeg(source: ByteSource): Promise<ImageInfo | undefined> {
  for (let [at, part] = [2, 0]; part < PARTS; part++) {
    const segment = await source.read(at, 9);
    const marker = segment.getUint8(1);
    // Each beginning of a frame but the tables between them.
    const isFrame = marker >= 0xc0 && marker <= 0xcf &&
      ![0xc4, 0xc8, 0xcc].includes(marker);
    if (segment.getUint8(0) !== 0xff || marker === 0xda) break;
    if (isFrame) {
      return {
        ...{ format: "jpeg", frames: 1, isAnimated: false },
        ...{ width: segment.getUint16(7), height: segment.getUint16(5) },
      };
    }
    at += segment.getUint16(2) + 2;
  }
  return undefined;
}
