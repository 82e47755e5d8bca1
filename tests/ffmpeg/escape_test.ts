// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Whether native ffmpeg reads back what was escaped. */
import { assertEquals, assertThrows } from "@std/assert";
import {
  concatList,
  escapeDrawtext,
  escapeFilterValue,
  fileUrl,
  filter,
} from "../../src/media/mod.ts";
import { seededRandom } from "../../src/util/seeded_random.ts";
import { runNative } from "../support/native.ts";

/** What means something at some level, and what does not. */
const alphabet = [..."\\':;,[]=%{}@# \t\n\"|$`*?/.-é😀ax0"];

const nasty = [
  ...[
    "",
    " ",
    "  ",
    "\\",
    "'",
    "\\'",
    "' '",
    " \\ ",
    "a'b:c",
    "100%",
    "%{pts}",
  ],
  ...["[a];b,c", "C:\\fonts\\x.ttf", "\n", " x\n ", "\\\\ ", "it's 5 o'clock"],
];

function randomTexts(count: number): string[] {
  const random = seededRandom(27);
  return Array.from({ length: count }, () => {
    const bytes = new Uint8Array(12);
    random(bytes);
    const length = 1 + bytes[0]! % 11;
    return Array.from(
      bytes.subarray(1, 1 + length),
      (byte) => alphabet[byte % alphabet.length]!,
    ).join("");
  });
}

Deno.test("a filter receives exactly the text that was escaped", async () => {
  const texts = [...nasty, ...randomTexts(120)].filter((text) => text !== "");
  // One filter for each text: all are read back from one run.
  const chain = texts.map((value, i) =>
    filter("metadata", { mode: "add", key: `k${i}`, value })
  ).join(",");
  const { stdout } = await runNative("ffprobe", [
    ...["-f", "lavfi", "-i", `color=s=16x16:d=0.04,${chain}`],
    ...["-show_entries", "frame_tags", "-of", "json"],
  ]);
  const [{ tags }] = JSON.parse(stdout).frames;
  assertEquals(texts.map((_, i) => tags[`k${i}`]), texts);
});

Deno.test("drawtext draws exactly the text that was escaped", async () => {
  const texts = [...nasty, ...randomTexts(20)].filter((text) =>
    text.trim() !== ""
  );
  const files = Object.fromEntries(
    texts.map((text, i) => [`t${i}`, new TextEncoder().encode(text)]),
  );
  const style = "fontsize=16:fontcolor=white:y=20:x=4";
  const drawn = async (options: (text: string, i: number) => string) => {
    const inputs = texts.map((text, i) =>
      `color=s=256x48:d=0.04,drawtext=${options(text, i)}:${style}[v${i}]`
    );
    const { stdout } = await runNative("ffmpeg", [
      ...["-filter_complex", inputs.join(";")],
      ...texts.flatMap((_, i) => ["-map", `[v${i}]`]),
      ...["-f", "framemd5", "-"],
    ], files);
    return stdout.split("\n").filter((line) => /^\d/.test(line));
  };
  const escaped = await drawn((text) => `text=${escapeDrawtext(text)}`);
  const plain = await drawn((_, i) => `textfile=t${i}:expansion=none`);
  assertEquals(escaped.length, texts.length);
  assertEquals(escaped, plain);
});

Deno.test("a list and a URL lead to files of any name", async () => {
  const names = [" lead.wav", "it's.wav", "a:b.wav", "-y.wav", '\\q "z".wav'];
  const { files: { "one.wav": wav } } = await runNative("ffmpeg", [
    ..."-f lavfi -i sine=duration=0.5 one.wav".split(" "),
  ]);
  const { files } = await runNative("ffmpeg", [
    ...["-f", "concat", "-safe", "0", "-i", "list", "-c", "copy"],
    fileUrl("-all:.wav"),
  ], {
    ...Object.fromEntries(names.map((name) => [name, wav!])),
    list: new TextEncoder().encode(concatList(names)),
  });
  const { stdout } = await runNative("ffprobe", [
    ...["-show_entries", "format=duration", "-of", "csv=p=0", "-i"],
    fileUrl("-all:.wav"),
  ], files);
  assertEquals(Number(stdout), 2.5);
});

Deno.test("safe text refuses what cannot be expressed", () => {
  const wrong = (value: unknown) => value as string;
  for (const make of [escapeFilterValue, escapeDrawtext, fileUrl]) {
    for (const value of [undefined, 1, null, "a\0b"]) {
      assertThrows(() => make(wrong(value)), TypeError);
    }
  }
  assertThrows(() => fileUrl(""), TypeError);
  assertThrows(() => concatList([]), TypeError);
  assertThrows(() => concatList(["a\nb"]), TypeError, "line breaks");
  assertThrows(() => concatList(wrong("abc") as never), TypeError);
  assertThrows(() => filter("scale,hflip"), TypeError);
  assertThrows(() => filter("scale", { "w=1:h": 2 }), TypeError);
  assertThrows(() => filter("scale", { w: NaN }), TypeError);
});
