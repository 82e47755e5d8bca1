// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { type Arg, args, fileUrl } from "../../src/media/mod.ts";

Deno.test("args splits what is written, and nothing that is filled in", () => {
  const nasty = ` a 'b' "c" $d \\ \${e} %f\n`;
  assertEquals(args`-i ${nasty} -y  out${1}.mp4`, [
    ...["-i", nasty, "-y", "out1.mp4"],
  ]);
  assertEquals(args`-vf "scale=${64}:-2, hflip" 'it"s' ''`, [
    ...["-vf", "scale=64:-2, hflip", 'it"s', ""],
  ]);
  assertEquals(args`${["-ss", 1]} ${[]} -i ${""}`, ["-ss", "1", "-i", ""]);
  // As typed: even what would be no escape of JavaScript.
  assertEquals(args`\\ 12\:30 \unicode \`a\` \${b}`, [
    ...["\\\\", "12\\:30", "\\unicode", "`a`", "${b}"],
  ]);
  assertEquals(args`  `, []);
});

Deno.test("args lets no value become an option", () => {
  assertEquals(args`-i ${"-y"} -af ${"-1"} -`, ["-i", "-y", "-af", "-1", "-"]);
  assertEquals(args`-i in ${"-"}`, ["-i", "in", "-"]);
  for (
    const write of [
      () => args`-i in ${"-y"}`,
      // A switch has no value.
      () => args`-i in -y ${"-filter_complex"}`,
      () => args`${"-1"}`,
    ]
  ) {
    const { message } = assertThrows(write, TypeError);
    assertStringIncludes(message, "fileUrl()");
  }
  assertEquals(args`-i in ${fileUrl("-y")}`, ["-i", "in", "file:-y"]);
});

Deno.test("args refuses what is no argument", () => {
  const wrong = [undefined, null, NaN, Infinity, true, {}, "a\0b", [[]], [
    null,
  ]];
  for (const value of wrong as Arg[]) {
    assertThrows(() => args`-i ${value}`, TypeError, "Cannot use value 1");
  }
  assertThrows(() => args`-i "in.mp4`, TypeError, "without its end");
  assertThrows(() => args`-i a${["b"]}`, TypeError, "whitespace");
  assertThrows(() => args`-i ${["b"]}c`, TypeError, "whitespace");
});
