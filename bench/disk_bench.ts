// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Small files and trees on the host, as ratios to what Deno itself takes:
 * `deno run -A bench/disk_bench.ts`, or with `--allow-read --allow-write` for a
 * directory that is reached by paths, as the only writer.
 *
 * @module
 */
import { DenoFs } from "../vfs/mod.ts";
import { compare } from "./compare.ts";

const FILES = 1000;
const root = await Deno.makeTempDir();
await Deno.mkdir(`${root}/a/b/c`, { recursive: true });
const small = new Uint8Array(100).fill(1);
const page = new Uint8Array(64 * 1024).fill(1);
const paths = Array.from({ length: FILES }, (_, i) => `a/b/c/${i}`);
for (const path of paths) Deno.writeFileSync(`${root}/${path}`, small);
await Deno.writeFile(`${root}/page`, page);

using fs = new DenoFs(root, { soleWriter: true });

await compare(`read ${FILES} files of 100 bytes, by ${fs.access}`, 7, {
  "Deno.readFile": async () => {
    for (const path of paths) await Deno.readFile(`${root}/${path}`);
  },
  DenoFs: async () => {
    for (const path of paths) await fs.readFile(path);
  },
});
await compare(`read ${FILES} times a file of 64 KiB`, 7, {
  "Deno.readFile": async () => {
    for (let i = 0; i < FILES; i++) await Deno.readFile(`${root}/page`);
  },
  DenoFs: async () => {
    for (let i = 0; i < FILES; i++) await fs.readFile("page");
  },
});
await compare(`write ${FILES} files of 100 bytes`, 7, {
  "Deno.writeFile": async () => {
    for (const path of paths) await Deno.writeFile(`${root}/${path}`, small);
  },
  DenoFs: async () => {
    for (const path of paths) await fs.writeFile(path, small);
  },
});
await compare(`stat ${FILES} files`, 7, {
  "Deno.stat": async () => {
    for (const path of paths) await Deno.stat(`${root}/${path}`);
  },
  DenoFs: async () => {
    for (const path of paths) await fs.stat(path);
  },
});

/** Trees to be removed, one for each time. */
function trees(count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const tree = `tree${n}`;
    for (let i = 0; i < 20; i++) {
      Deno.mkdirSync(`${root}/${tree}/${i}`, { recursive: true });
      for (let j = 0; j < 50; j++) {
        Deno.writeFileSync(`${root}/${tree}/${i}/${j}`, small);
      }
    }
    return tree;
  });
}
const doomed = trees(16);
const next = () => doomed.pop()!;
await compare("remove a tree of 20 directories and 1000 files", 7, {
  "Deno.remove": async () => {
    await Deno.remove(`${root}/${next()}`, { recursive: true });
  },
  DenoFs: () => fs.removeAll(next()),
});
await Deno.remove(root, { recursive: true });
