// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Random sequences of operations on two file systems, which must agree on every
 * result, error, byte and listing. A failure names its seed.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  outcomeOf,
  randomFrom,
  randomOperation,
  snapshot,
} from "../support/random_operations.ts";
import {
  BasePathFs,
  CacheOnReadFs,
  copy,
  DenoFs,
  FilterFs,
  type Fs,
  type FsFile,
  MemoryFs,
  MountFs,
  ObserveFs,
  OverlayFs,
  QuotaFs,
  ReadAheadFs,
  walk,
} from "../../vfs/mod.ts";

/** Runs one sequence on both, and compares after each step and at the end. */
async function agree(
  seed: number,
  steps: number,
  expected: Fs,
  actual: Fs,
): Promise<void> {
  const random = randomFrom(seed);
  const files: [FsFile[], FsFile[]] = [[], []];
  const done: string[] = [];
  for (let i = 0; i < steps; i++) {
    const operation = randomOperation(random);
    done.push(operation.text);
    const [wanted, got] = [
      await outcomeOf(operation, expected, files[0]),
      await outcomeOf(operation, actual, files[1]),
    ];
    assertEquals(got, wanted, `seed ${seed}:\n${done.join("\n")}`);
  }
  assertEquals(
    await snapshot(actual),
    await snapshot(expected),
    `seed ${seed}:\n${done.join("\n")}`,
  );
  for (const file of files.flat()) await file?.close();
}

const SEEDS = 600;
const STEPS = 60;

Deno.test("MemoryFs agrees with a directory of the host", async () => {
  const root = await Deno.makeTempDir();
  Deno.umask(0);
  for (let seed = 1; seed <= SEEDS; seed++) {
    const host = new DenoFs(await Deno.makeTempDir({ dir: root }));
    await agree(seed, STEPS, host, new MemoryFs());
  }
  await Deno.remove(root, { recursive: true });
});

const transparent: Record<string, () => Fs> = {
  BasePathFs: () => {
    const fs = new MemoryFs();
    fs.mkdir("base");
    return new BasePathFs(fs, "base");
  },
  MountFs: () => new MountFs({ "/": new MemoryFs() }),
  FilterFs: () => new FilterFs(new MemoryFs(), () => true),
  ObserveFs: () => new ObserveFs(new MemoryFs(), () => {}),
  QuotaFs: () => new QuotaFs(new MemoryFs(), { maxBytes: 1e9 }),
  CacheOnReadFs: () => new CacheOnReadFs(new MemoryFs(), new MemoryFs()),
  ReadAheadFs: () =>
    new ReadAheadFs(new MemoryFs(), { blockBytes: 7, blocksAhead: 2 }),
  OverlayFs: () => new OverlayFs(new MemoryFs(), new MemoryFs()),
};

for (const [name, make] of Object.entries(transparent)) {
  Deno.test(`${name} agrees with the file system that it wraps`, async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      await agree(seed, STEPS, new MemoryFs(), make());
    }
  });
}

/** A tree made by random operations. */
async function randomTree(seed: number): Promise<MemoryFs> {
  const fs = new MemoryFs();
  const random = randomFrom(seed);
  const files: FsFile[] = [];
  for (let i = 0; i < 40; i++) {
    await outcomeOf(randomOperation(random), fs, files);
  }
  for (const file of files) file?.close();
  return fs;
}

/** The same, without hard links: an overlay breaks those of its base. */
async function withoutHardLinks(tree: MemoryFs): Promise<MemoryFs> {
  const fs = new MemoryFs();
  for await (const { path, info } of walk(tree, "/")) {
    // Alone, a file has no other name.
    if (info.kind === "directory") fs.mkdirAll(path, info.mode);
    else copy({ fs: tree, path }, { fs, path });
  }
  return fs;
}

Deno.test("OverlayFs over a tree agrees with a copy of it, and commits the changes", async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const base = await withoutHardLinks(await randomTree(seed));
    const before = await snapshot(base);
    const expected = await withoutHardLinks(base);
    const overlay = new OverlayFs(base, new MemoryFs());
    await agree(seed + 10_000, STEPS, expected, overlay);
    assertEquals(await snapshot(base), before, `seed ${seed} changed the base`);
    const wanted = await snapshot(expected);
    await overlay.commit();
    assertEquals(await snapshot(base), wanted, `seed ${seed} after commit`);
    assertEquals(await overlay.changes(), []);
  }
});

const concurrent: Record<string, () => Fs> = {
  ...transparent,
  MemoryFs: () => new MemoryFs(),
  DenoFs: () => new DenoFs(Deno.makeTempDirSync({ dir: concurrentRoot })),
  "OverlayFs over DenoFs": () =>
    new OverlayFs(concurrent.DenoFs!(), new MemoryFs()),
};
const concurrentRoot = Deno.makeTempDirSync();

for (const [name, make] of Object.entries(concurrent)) {
  Deno.test(`${name} stays consistent while many tasks use it`, async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const fs = make();
      await Promise.all(Array.from({ length: 8 }, async (_, task) => {
        const random = randomFrom(seed * 100 + task);
        const files: FsFile[] = [];
        for (let i = 0; i < STEPS; i++) {
          // It fails only with an FsError.
          await outcomeOf(randomOperation(random), fs, files);
        }
        for (const file of files) await file?.close();
      }));
      const paths = new Set<string>();
      for await (const { path, info } of walk(fs, "/")) {
        assertEquals(paths.has(path), false, `seed ${seed}: ${path} twice`);
        paths.add(path);
        assertEquals(info.nlink >= 1, true, `seed ${seed}: ${path}`);
        assertEquals((await fs.lstat!(path)).ino, info.ino);
      }
    }
  });
}

Deno.test("the folder of the concurrent tests can be removed", async () => {
  await Deno.remove(concurrentRoot, { recursive: true });
});
