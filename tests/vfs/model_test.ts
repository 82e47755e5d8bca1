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
  BasePathFs,
  CacheOnReadFs,
  copy,
  DenoFs,
  FilterFs,
  type Fs,
  FsError,
  type FsFile,
  MemoryFs,
  MountFs,
  ObserveFs,
  OverlayFs,
  QuotaFs,
  ReadAheadFs,
  walk,
} from "../../vfs/mod.ts";

/** A generator of numbers that is deterministic for a seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), state | 1);
    state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
    return ((state ^ (state >>> 14)) >>> 0) % below;
  };
}

type Random = ReturnType<typeof randomFrom>;

const names = ["a", "b", "c", "d"];

function randomPath(random: Random): string {
  const parts = Array.from(
    { length: 1 + random(3) },
    () => random(12) === 0 ? ".." : names[random(names.length)]!,
  );
  return parts.join("/") + (random(12) === 0 ? "/" : "");
}

/**
 * An operation with its arguments chosen, to be performed on several file
 * systems.
 */
interface Operation {
  text: string;
  run(fs: Fs, files: FsFile[]): Promise<unknown>;
}

function randomOperation(random: Random): Operation {
  const path = randomPath(random);
  const other = randomPath(random);
  const number = random(200_000);
  const data = new Uint8Array(random(3) === 0 ? random(150_000) : random(20))
    .fill(1 + random(255));
  const flag = () => random(2) === 0;
  const options = {
    ...{ read: flag(), write: flag(), append: random(4) === 0 },
    ...{ create: flag(), exclusive: random(4) === 0 },
    ...{ truncate: random(4) === 0, directory: random(8) === 0 },
    ...{ noFollow: random(4) === 0 },
  };
  const slot = random(4);
  const onFile = (
    text: string,
    run: (file: FsFile) => unknown,
  ): Operation => ({
    text: `file ${slot} ${text}`,
    run: async (_fs, files) => files[slot] && await run(files[slot]!),
  });
  const target = random(4) === 0 ? `/${other}` : other;
  const choices: Operation[] = [
    { text: `mkdir ${path}`, run: async (fs) => await fs.mkdir(path) },
    { text: `mkdir ${path}`, run: async (fs) => await fs.mkdir(path) },
    { text: `mkdirAll ${path}`, run: async (fs) => await fs.mkdirAll(path) },
    { text: `remove ${path}`, run: async (fs) => await fs.remove(path) },
    {
      text: `removeAll ${path}`,
      run: async (fs) => {
        if (!path.includes("..")) await fs.removeAll(path);
      },
    },
    {
      text: `rename ${path} ${other}`,
      run: async (fs) => await fs.rename(path, other),
    },
    {
      text: `symlink ${target} ${path}`,
      run: async (fs) => await fs.symlink!(target, path),
    },
    {
      text: `link ${path} ${other}`,
      run: async (fs) => await fs.link!(path, other),
    },
    { text: `readlink ${path}`, run: async (fs) => await fs.readlink!(path) },
    {
      text: `stat ${path}`,
      run: async (fs) => {
        const { name, kind, size } = await fs.stat(path);
        return { name, kind, size: kind === "directory" ? 0 : size };
      },
    },
    {
      text: `lstat ${path}`,
      run: async (fs) => {
        const { name, kind, size } = await fs.lstat!(path);
        return { name, kind, size: kind === "directory" ? 0 : size };
      },
    },
    {
      text: `list ${path}`,
      run: async (fs) => {
        await using directory = await fs.open(path);
        return await directory.readdirnames();
      },
    },
    { text: `chmod ${path}`, run: async (fs) => await fs.chmod(path, 0o750) },
    {
      text: `chtimes ${path} ${number}`,
      run: async (fs) =>
        await fs.chtimes(path, undefined, BigInt(number) * 1_000_000n),
    },
    {
      text: `open ${slot} ${path} ${JSON.stringify(options)}`,
      run: async (fs, files) => {
        const file = await fs.openFile(path, options);
        await files[slot]?.close();
        files[slot] = file;
      },
    },
    {
      text: `create ${slot} ${path}`,
      run: async (fs, files) => {
        const file = await fs.create(path);
        await files[slot]?.close();
        files[slot] = file;
      },
    },
    onFile(`write ${data.length}`, (file) => file.write(data)),
    onFile(
      `writeAt ${data.length} ${number}`,
      (file) => file.writeAt(data, number),
    ),
    onFile(`truncate ${number}`, (file) => file.truncate(number)),
    onFile(`seek ${number}`, (file) => file.seek(number)),
    onFile("seek end", (file) => file.seek(0, "end")),
    onFile(`read ${number}`, async (file) => {
      const buffer = new Uint8Array(number);
      const count = await file.read(buffer);
      return [count, buffer];
    }),
    onFile(`readAt ${number}`, async (file) => {
      const buffer = new Uint8Array(1000);
      const count = await file.readAt(buffer, number);
      return [count, buffer];
    }),
    onFile("stat", async (file) => {
      const { kind, size } = await file.stat();
      return [kind, kind === "directory" ? 0 : size];
    }),
  ];
  return choices[random(choices.length)]!;
}

/** The outcome of an operation: a result, or the code of an error. */
async function outcomeOf(
  operation: Operation,
  fs: Fs,
  files: FsFile[],
): Promise<unknown> {
  try {
    return await operation.run(fs, files);
  } catch (error) {
    if (error instanceof FsError) return error.code;
    throw error;
  }
}

/** A whole tree with its contents. */
async function snapshot(fs: Fs): Promise<unknown[]> {
  const entries: unknown[] = [];
  for await (const { path, info } of walk(fs, "/")) {
    const { kind, nlink, mode } = info;
    if (kind === "file") {
      const contents = await fs.open(path);
      const bytes = new Uint8Array(info.size);
      await contents.readAt(bytes, 0);
      await contents.close();
      entries.push([path, kind, mode, nlink, bytes]);
    } else if (kind === "symlink") {
      entries.push([path, kind, await fs.readlink!(path)]);
    } else entries.push([path, kind]);
  }
  return entries;
}

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
  await copy({ fs: tree, path: "/" }, { fs, path: "/" });
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
