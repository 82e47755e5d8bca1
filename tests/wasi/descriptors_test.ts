// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import {
  type Descriptor,
  DescriptorTable,
} from "../../src/wasi/descriptors.ts";
import { Random } from "../support/random.ts";

Deno.test("DescriptorTable gives the lowest free number, whatever was closed and moved", () => {
  const LIMIT = 40;
  const random = new Random(25);
  const table = new DescriptorTable(LIMIT);
  const descriptor: Descriptor = {
    ...{ type: "stream", name: "stdin", rights: 0, inheriting: 0, flags: 0 },
  };
  const open = new Set<number>();
  const any = () => [...open][random.below(open.size)]!;
  let fullTimes = 0;
  for (let i = 0; i < 3000; i++) {
    const action = random.below(10);
    if (action < 6) {
      let lowest = 0;
      while (open.has(lowest)) lowest++;
      if (lowest === LIMIT) {
        fullTimes++;
        assertThrows(() => table.add(descriptor), Error, "EMFILE");
      } else assertEquals(open.add(table.add(descriptor)).has(lowest), true);
    } else if (open.size > 0) {
      const [from, to] = [any(), any()];
      if (action < 9) table.close(from);
      else table.renumber(from, to);
      if (action < 9 || from !== to) open.delete(from);
    }
  }
  assertEquals(fullTimes > 100, true);
});
