// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import { LineReader } from "../../src/ffmpeg/line_reader.ts";

/** The lines read from chunks of a size, and how many were read before the end. */
function read(text: string, size: number): { lines: string[]; early: number } {
  const lines: string[] = [];
  const reader = new LineReader((line) => lines.push(line));
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) {
    reader.push(bytes.subarray(at, at + size));
  }
  const early = lines.length;
  reader.end();
  reader.end();
  return { lines, early };
}

Deno.test("LineReader reads each line as soon as it ends", () => {
  const text = "ä\n\nb\rc\rd\r\ne";
  assertEquals(read(text, 100), {
    lines: ["ä\n", "\n", "b\r", "c\r", "d\r\n", "e"],
    early: 5,
  });
  // A display of progress cannot wait for what may follow a carriage return.
  assertEquals(read(text, 1), {
    lines: ["ä\n", "\n", "b\r", "c\r", "d\r", "\n", "e"],
    early: 6,
  });
  assertEquals(read("", 1), { lines: [], early: 0 });
});

Deno.test("LineReader buffers at most 64 KiB of an unterminated line", () => {
  for (const size of [1, 1000, 10_000]) {
    const text = "x".repeat(300_000);
    const { lines } = read(text, size);
    assertEquals(lines.join(""), text);
    assert(lines.every(({ length }) => length < 65_536 + size));
  }
});
