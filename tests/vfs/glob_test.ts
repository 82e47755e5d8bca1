// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Patterns, compared with `globSync` of `node:fs` over the same tree.
 *
 * @module
 */
import * as host from "node:fs";
import { assertEquals, assertThrows } from "@std/assert";
import { DenoFs, glob, MemoryFs } from "../../vfs/mod.ts";
import { Random } from "../support/random.ts";

const folders = [
  "a/b/c",
  "a/.hid/x",
  "dir.x",
  "b",
  "[z]",
  "a/b/.dot",
  ".git/a",
];
const files = [
  ...[
    "a/x",
    "a/b/y.png",
    "a/b/c/z.png",
    "keep.txt",
    ".env",
    "a/.secret",
    "x,y",
  ],
  ...["b/y.png", "dir.x/k", "[z]/w", "a10", "A", "a/.hid/x/deep.png", "a b"],
  ...["a/b/.dot/in", "{x}", "(p)", "a*b", "ä", "!bang", "f1", "f2", "f12"],
];
const links: [target: string, path: string][] = [
  ...[["a/b", "lnk"], ["nowhere", "dang"], ["keep.txt", "lf"], ["..", "a/up"]],
] as [string, string][];

function plant(root: string, links: readonly [string, string][]): void {
  for (const path of folders) {
    host.mkdirSync(`${root}/${path}`, { recursive: true });
  }
  for (const path of files) host.writeFileSync(`${root}/${path}`, "");
  for (const [target, path] of links) {
    host.symlinkSync(target, `${root}/${path}`);
  }
}

const patterns = [
  ...[
    "*",
    "?",
    ".*",
    "*/",
    "**",
    "**/",
    "**/*.png",
    "a/**",
    "a/**/",
    "a/*",
    "a/*/",
  ],
  ...[
    "./*",
    "./a/*",
    "a/./*",
    "a/../*",
    "*/..",
    "*/.",
    ".",
    "./",
    "..",
    "",
    "a",
  ],
  ...[
    "a/",
    "a/.",
    "keep.txt/",
    "{a,b}/*",
    "{a,b/**}/*.png",
    "[ab]",
    "[!ab]",
    "[^ab]*",
  ],
  ...[
    "[[]z]",
    "[[]z]/*",
    "**/.*",
    "**/.hid/*",
    ".?*",
    "a//b",
    "a//*",
    "*//",
    "lnk/*",
  ],
  ...["lnk/", "lnk", "lnk/**", "*/*.png", "**/y.png", "a/**/z.png", "**/b/**"],
  ...[
    "+(a|b)",
    "@(a|b)/*",
    "!(a)",
    "?(a)b",
    "*(a)",
    "!(*.txt)",
    "a/up/*",
    "dang",
  ],
  ...[
    "lf",

    "{a,b}",
    "{a..c}",
    "f{1..3}",
    "{a,{b,keep.txt}}",
    "x,y",
  ],
  ...["[a-b]", "a b", "!*", "no/such/*", "keep.txt/*", "**/**"],
  ...[
    "*.x/*",
    "a/b/**",
    "**/a/**",
    "**.png",
    "a**",
    "***",
    "{,a/}*",
    "a/{b,}/*",
  ],
  ...[
    "{x}",
    "{x",
    "x}",
    "{a,b",
    "a/**/**/*.png",

    "**/c/*",
    ".git/*",
    ".*/*",
  ],
];

/** A pattern of pieces that usually match something. */
function randomPattern(random: Random): string {
  const pieces = [
    ...[
      "a",
      "b",
      "c",
      "*",
      "?",
      "**",
      "*.png",
      "[ab]",
      "{a,b}",
      "{b,c/*}",
      "y.png",
    ],
    ...[
      ".*",
      "a*",
      "x",
      "*/",
      ".hid",
      "dir.x",
      "{a,.git}",
      "!(b)",
      "@(a|b)",
      "lnk",
    ],
  ];
  return Array.from({ length: 1 + random.below(4) }, () => random.pick(pieces))
    .join("/");
}

/** Compares the results of each pattern. */
async function compare(
  patterns: readonly string[],
  links: readonly [string, string][],
): Promise<void> {
  const root = await Deno.makeTempDir();
  plant(root, links);
  using fs = new DenoFs(root);
  for (const pattern of patterns) {
    const paths = await Array.fromAsync(glob(fs, pattern), ({ path }) => path);
    const wanted = host.globSync(pattern, { cwd: root });
    assertEquals(paths.sort(), wanted.sort(), pattern);
  }
  await Deno.remove(root, { recursive: true });
}

Deno.test("glob() yields what globSync of node:fs yields", async () => {
  await compare(patterns, links);
});

Deno.test("glob() yields the same for any pattern in a tree without links", async () => {
  const random = new Random(1);
  const all = Array.from({ length: 600 }, () => randomPattern(random));
  await compare([...new Set(all)], []);
});

Deno.test("glob() yields parents first, in the order of the names, and nothing twice", async () => {
  const fs = new MemoryFs();
  for (const path of ["a/b", "b"]) fs.mkdirAll(path);
  for (const path of ["a/2.jpg", "a/1.png", "a/b/3.png", "b/4.png"]) {
    fs.writeFile(path, "");
  }
  const paths = (pattern: string) =>
    Array.fromAsync(glob(fs, pattern), ({ path }) => path);
  assertEquals(await paths("a/**/*.{png,jpg}"), [
    "a/1.png",
    "a/2.jpg",
    "a/b/3.png",
  ]);
  assertEquals(await paths("{a,a,*}/*.png"), ["a/1.png", "b/4.png"]);
  assertEquals(await paths("/{a,b}/*.png"), ["/a/1.png", "/b/4.png"]);
});

Deno.test("removing what glob() yields for names leaves what it did not yield", async () => {
  for (const pattern of ["?", ".*", "*/", "*/.", "*/..", "", ".", "..", "./"]) {
    const fs = new MemoryFs();
    fs.mkdir("a");
    for (const path of ["keep.txt", ".env", "a/x"]) fs.writeFile(path, "1");
    for await (const { path } of fs.glob(pattern)) fs.removeAll(path);
    assertEquals(fs.readTextFile("keep.txt"), "1", pattern);
  }
});

Deno.test("a backslash in a pattern of glob() stands for the character behind it", async () => {
  const fs = new MemoryFs();
  for (const path of ["a*b", "axb", "[z]", "{x}"]) fs.writeFile(path, "");
  const names: Record<string, string[]> = {
    ...{ "a\\*b": ["a*b"], "\\[z\\]": ["[z]"], "\\{x\\}": ["{x}"] },
  };
  for (const [pattern, wanted] of Object.entries(names)) {
    const paths = await Array.fromAsync(glob(fs, pattern), ({ path }) => path);
    assertEquals(paths, wanted, pattern);
  }
});

Deno.test("glob() refuses a pattern with too many alternatives at once", () => {
  assertThrows(
    () => glob(new MemoryFs(), "{a,b,c,d}".repeat(20)),
    TypeError,
    "Cannot use `pattern`",
  );
});
