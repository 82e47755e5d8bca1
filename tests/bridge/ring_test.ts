// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { Ring, RING_BYTES } from "../../src/bridge/ring.ts";

const ringOf = () => {
  const buffer = new SharedArrayBuffer(64 + RING_BYTES);
  return [new Ring(buffer, 64), new Ring(buffer, 64)] as const;
};

Deno.test("Ring.put() puts all or nothing, and returns how much waits", () => {
  const [writer, reader] = ringOf();
  assertEquals(reader.isEmpty, true);
  assertEquals(writer.put(new Uint8Array(10_000).fill(1)), 0);
  assertEquals(writer.put(new Uint8Array(10_000)), undefined);
  assertEquals(writer.put(new Uint8Array(6384).fill(2)), 10_000);
  assertEquals(writer.put(new Uint8Array(1)), undefined);
  const expected = new Uint8Array(16_384).fill(2);
  assertEquals(reader.take(), expected.fill(1, 0, 10_000));
  assertEquals([reader.isEmpty, reader.take().length], [true, 0]);
  assertEquals(writer.put(new Uint8Array(16_385)), undefined);
  assertEquals(writer.put(new Uint8Array(16_384)), 0);
});

Deno.test("Ring.take() joins data that wraps around the end", () => {
  const [writer, reader] = ringOf();
  for (let round = 0; round < 100; round++) {
    const data = new Uint8Array(7001).map((_, i) => round + i);
    assertEquals(writer.put(data), 0);
    assertEquals(reader.take(), data);
  }
});

Deno.test("Ring.close() refuses everything from then on", () => {
  const [writer, reader] = ringOf();
  reader.close();
  assertEquals(writer.put(new Uint8Array(1)), undefined);
});
