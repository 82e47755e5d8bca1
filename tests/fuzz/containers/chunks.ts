// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Container, Part } from "./container.ts";

const decoder = new TextDecoder("latin1");

/** The chunks of RIFF: AVI and WAV. */
export const chunks: Container = {
  alignment: 2,
  parse(bytes) {
    const parts: Part[] = [];
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at + 8 <= bytes.length;) {
      const size = view.getUint32(at + 4, true);
      if (at + 8 + size > bytes.length) break;
      const name = bytes.slice(at, at + 4);
      const body = bytes.slice(at + 8, at + 8 + size);
      const isHolder = ["RIFF", "LIST"].includes(decoder.decode(name));
      parts.push({
        name,
        prefix: body.slice(0, isHolder ? 4 : 0),
        content: isHolder ? chunks.parse(body.slice(4)) : body,
      });
      at += 8 + size + size % 2;
    }
    return parts;
  },
  header({ name, claimed }, length) {
    const header = new Uint8Array(8);
    header.set(name);
    new DataView(header.buffer).setUint32(4, claimed ?? length, true);
    return header;
  },
};
