// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertAlmostEquals, assertEquals } from "@std/assert";
import { fit } from "../../bench/growth/fit.ts";
import type { Course } from "../../bench/growth/growth.ts";
import { soundFile } from "../../bench/growth/sound_file.ts";

/** A course whose cost is some function of its size, beyond 50 ms. */
function course(cost: (size: number) => number): Course {
  const point = (size: number) => ({
    ...{ size, cpuMs: 50 + cost(size), wallMs: 0, peakBytes: 0 },
  });
  const sizes = [10, 20, 40, 80];
  return { name: "", unit: "", base: point(0), points: sizes.map(point) };
}

Deno.test("fit() finds the exponent of what costs beyond the base", () => {
  for (const power of [1, 2]) {
    const { exponent, lastFactor } = fit(course((size) => 3 * size ** power));
    assertAlmostEquals(exponent!, power, 1e-9);
    assertAlmostEquals(lastFactor!, 2 ** power, 1e-9);
  }
});

Deno.test("fit() tells what costs nothing from what cannot be told", () => {
  assertEquals(fit(course(() => 0)), { exponent: 0, lastFactor: 1 });
  const once = course((size) => size === 80 ? 100 : 0);
  assertEquals(fit(once).exponent, undefined);
});

Deno.test("soundFile() reads the same in pieces as at once", () => {
  const { size, read } = soundFile(100);
  const whole = new Uint8Array(size);
  read(whole, 0);
  const pieces = Array.from({ length: size / 4 }, (_, i) => {
    const piece = new Uint8Array(4).fill(9);
    read(piece, 4 * i);
    return [...piece];
  });
  assertEquals(new Uint8Array(pieces.flat()), whole);
  assertEquals(new TextDecoder().decode(whole.subarray(0, 4)), "RF64");
});
