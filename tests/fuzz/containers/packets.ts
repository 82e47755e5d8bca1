// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import type { Container } from "./container.ts";

const PACKET_BYTES = 188;

/**
 * The packets of an MPEG transport stream, each with four bytes of a header: they
 * have no size to lie about.
 */
export const packets: Container = {
  alignment: 1,
  parse: (bytes) =>
    Array.from({ length: Math.floor(bytes.length / PACKET_BYTES) }, (_, i) => {
      const packet = bytes.slice(i * PACKET_BYTES, (i + 1) * PACKET_BYTES);
      return {
        name: packet.slice(0, 3),
        prefix: packet.slice(3, 12),
        content: packet.slice(12),
      };
    }),
  header: ({ name }) => name,
};
