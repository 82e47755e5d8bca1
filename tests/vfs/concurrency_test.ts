// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Many tasks at once on each file system, over a base that answers late: the
 * results and the tree are those of a file system in memory, whatever the order
 * in which the tasks get their turns. A failure names its seed.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import { assert, assertEquals } from "@std/assert";
import {
  BasePathFs,
  CacheOnReadFs,
  DelegatingFs,
  DenoFs,
  FilterFs,
  type Fs,
  FsError,
  type FsFile,
  MemoryFs,
  MountFs,
  ObserveFs,
  type OpenOptions,
  OverlayFs,
  QuotaFs,
  ReadAheadFs,
  walk,
} from "../../vfs/mod.ts";
import { OrderedFile } from "../../vfs/ordered_file.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import {
  outcomeOf,
  randomFrom,
  randomOperation,
  snapshot,
} from "../support/random_operations.ts";

/** A file system whose calls take a turn each, but keep their order. */
class SlowFs extends DelegatingFs {
  constructor(fs: Fs) {
    super("SlowFs", new FaultFs(fs, () => ({ until: nextTurn() })));
  }

  override async openFile(path: string, options?: OpenOptions) {
    return new OrderedFile(path, await super.openFile(path, options));
  }
}

/** A file system each call of which takes another number of turns. */
function late(fs: Fs, seed: number): Fs {
  const random = randomFrom(seed);
  return new FaultFs(fs, () => ({ until: turns(random(4)) }));
}

const slow = (fs: Fs) => new SlowFs(fs);

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await nextTurn();
}

/** Makes a file system over a base; with options that make it do what it can. */
const systems: Record<string, (base: Fs, late: (fs: Fs) => Fs) => Fs> = {
  "the base itself": (fs) => fs,
  BasePathFs: (fs) => new BasePathFs(fs, "/"),
  MountFs: (fs) => new MountFs({ "/": fs }),
  FilterFs: (fs) => new FilterFs(fs, () => true),
  ObserveFs: (fs) => new ObserveFs(fs, () => {}),
  QuotaFs: (fs) => new QuotaFs(fs, { maxBytes: 1e9, maxFiles: 1e6 }),
  "CacheOnReadFs with a small cache": (fs, late) =>
    new CacheOnReadFs(fs, late(new MemoryFs()), { maxBytes: 200_000 }),
  "CacheOnReadFs that trusts its copies": (fs, late) =>
    new CacheOnReadFs(fs, late(new MemoryFs()), { ttl: Infinity }),
  "CacheOnReadFs with a cache that is full": (fs, late) =>
    new CacheOnReadFs(
      fs,
      late(new QuotaFs(new MemoryFs(), { maxBytes: 50_000 })),
    ),
  "CacheOnReadFs with a cache that fails now and then": (fs) => {
    const random = randomFrom(7);
    return new CacheOnReadFs(
      fs,
      new FaultFs(
        new MemoryFs(),
        () => ({
          until: nextTurn(),
          ...(random(5) === 0 && { error: "EIO" as const }),
        }),
      ),
    );
  },
  ReadAheadFs: (fs) =>
    new ReadAheadFs(fs, { blockBytes: 1000, blocksAhead: 2, maxBlocks: 4 }),
  "OverlayFs over the base": (fs, late) =>
    new OverlayFs(fs, late(new MemoryFs())),
  "the file systems of an atomic run": (fs, late) =>
    new MountFs({
      "/": new QuotaFs(new OverlayFs(fs, late(new MemoryFs())), {
        maxBytes: 1e9,
      }),
    }),
  "OverlayFs with the base as its layer": (fs) =>
    new OverlayFs(new MemoryFs(), fs),
};

const TASKS = 8;
const SEEDS = 12;
const STEPS = 40;

/** Directories of the host, for the file systems that use one. */
class Folders implements AsyncDisposable {
  readonly #root = Deno.makeTempDirSync();

