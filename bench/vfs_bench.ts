// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The file systems, as ratios to the least that the work could cost:
 * `deno run -A bench/vfs_bench.ts`.
 *
 * @module
 */
import { walk as walkHost } from "@std/fs/walk";
import memfs from "memfs";
import { MemoryFs, walk } from "../vfs/mod.ts";
import { compare } from "./compare.ts";

const GiB = 2 ** 30;
const PIECE = 64 * 1024;
const piece = new Uint8Array(PIECE).fill(1);

function pieces(work: (at: number) => void): void {
  for (let at = 0; at < GiB; at += PIECE) work(at);
}

await compare("write 1 GiB in pieces of 64 KiB", 5, {
  "Uint8Array.set": () => {
    const bytes = new Uint8Array(GiB);
    pieces((at) => bytes.set(piece, at));
  },
  MemoryFs: () => {
    using file = new MemoryFs().create("a");
    pieces(() => file.write(piece));
  },
});

// Fewer bytes, because memfs copies the whole file when it grows.
const MEMFS_BYTES = GiB / 16;
await compare("write 64 MiB in pieces of 64 KiB", 5, {
  MemoryFs: () => {
    using file = new MemoryFs().create("a");
    for (let at = 0; at < MEMFS_BYTES; at += PIECE) file.write(piece);
  },
  memfs: () => {
    const { fs } = memfs.memfs();
    const fd = fs.openSync("/a", "w");
    for (let at = 0; at < MEMFS_BYTES; at += PIECE) fs.writeSync(fd, piece);
    fs.closeSync(fd);
  },
});

const source = new Uint8Array(GiB).fill(1);
using file = new MemoryFs().create("a");
pieces(() => file.write(piece));
await compare("read 1 GiB in pieces of 64 KiB", 5, {
  "Uint8Array.set": () =>
    pieces((at) => piece.set(source.subarray(at, at + PIECE))),
  MemoryFs: () => pieces((at) => file.readAt(piece, at)),
});

for (const count of [10_000, 100_000]) {
  const fs = new MemoryFs();
  for (let i = 0; i < count; i++) fs.writeFile(`${i}`, "");
  await compare(`open, stat and close ${count} files, for each 10,000`, 5, {
    MemoryFs: () => {
      for (let i = 0; i < count; i++) {
        using file = fs.open(`${i}`);
        file.stat();
      }
    },
  }, count / 10_000);
}

const root = await Deno.makeTempDir({ dir: "/dev/shm" });
const tree = new MemoryFs();
for (let folder = 0; folder < 100; folder++) {
  tree.mkdir(`${folder}`);
  await Deno.mkdir(`${root}/${folder}`);
  for (let i = 0; i < 1000; i++) {
    tree.writeFile(`${folder}/${i}`, "");
    Deno.writeTextFileSync(`${root}/${folder}/${i}`, "");
  }
}
await compare("walk 100,000 entries", 5, {
  "@std/fs over tmpfs": async () => {
    for await (const _entry of walkHost(root));
  },
  MemoryFs: async () => {
    for await (const _entry of walk(tree, "/"));
  },
});
await Deno.remove(root, { recursive: true });
