// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Posts a number of bytes, with values from 0 to 255 in turn, in pieces of all
 * lengths; retries if there is no room.
 *
 * @module
 */
import { Channel, turn } from "../../src/bridge/channel.ts";
import { Random } from "../support/random.ts";

const scope = globalThis as unknown as {
  onmessage: (
    event: MessageEvent<{ buffer: SharedArrayBuffer; total: number }>,
  ) => void;
};

scope.onmessage = ({ data: { buffer, total } }) => {
  const channel = new Channel(buffer);
  const random = new Random(1);
  for (let sent = 0; sent < total;) {
    // Mostly short ones, so that the other side is often idle and asleep.
    const longest = random.below(100) === 0 ? 20_000 : 20;
    const length = Math.min(1 + random.below(longest), total - sent);
    const data = Uint8Array.from({ length }, (_, i) => sent + i);
    if (channel.post(data)) sent += length;
  }
  channel.pass(turn.ended);
};
