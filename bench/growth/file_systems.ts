// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  BasePathFs,
  copy,
  DenoFs,
  MemoryFs,
  MountFs,
  ObserveFs,
  OverlayFs,
  tar,
  TarFs,
} from "../../vfs/mod.ts";
import type { ResolvingFs } from "../../vfs/resolving_fs.ts";
import { doubling, type Growth } from "./growth.ts";

type AnyFs = MemoryFs | ResolvingFs;

/** Has a new, empty file system of each kind used. */
export const fileSystems: Readonly<
  Record<string, (use: (fs: AnyFs) => Promise<void>) => Promise<void>>
> = {
  MemoryFs: (use) => use(new MemoryFs()),
  OverlayFs: (use) => use(new OverlayFs(new MemoryFs(), new MemoryFs())),
  DenoFs: async (use) => {
    const folder = await Deno.makeTempDir();
    try {
      using fs = new DenoFs(folder, { soleWriter: true });
      await use(fs);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
};

/** Makes so many small files in the root. */
async function makeFiles(fs: AnyFs, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await fs.writeFile(`file${i}`, "x");
}

/** A path of so many directories. */
const deep = (levels: number) => Array(levels).fill("d").join("/");

const each = (
  title: string,
  growth: Omit<Growth, "name" | "work">,
  work: (fs: AnyFs, size: number) => Promise<void>,
  kinds: readonly string[] = Object.keys(fileSystems),
): Growth[] =>
  kinds.map((kind) => ({
    ...growth,
    name: `${title}, ${kind}`,
    work: (size) => fileSystems[kind]!((fs) => work(fs, size)),
  }));

/** How file systems cost more with more in them; they need no engine. */
export const fileSystemGrowths: readonly Growth[] = [
  ...each(
    "files in a directory: made, listed, looked at, removed",
    {
      unit: "files",
      sizes: doubling(3125, 100_000),
      quick: 13_000,
      base: 0,
      holds: "the files",
    },
    async (fs, count) => {
      await makeFiles(fs, count);
      const directory = await fs.open("/");
      for (let found = 0; found < count;) {
        found += (await directory.readdir(1000)).length;
      }
      await directory.close();
      for (let i = 0; i < count; i++) {
        await fs.stat(`file${i}`);
        await fs.remove(`file${i}`);
      }
    },
  ),
  ...each(
    "depth of a tree: made, walked, removed",
    {
      unit: "levels",
      sizes: doubling(60, 1920),
      quick: 480,
      base: 0,
      holds: "the tree",
    },
    async (fs, levels) => {
      if (levels === 0) return;
      await fs.mkdirAll(deep(levels));
      await fs.writeFile(`${deep(levels)}/file`, "x");
      for await (const _ of fs.walk("/"));
      await fs.removeAll("d");
    },
  ),
  {
    name: "depth of a tree, in a BasePathFs",
    unit: "levels",
    sizes: doubling(60, 1920),
    quick: 480,
    base: 0,
    async work(levels) {
      if (levels === 0) return;
      const memory = new MemoryFs();
      memory.mkdir("jail");
      const fs = new BasePathFs(memory, "jail");
      fs.mkdirAll(deep(levels));
      for await (const _ of fs.walk("/"));
    },
  },
  {
    name: "mounts: made, listed, read",
    unit: "mounts",
    sizes: doubling(625, 10_000),
    quick: 5000,
    base: 0,
    holds: "what is mounted",
    work(count) {
      const file = MemoryFs.from({ file: "x" });
      const fs = new MountFs({ "/": new MemoryFs() });
      for (let i = 0; i < count; i++) fs.mount(`/mounts/${i}`, file);
      if (count > 0) fs.readDir("/mounts");
      for (let i = 0; i < count; i++) fs.readFile(`/mounts/${i}/file`);
      return Promise.resolve();
    },
  },
  {
    name: "files of a base removed, OverlayFs",
    unit: "files",
    sizes: doubling(3125, 100_000),
    quick: 13_000,
    base: 0,
    holds: "the base",
    async work(count) {
      const base = new MemoryFs();
      await makeFiles(base, count);
      const fs = new OverlayFs(base, new MemoryFs());
      for (let i = 0; i < count; i++) fs.remove(`file${i}`);
      fs.readDir("/");
      await fs.commit();
    },
  },
  {
    name: "changes watched, and received late",
    unit: "changes",
    sizes: doubling(3125, 100_000),
    quick: 50_000,
    base: 0,
    holds: "the changes",
    async work(count) {
      const fs = new ObserveFs(new MemoryFs(), () => {});
      const changes = fs.watch("/", { maxQueue: Infinity });
      for (let i = 0; i < count; i++) await fs.mkdir(`${i}`);
      for (let i = 0; i < count; i++) await changes.next();
      await changes.return!();
    },
  },
  {
    name: "a tree copied, and packed as tar",
    unit: "files",
    sizes: doubling(1250, 40_000),
    quick: 5000,
    base: 0,
    holds: "the copies",
    async work(count) {
      const fs = new MemoryFs();
      fs.mkdir("a");
      for (let i = 0; i < count; i++) {
        if (i % 100 === 0) fs.mkdir(`a/${i / 100}`);
        fs.writeFile(`a/${Math.floor(i / 100)}/${i}`, "x");
      }
      copy({ fs, path: "a" }, { fs, path: "b" });
      await tar(fs, "b").pipeTo(fs.writable("b.tar"));
      for await (
        const _ of new TarFs({ fs, path: "b.tar" }).walk("/")
      );
    },
  },
  {
    name: "size of a file, written and read",
    unit: "MiB",
    sizes: doubling(32, 2048),
    quick: 512,
    base: 0,
    holds: "the file",
    work(size) {
      const fs = new MemoryFs();
      const piece = new Uint8Array(2 ** 20).fill(1);
      using output = fs.create("file");
      for (let i = 0; i < size; i++) output.write(piece);
      using input = fs.open("file");
      while (input.read(piece) !== null);
      for (let left = size - 1; left >= 0; left--) {
        output.truncate(left * 2 ** 20);
      }
      return Promise.resolve();
    },
  },
];
