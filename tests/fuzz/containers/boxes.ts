// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Container, Part } from "./container.ts";

/** Boxes that hold boxes, and how many bytes precede these. */
const holders: Readonly<Record<string, number>> = {
  ...{ moov: 0, trak: 0, mdia: 0, minf: 0, stbl: 0, dinf: 0, edts: 0, udta: 0 },
  ...{ mvex: 0, moof: 0, traf: 0, ilst: 0, meta: 4, dref: 8, stsd: 8 },
  ...{ mp4v: 78, avc1: 78, apcn: 78, apch: 78, mp4a: 28, sowt: 28 },
};

const decoder = new TextDecoder("latin1");

/** The boxes of MP4 and QuickTime. */
export const boxes: Container = {
  alignment: 1,
  parse(bytes) {
    const parts: Part[] = [];
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at + 8 <= bytes.length;) {
      const size = view.getUint32(at);
      if (size < 8 || at + size > bytes.length) break;
      const name = bytes.slice(at + 4, at + 8);
      const body = bytes.slice(at + 8, at + size);
      const before = holders[decoder.decode(name)];
      const isHolder = before !== undefined && body.length >= before;
      parts.push({
        name,
        prefix: body.slice(0, isHolder ? before : 0),
        content: isHolder ? boxes.parse(body.slice(before)) : body,
      });
      at += size;
    }
    return parts;
  },
  header({ name, claimed }, length) {
    const header = new Uint8Array(8);
    new DataView(header.buffer).setUint32(0, claimed ?? length + 8);
    header.set(name, 4);
    return header;
  },
};
