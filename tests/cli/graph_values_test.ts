// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { graphValues } from "../../src/cli/graph_values.ts";

const values: Record<string, string[]> = {
  "subtitles=a.srt": ["a.srt"],
  "subtitles=filename=a.srt:force_style='FontSize=10'": ["a.srt"],
  "subtitles='a b.srt'": ["a b.srt"],
  "subtitles=a=b.srt": ["a=b.srt"],
  "movie=logo.png[l];[0:v][l]overlay=10:10": ["logo.png"],
  "scale=2:2,movie='a,b;c[d].png'": ["a,b;c[d].png"],
  "movie=a\\\\:b.png": ["a:b.png"],
  "movie='a\\:b.png'": ["a:b.png"],
  "movie=a\\,b.png": ["a,b.png"],
  "drawtext=fontfile=/f/a.ttf:textfile='/t x.txt',fps=5": [
    "/f/a.ttf",
    "/t x.txt",
  ],
  "lut3d = x.cube": ["x.cube"],
};

for (const [graph, expected] of Object.entries(values)) {
  Deno.test(`graphValues() finds the files in ${graph}`, () => {
    const found = graphValues(graph).map(({ value }) => value);
    for (const value of expected) assertEquals(found.includes(value), true);
  });
}

Deno.test("graphValues() names the arguments, and reads any text", () => {
  assertEquals(graphValues("ass=a.ass:fontsdir=f"), [
    { name: undefined, value: "a.ass" },
    { name: undefined, value: "fontsdir=f" },
    { name: "fontsdir", value: "f" },
  ]);
  for (const text of ["", "'", "\\", "a='", "[", "=:=:", "a=\\"]) {
    graphValues(text);
  }
});