  make(): string {
    return Deno.makeTempDirSync({ dir: this.#root });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#root, { recursive: true });
  }
}

const bases: Record<string, (folders: Folders) => Fs> = {
  MemoryFs: () => new MemoryFs(),
  DenoFs: (folders) => new DenoFs(folders.make()),
};

for (const [name, over] of Object.entries(systems)) {
  for (const [base, make] of Object.entries(bases)) {
    Deno.test(`many tasks get from ${name} (${base}) what each would get alone`, async () => {
      Deno.umask(0);
      await using folders = new Folders();
      const seeds = base === "MemoryFs" ? SEEDS : 3;
      for (let seed = 1; seed <= seeds; seed++) {
        const own = make(folders);
        const expected = new MemoryFs();
        // What is there before is in the base of an overlay.
        for (const fs of [own, expected]) {
          for (let task = 0; task < TASKS; task++) {
            await fs.mkdir(`t${task}`);
            await plant(fs, `t${task}/`, seed);
          }
        }
        const fs = over(late(own, seed), (fs) => late(fs, seed));
        const wanted: unknown[][] = [];
        for (let task = 0; task < TASKS; task++) {
          wanted.push(await perform(expected, seed, task));
        }
        const got = await Promise.all(
          wanted.map((_, task) => perform(fs, seed, task)),
        );
        assertEquals(got, wanted, `seed ${seed}`);
        assertEquals(
          await snapshot(fs),
          await snapshot(expected),
          `seed ${seed}`,
        );
        if (fs instanceof QuotaFs) await assertCounted(fs, `seed ${seed}`);
        if (fs instanceof OverlayFs) {
          // What was discarded leaves nothing behind.
          await fs.discard();
          await assertFresh(fs, `seed ${seed}`);
        }
      }
    });
  }
}

/** A few files and directories that the tasks find. */
async function plant(fs: Fs, top: string, seed: number): Promise<void> {
  const random = randomFrom(seed);
  for (const name of ["a", "b"]) {
    await fs.mkdir(`${top}${name}`);
    await using file = await fs.create(`${top}${name}/a`);
    await file.write(new Uint8Array(random(3000)).fill(1 + random(255)));
  }
  await using file = await fs.create(`${top}c`);
  await file.write(new Uint8Array(random(70_000)).fill(1 + random(255)));
}

/** One task: random operations below its directory, one after another. */
async function perform(
  fs: Fs,
  seed: number,
  task: number,
): Promise<unknown[]> {
  const random = randomFrom(seed * 1000 + task);
  const files: FsFile[] = [];
  const outcomes: unknown[] = [];
  for (let i = 0; i < STEPS; i++) {
    const operation = randomOperation(random, `t${task}/`);
    outcomes.push([operation.text, await outcomeOf(operation, fs, files)]);
  }
  for (const file of files) await file?.close();
  return outcomes;
}

/** The usage is that of a quota which counts everything anew. */
async function assertCounted(fs: QuotaFs, what: string): Promise<void> {
  assertEquals(await fs.usage(), await new QuotaFs(fs).usage(), what);
}

/** New files are files of their own, though a disk uses numbers again. */
async function assertFresh(fs: Fs, what: string): Promise<void> {
  for (let i = 0; i < 20; i++) await fs.mkdir(`new${i}`);
  const numbers = new Map<bigint, string>();
  for await (const { path, info } of walk(fs, "/")) {
    const { ino, kind } = info;
    if (kind !== "directory") continue;
    assertEquals(numbers.get(ino), undefined, `${what}: ${path}`);
    numbers.set(ino, path);
  }
}

for (const [name, over] of Object.entries(systems)) {
  for (const [base, make] of Object.entries(bases)) {
    Deno.test(`calls that are not awaited take effect in their order on ${name} (${base})`, async () => {
      await using folders = new Folders();
      for (let seed = 1; seed <= 12; seed++) {
        const own = make(folders);
        // A disk is slow by itself.
        const fs = over(base === "DenoFs" ? own : slow(own), slow);
        const expected = new MemoryFs();
        const wanted = unawaited(expected, seed);
        assertEquals(await unawaited(fs, seed), await wanted, `seed ${seed}`);
        assertEquals(
          await contentsOf(await fs.open("f")),
          expected.readFile("f"),
          `seed ${seed}`,
        );
      }
    });
  }
}

/** Calls many methods of one file before the first has ended. */
async function unawaited(fs: Fs, seed: number): Promise<unknown[]> {
  const random = randomFrom(seed);
  const file = await fs.openFile("f", {
    ...{ read: true, write: true, create: true },
    append: seed % 4 === 0,
  });
  const calls: unknown[] = [];
  for (let i = 0; i < 30; i++) {
    const data = new Uint8Array(random(40)).fill(1 + random(255));
    const position = random(200);
    const buffer = new Uint8Array(random(60));
    const choices: (() => unknown)[] = [
      () => file.write(data),
      () => file.write(data),
      () => file.write(data),
      () => file.writeString(`${seed}`.repeat(random(20))),
      () => file.writeAt(data, position),
      () => file.truncate(position),
      () => file.seek(position),
      () => file.seek(0, "end"),
      async () => [await file.read(buffer), buffer],
      async () => [await file.readAt(buffer, position), buffer],
      async () => (await file.stat()).size,
      () => file.sync(),
    ];
    calls.push(choices[random(choices.length)]!());
  }
  calls.push(file.close());
  // It is closed from here on.
  calls.push(
    (async () => {
      try {
        return await file.write(new Uint8Array(1));
      } catch (error) {
        if (error instanceof FsError) return error.code;
        throw error;
      }
    })(),
  );
  return await Promise.all(calls);
}

async function contentsOf(file: FsFile): Promise<Uint8Array> {
  await using opened = file;
  const bytes = new Uint8Array((await opened.stat()).size);
  for (let at = 0; at < bytes.length;) {
    at += await opened.readAt(bytes.subarray(at), at) ?? bytes.length;
  }
  return bytes;
}

for (const [name, over] of Object.entries(systems)) {
  Deno.test(`many tasks may share files on ${name}`, async () => {
    await using folders = new Folders();
    for (let seed = 1; seed <= 12; seed++) {
      const make = seed % 2 === 0 ? bases.DenoFs! : bases.MemoryFs!;
      const own = make(folders);
      {
        await using file = await own.create("shared");
        await file.write(new Uint8Array(PART * TASKS).fill(OLD));
        await using _log = await own.create("log");
      }
      const fs = over(late(own, seed), (fs) => late(fs, seed));
      const winners = (await Promise.all(
        Array.from({ length: TASKS }, (_, task) => share(fs, seed, task)),
      )).filter((isWinner) => isWinner);
      assertEquals(winners.length, 1, `seed ${seed}: one has made the file`);
      for (const path of ["shared", "log"]) {
        const bytes = await contentsOf(await fs.open(path));
        const parts = Array.from(
          { length: TASKS },
          (_, i) => bytes.subarray(i * PART, (i + 1) * PART),
        );
        const tasks = parts.map(([first]) => first!);
        assert(parts.every((part) => part.every((byte) => byte === part[0])));
        assertEquals(
          tasks.sort((a, b) => a - b),
          Array.from({ length: TASKS }, (_, i) => i),
          `seed ${seed}: ${path}`,
        );
      }
      if (fs instanceof QuotaFs) await assertCounted(fs, `seed ${seed}`);
    }
  });
}

const PART = 700;
const OLD = 255;

/**
 * One of several tasks that use the same files. Returns whether it has made the
 * file that only one can make.
 */
async function share(fs: Fs, seed: number, task: number): Promise<boolean> {
  const random = randomFrom(seed * 1000 + task);
  const mine = new Uint8Array(PART).fill(task);
  const part = async (file: FsFile, index: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(PART);
    for (let at = 0; at < PART;) {
      const count = await file.readAt(bytes.subarray(at), index * PART + at);
      assert(count !== null, `seed ${seed}: ${fs.name} has lost the end`);
      at += count;
    }
    assert(bytes.every((byte) => byte === OLD || byte === index));
    return bytes;
  };
  // It is open the whole time, and sees what is written meanwhile.
  await using reader = await fs.open("shared");
  await part(reader, random(TASKS));
  for (let i = random(4); i > 0; i--) {
    await using other = await fs.open("shared");
    await part(other, random(TASKS));
  }
  {
    await using file = await fs.openFile("shared", { write: true });
    for (let at = 0; at < PART;) {
      at += await file.writeAt(mine.subarray(at), task * PART + at);
    }
    assertEquals(await part(reader, task), mine, `seed ${seed}: open`);
    await using now = await fs.open("shared");
    assertEquals(await part(now, task), mine, `seed ${seed}: before close`);
  }
  {
    await using now = await fs.open("shared");
    assertEquals(await part(now, task), mine, `seed ${seed}: after close`);
  }
  {
    await using log = await fs.openFile("log", { append: true });
    await log.write(mine);
  }
  await fs.mkdirAll("deep/down/below");
  return await isDone(async () => {
    const options = { write: true, create: true, exclusive: true };
    await using _file = await fs.openFile("won", options);
  });
}

/** Whether it was done: an `FsError` says that others were faster. */
async function isDone(action: () => Promise<void>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (error instanceof FsError) return false;
    throw error;
  }
}

Deno.test("QuotaFs keeps its limits while many tasks want more, and counts right", async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const own = new MemoryFs();
    own.mkdir("t0");
    own.writeFile("t0/a", new Uint8Array(3000));
    const limits = { maxBytes: 100_000, maxFiles: 20, maxFileBytes: 60_000 };
    const fs = new QuotaFs(late(own, seed), limits);
    await Promise.all(Array.from({ length: TASKS }, async (_, task) => {
      const random = randomFrom(seed * 1000 + task);
      const files: FsFile[] = [];
      for (let i = 0; i < STEPS; i++) {
        const operation = randomOperation(random, `t${random(3)}/`);
        await outcomeOf(operation, fs, files);
        const { bytes, files: count } = await fs.usage();
        const real = await new QuotaFs(own).usage();
        const what = `seed ${seed}: ${operation.text}`;
        assert(bytes <= limits.maxBytes && count <= limits.maxFiles, what);
        assert(real.bytes <= limits.maxBytes, what);
        assert(real.files <= limits.maxFiles, what);
      }
      for (const file of files) await file?.close();
    }));
    assertEquals(await fs.usage(), await new QuotaFs(own).usage(), `${seed}`);
  }
});
