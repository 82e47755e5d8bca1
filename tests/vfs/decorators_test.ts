// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  BasePathFs,
  BlobFs,
  CacheOnReadFs,
  DelegatingFile,
  DelegatingFs,
  DeviceFs,
  type Errno,
  FilterFs,
  type Fs,
  FsError,
  type FsEvent,
  MemoryFs,
  MountFs,
  ObserveFs,
  type OpenOptions,
  OverlayFs,
  QuotaFs,
  ReadAheadFs,
  walk,
} from "../../vfs/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import { turn } from "../support/turn.ts";

async function codeOf(action: () => unknown): Promise<Errno> {
  const error = await assertRejects(async () => await action(), FsError);
  return error.code;
}

Deno.test("QuotaFs writes what fits, then fails with ENOSPC", async () => {
  const fs = new QuotaFs(new MemoryFs(), { maxBytes: 10 });
  await using file = await fs.create("a");
  assertEquals(await file.write(new Uint8Array(7)), 7);
  assertEquals(await file.write(new Uint8Array(7)), 3);
  assertEquals(await codeOf(() => file.write(new Uint8Array(1))), "ENOSPC");
  assertEquals(await file.writeAt(new Uint8Array(4), 6), 4);
  assertEquals(await codeOf(() => file.truncate(11)), "ENOSPC");
  assertEquals((await file.stat()).size, 10);
  await file.truncate(2);
  assertEquals(await fs.usage(), { bytes: 2, files: 1 });
});

Deno.test("QuotaFs limits the size of each file and their number", async () => {
  const fs = new QuotaFs(new MemoryFs(), { maxFileBytes: 4, maxFiles: 2 });
  await using file = await fs.create("a");
  assertEquals(await file.write(new Uint8Array(6)), 4);
  assertEquals(await codeOf(() => file.write(new Uint8Array(1))), "EFBIG");
  assertEquals(await codeOf(() => file.writeAt(new Uint8Array(1), 9)), "EFBIG");
  await fs.mkdir("d");
  assertEquals(await codeOf(() => fs.create("b")), "EDQUOT");
  assertEquals(await codeOf(() => fs.symlink("a", "l")), "EDQUOT");
  await (await fs.create("a")).close();
  await fs.remove("d");
  await (await fs.create("b")).close();
});

Deno.test("QuotaFs counts existing files, and frees removed ones", async () => {
  const inner = new MemoryFs();
  inner.writeFile("old", new Uint8Array(6));
  inner.link("old", "same");
  const fs = new QuotaFs(inner, { maxBytes: 10 });
  assertEquals(await fs.usage(), { bytes: 6, files: 2 });
  const file = await fs.create("new");
  assertEquals(await file.write(new Uint8Array(6)), 4);
  await fs.remove("old");
  assertEquals(await fs.usage(), { bytes: 10, files: 2 });
  await fs.rename("new", "same");
  assertEquals(await fs.usage(), { bytes: 4, files: 1 });
  await fs.remove("same");
  assertEquals(await fs.usage(), { bytes: 4, files: 0 });
  await file.close();
  assertEquals(await fs.usage(), { bytes: 0, files: 0 });
});

Deno.test("QuotaFs releases what a failed write had reserved", async () => {
  const faulty = new FaultFs(
    new MemoryFs(),
    ({ operation }) => operation === "write" ? { error: "EIO" } : undefined,
  );
  const fs = new QuotaFs(faulty, { maxBytes: 10 });
  await using file = await fs.create("a");
  assertEquals(await codeOf(() => file.write(new Uint8Array(8))), "EIO");
  assertEquals(await fs.usage(), { bytes: 0, files: 1 });
});

Deno.test("QuotaFs says that no file may be that large", async () => {
  const fs = new QuotaFs(new MemoryFs(), { maxFileBytes: 4, maxBytes: 10 });
  await using file = await fs.create("a");
  assertEquals(await codeOf(() => file.truncate(5)), "EFBIG");
  await fs.writeFile("b", "1234");
  await fs.writeFile("c", "1234");
  assertEquals(await codeOf(() => file.truncate(4)), "ENOSPC");
});

Deno.test("QuotaFs frees what is removed though it could not be closed", async () => {
  const faulty = new FaultFs(
    new MemoryFs(),
    ({ operation, path }) =>
      operation === "close" && path === "a" ? { error: "EIO" } : undefined,
  );
  const fs = new QuotaFs(faulty, { maxBytes: 10 });
  const file = await fs.create("a");
  await file.writeString("12345");
  assertEquals(await codeOf(() => file.close()), "EIO");
  await fs.remove("a");
  assertEquals(await fs.usage(), { bytes: 0, files: 0 });
});

Deno.test("MountFs does not rename or link across mounts", async () => {
  const fs = new MountFs({ "/": new MemoryFs(), "/m": new MemoryFs() });
  await fs.writeFile("a", "1");
  assertEquals(await codeOf(() => fs.rename("a", "m/a")), "EXDEV");
  assertEquals(await codeOf(() => fs.link("a", "m/a")), "EXDEV");
  assertEquals(await codeOf(() => fs.rename("m", "n")), "EBUSY");
  assertEquals(await codeOf(() => fs.remove("m")), "EBUSY");
  await fs.writeFile("m/b", "2");
  await fs.rename("m/b", "m/c");
  await fs.symlink("/a", "m/l");
  assertEquals(await fs.readTextFile("m/l"), "1");
});

Deno.test("MountFs resolves the longest mount, and shows mount points that exist nowhere", async () => {
  const [outer, inner] = [new MemoryFs(), new MemoryFs()];
  const fs = new MountFs({
    "/": new MemoryFs(),
    "/x/y": outer,
    "/x/y/z/": inner,
  });
  await fs.writeFile("x/y/a", "outer");
  await fs.writeFile("x/y/z/a", "inner");
  assertEquals(outer.readTextFile("a"), "outer");
  assertEquals(inner.readTextFile("a"), "inner");
  const list = async (path: string) => {
    await using directory = await fs.open(path);
    return await directory.readdirnames();
  };
  assertEquals(await list("/"), ["x"]);
  assertEquals(await list("x"), ["y"]);
  assertEquals(await list("x/y"), ["a", "z"]);
  assertThrows(() => new MountFs({ "/a": outer }), TypeError, '"/"');
});

Deno.test("BasePathFs cannot be escaped", async () => {
  const fs = new MemoryFs();
  fs.mkdirAll("jail/d");
  fs.mkdir("jail2");
  fs.writeFile("secret", "secret");
  fs.writeFile("jail2/secret", "secret");
  fs.symlink("../secret", "jail/up");
  fs.symlink("/secret", "jail/absolute");
  fs.symlink("../../jail2", "jail/d/sibling");
  const jail = new BasePathFs(fs, "/jail/");
  for (
    const path of [
      ...["up", "absolute", "d/sibling/secret", "../secret"],
      ...["/../jail2/secret", "d/../../secret", "2/secret"],
    ]
  ) assertEquals(await codeOf(() => jail.open(path)), "ENOENT", path);
  await jail.writeFile("up", "inside");
  assertEquals(fs.readTextFile("jail/secret"), "inside");
  assertEquals(fs.readTextFile("secret"), "secret");
});

Deno.test("FilterFs hides files, and keeps hidden files", async () => {
  const inner = new MemoryFs();
  inner.mkdir("d");
  for (const path of ["a.png", "b.txt", "d/c.png", "d/d.txt"]) {
    inner.writeFile(path, path);
  }
  const fs = new FilterFs(inner, /\.png$/);
  await using directory = await fs.open("d");
  assertEquals(await directory.readdirnames(), ["c.png"]);
  assertEquals(await codeOf(() => fs.open("b.txt")), "ENOENT");
  assertEquals(await codeOf(() => fs.create("b.txt")), "EACCES");
  assertEquals(await codeOf(() => fs.rename("a.png", "a.txt")), "EACCES");
  assertEquals(await codeOf(() => fs.removeAll("d")), "ENOTEMPTY");
  assertEquals(inner.readTextFile("d/d.txt"), "d/d.txt");
  await fs.rename("d", "e");
  assertEquals(inner.readTextFile("e/d.txt"), "d/d.txt");
});

Deno.test("ObserveFs reports each operation, its bytes and its failure", async () => {
  const events: FsEvent[] = [];
  const fs = new ObserveFs(new MemoryFs(), (event) => events.push(event));
  await fs.mkdir("d");
  await fs.writeFile("d/a", "hello");
  await fs.rename("d/a", "d/b");
  assertEquals(await codeOf(() => fs.remove("no")), "ENOENT");
  const shown = events.map(({ operation, path, dest, bytes, error }) =>
    [operation, path, dest ?? bytes, error && (error as FsError).code]
      .filter((part) => part !== undefined).join(" ")
  );
  assertEquals(shown, [
    ...["mkdir d", "openFile d/a", "write d/a 5", "close d/a"],
    ...["rename d/a d/b", "remove no ENOENT"],
  ]);
});

Deno.test("ObserveFs closes a file whose opening its listener refuses", async () => {
  for (const isAsync of [true, false]) {
    let open = 0;
    const counted = new ObserveFs(
      MemoryFs.from({ a: "a" }),
      ({ operation }) => {
        if (operation === "openFile") open++;
        if (operation === "close") open--;
      },
    );
    const fs = new ObserveFs(counted, ({ operation }) => {
      if (operation !== "openFile") return;
      const error = new FsError("EACCES", { operation, path: "a" });
      if (isAsync) return Promise.reject(error);
      throw error;
    });
    assertEquals(await codeOf(() => fs.open("a")), "EACCES");
    assertEquals(open, 0);
  }
});

Deno.test("OverlayFs reports what has changed, and discards it", async () => {
  const base = new MemoryFs();
  base.mkdirAll("d/e");
  for (const path of ["same", "gone", "changed", "d/f"]) {
    base.writeFile(path, "old");
  }
  base.chmod("changed", 0o640);
  base.chtimes("changed", 1_000n, 2_000n);
  const fs = new OverlayFs(base, new MemoryFs());
  await fs.remove("gone");
  await fs.removeAll("d/e");
  {
    await using file = await fs.openFile("changed", { append: true });
    assertEquals((await file.stat()).mtimeNs, 2_000n);
    await file.writeString("er");
  }
  assertEquals((await fs.stat("changed")).mode, 0o640);
  await fs.mkdir("new");
  assertEquals(await fs.changes(), [
    { path: "/changed", change: "changed" },
    { path: "/d/e", change: "removed" },
    { path: "/gone", change: "removed" },
    { path: "/new", change: "added" },
  ]);
  assertEquals(await fs.readTextFile("changed"), "older");
  assertEquals(base.readTextFile("changed"), "old");
  await fs.discard();
  assertEquals(await fs.changes(), []);
  assertEquals(await fs.readTextFile("gone"), "old");
  assertEquals(await fs.readTextFile("changed"), "old");
});

Deno.test("OverlayFs keeps the base hidden when a removed directory is created again", async () => {
  const base = new MemoryFs();
  base.mkdir("d");
  base.writeFile("d/old", "1");
  const fs = new OverlayFs(base, new MemoryFs());
  await fs.removeAll("d");
  await fs.mkdir("d");
  await using directory = await fs.open("d");
  assertEquals(await directory.readdirnames(), []);
  await fs.writeFile("d/new", "2");
  await fs.commit();
  assertEquals(base.open("d").readdirnames(), ["new"]);
});

Deno.test("OverlayFs lets an open file follow a copy-up and keep its number", async () => {
  const base = new MemoryFs();
  base.writeFile("a", "old");
  const fs = new OverlayFs(base, new MemoryFs());
  await using reading = await fs.open("a");
  const { ino } = await reading.stat();
  await fs.writeFile("a", "new!");
  const buffer = new Uint8Array(8);
  assertEquals(await reading.read(buffer), 4);
  assertEquals((await fs.stat("a")).ino, ino);
  assertEquals((await reading.stat()).ino, ino);
});

Deno.test("OverlayFs.commit() writes to another target, and stops on a signal", async () => {
  const base = new MemoryFs();
  const target = new MemoryFs();
  const fs = new OverlayFs(base, new MemoryFs());
  await fs.writeFile("a", "1");
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(() => fs.commit({ signal }), Error, "enough");
  assertEquals(await fs.readTextFile("a"), "1");
  await fs.commit({ target });
  assertEquals(target.readTextFile("a"), "1");
  assertEquals(base.open("/").readdirnames(), []);
});

Deno.test("CacheOnReadFs checks the base again when the ttl has expired", async () => {
  const base = new MemoryFs();
  base.writeFile("a", "1");
  const fs = new CacheOnReadFs(base, new MemoryFs(), { ttl: 3_600_000 });
  assertEquals(await fs.readTextFile("a"), "1");
  base.writeFile("a", "changed");
  assertEquals(await fs.readTextFile("a"), "1");
  const strict = new CacheOnReadFs(base, new MemoryFs());
  assertEquals(await strict.readTextFile("a"), "changed");
  base.writeFile("a", "once more");
  assertEquals(await strict.readTextFile("a"), "once more");
});

Deno.test("CacheOnReadFs reads no other file that has got the name of the one that was opened", async () => {
  const base = MemoryFs.from({ a: "file a" });
  const fs = new CacheOnReadFs(base, new MemoryFs(), { ttl: Infinity });
  await fs.readFile("a");
  await using file = await fs.open("a");
  await fs.rename("a", "b");
  await fs.writeFile("a", "other!");
  await fs.appendFile("b", "+");
  const read = () => file.readAt(new Uint8Array(10), 0);
  assertEquals(await codeOf(read), "ESTALE");
  // What others have replaced is seen as soon as that is noticed.
  await fs.readFile("a");
  await using seen = await fs.open("a");
  base.rename("b", "a");
  assertEquals(await codeOf(() => seen.stat()), "ESTALE");
  assertEquals(await fs.readTextFile("a"), "file a+");
});

Deno.test("CacheOnReadFs writes to the base, and shows at once what it has written", async () => {
  const base = new MemoryFs();
  base.writeFile("a", "12345");
  const fs = new CacheOnReadFs(base, new MemoryFs(), { ttl: 3_600_000 });
  await fs.readFile("a");
  {
    await using file = await fs.openFile("a", { write: true });
    await file.seek(1);
    await file.writeString("XY");
  }
  assertEquals(base.readTextFile("a"), "1XY45");
  assertEquals(await fs.readTextFile("a"), "1XY45");
});

Deno.test("CacheOnReadFs copies a file anew after it was written, and once for many readers", async () => {
  const inner = new MemoryFs();
  inner.writeFile("a", "first");
  let reads = 0;
  const base = new ObserveFs(
    new FaultFs(inner, () => ({ until: turn() })),
    ({ operation, bytes = 0 }) => {
      if (operation === "readAt") reads += bytes;
    },
  );
  const fs = new CacheOnReadFs(base, new MemoryFs());
  const readers = () =>
    Promise.all(Array.from({ length: 5 }, () => fs.readTextFile("a")));
  assertEquals(await readers(), Array(5).fill("first"));
  assertEquals(reads, 5);
  await fs.writeFile("a", "second");
  assertEquals(await readers(), Array(5).fill("second"));
  assertEquals(reads, 5 + 6);
  await readers();
  assertEquals(reads, 5 + 6);
});

Deno.test("CacheOnReadFs leaves alone what else is in its cache", async () => {
  const cache = new MemoryFs();
  for (let i = 0; i < 9; i++) cache.writeFile(`${i}`, "other");
  const make = (text: string) => {
    const base = new MemoryFs();
    base.writeFile("a", text);
    return new CacheOnReadFs(base, cache, { maxBytes: 5 });
  };
  const [one, two] = [make("one"), make("two")];
  for (let round = 0; round < 3; round++) {
    assertEquals(await one.readTextFile("a"), "one");
    assertEquals(await two.readTextFile("a"), "two");
  }
  for (let i = 0; i < 9; i++) assertEquals(cache.readTextFile(`${i}`), "other");
});

Deno.test("CacheOnReadFs reads the base if its copies are damaged, and names no path of its cache", async () => {
  const base = new MemoryFs();
  base.writeFile("a", "contents");
  for (const ttl of [0, 3_600_000]) {
    for (const damage of ["empty", "remove", "refuse"]) {
      const cache = new MemoryFs();
      let isRefusing = false;
      const guarded = new FaultFs(
        cache,
        () => isRefusing ? { error: "EIO" } : undefined,
      );
      const fs = new CacheOnReadFs(base, guarded, { ttl });
      await using open = await fs.open("a");
      await open.read(new Uint8Array(2));
      for (const { name } of cache.readDir("/")) {
        if (damage === "empty") cache.writeFile(name, "");
        if (damage === "remove") cache.remove(name);
      }
      isRefusing = damage === "refuse";
      const what = `${damage} ${ttl}`;
      assertEquals(await fs.readTextFile("a"), "contents", what);
      const buffer = new Uint8Array(9);
      const count = await open.read(buffer);
      assertEquals(
        new TextDecoder().decode(buffer.subarray(0, count!)),
        "ntents",
        what,
      );
      const file = await fs.open("a");
      const uses: (() => unknown)[] = [
        () => file.write(buffer),
        () => file.readAt(buffer, -1),
        () => file.seek(-1),
        () => file.readdir(),
        () => file.truncate(0),
      ];
      for (const use of uses) {
        const error = await assertRejects(async () => await use(), FsError);
        assertEquals(error.path, "a", `${use}`);
      }
      await file.close();
      for (
        const use of [
          ...uses,
          () => file.close(),
          () => file.stat(),
          () => file.read(buffer),
        ]
      ) {
        const error = await assertRejects(async () => await use(), FsError);
        assertEquals(error.path, "a", `${use}`);
      }
    }
  }
});

Deno.test("CacheOnReadFs keeps within maxBytes", async () => {
  const base = new MemoryFs();
  for (const name of ["a", "b", "c", "large"]) {
    base.writeFile(name, new Uint8Array(name === "large" ? 11 : 4));
  }
  const cache = new MemoryFs();
  const fs = new CacheOnReadFs(base, cache, { maxBytes: 10 });
  const cached = () =>
    cache.open("/").readdir().reduce((sum, { size }) => sum + size, 0);
  for (const name of ["a", "b", "c", "large", "a"]) {
    await fs.readFile(name);
    assert(cached() <= 10);
  }
  assertEquals(cached(), 8);
});

/** A file system with one file, `a`, that records each `readAt` of it. */
function noting(content: Uint8Array): {
  base: MemoryFs;
  fs: ObserveFs;
  reads: number[];
} {
  const base = new MemoryFs();
  base.writeFile("a", content);
  const reads: number[] = [];
  const fs = new ObserveFs(base, ({ operation, position }) => {
    if (operation === "readAt") reads.push(position!);
  });
  return { base, fs, reads };
}

const counting = (length: number) =>
  Uint8Array.from({ length }, (_, i) => i % 251);

Deno.test("ReadAheadFs fetches ahead only for a sequential reader", async () => {
  const { fs: base, reads } = noting(counting(100));
  const fs = new ReadAheadFs(base, { blockBytes: 10, blocksAhead: 2 });
  await using file = await fs.open("a");
  const buffer = new Uint8Array(4);
  for (const position of [95, 50, 0, 3]) {
    assertEquals(await file.readAt(buffer, position), 4);
    assertEquals(buffer, counting(100).subarray(position, position + 4));
  }
  assertEquals(reads, [90, 50, 0]);
  assertEquals(await file.readAt(buffer, 8), 4);
  assertEquals(reads, [90, 50, 0, 10, 20, 30]);
  assertEquals(await file.readAt(buffer, 23), 4);
  assertEquals(reads, [90, 50, 0, 10, 20, 30, 40]);
});

Deno.test("ReadAheadFs requests the next blocks before the first of them arrives", async () => {
  const { base } = noting(counting(100));
  const asked: (() => void)[] = [];
  const slow = new FaultFs(base, ({ operation }) => {
    if (operation !== "readAt") return undefined;
    return { until: new Promise<void>((resolve) => asked.push(resolve)) };
  });
  const fs = new ReadAheadFs(slow, { blockBytes: 10, blocksAhead: 3 });
  await using file = await fs.open("a");
  const whole = new Uint8Array(20);
  const read = file.read(whole);
  while (asked.length < 1) await Promise.resolve();
  asked.shift()!();
  // The second block is needed, three more are fetched ahead.
  while (asked.length < 4) await Promise.resolve();
  for (const answer of asked.splice(0).reverse()) answer();
  assertEquals(await read, 20);
  assertEquals(whole, counting(20));
});

Deno.test("ReadAheadFs keeps no more than maxBlocks", async () => {
  const { fs: base, reads } = noting(counting(100));
  const fs = new ReadAheadFs(base, {
    blockBytes: 10,
    blocksAhead: 0,
    maxBlocks: 2,
  });
  await using file = await fs.open("a");
  for (const position of [0, 50, 0, 90, 0, 50]) {
    await file.readAt(new Uint8Array(1), position);
  }
  assertEquals(reads, [0, 50, 90, 50]);
});

Deno.test("ReadAheadFs reports a failure only to readers of the failed block, and tries again", async () => {
  const { base } = noting(counting(100));
  // The third block: when it is fetched ahead, and when it is needed.
  const faulty = new FaultFs(
    base,
    ({ operation, index }) =>
      operation === "readAt" && (index === 2 || index === 6)
        ? { error: "EIO" }
        : undefined,
  );
  const fs = new ReadAheadFs(faulty, { blockBytes: 10 });
  await using file = await fs.open("a");
  const buffer = new Uint8Array(5);
  for (const position of [0, 10, 30]) {
    assertEquals(await file.readAt(buffer, position), 5);
  }
  const error = await assertRejects(
    async () => await file.readAt(buffer, 20),
    FsError,
  );
  assertEquals(error.code, "EIO");
  assertEquals(await file.readAt(buffer, 20), 5);
  assertEquals(buffer, counting(100).subarray(20, 25));
});

Deno.test("ReadAheadFs shows at once what is written through it, and when a file has grown", async () => {
  const { base } = noting(counting(30));
  const fs = new ReadAheadFs(base, { blockBytes: 10 });
  await using reader = await fs.open("a");
  await using writer = await fs.openFile("a", { write: true });
  const read = async (position: number) => {
    const buffer = new Uint8Array(3);
    const count = await reader.readAt(buffer, position);
    return count && [...buffer.subarray(0, count)];
  };
  assertEquals(await read(10), [10, 11, 12]);
  await writer.writeAt(new Uint8Array([1, 2, 3]), 10);
  assertEquals(await read(10), [1, 2, 3]);
  await writer.truncate(11);
  assertEquals([await read(10), await read(11)], [[1], null]);
  await writer.writeAt(new Uint8Array([7, 8]), 11);
  assertEquals([await read(10), await read(12)], [[1, 7, 8], [8]]);
  await (await fs.openFile("a", { write: true, truncate: true })).close();
  assertEquals(await read(0), null);
});

Deno.test("ReadAheadFs closes a file that it cannot describe", async () => {
  const opened: DelegatingFile[] = [];
  class UntellingFs extends DelegatingFs {
    override async openFile(path: string): Promise<DelegatingFile> {
      const file = new (class extends DelegatingFile {
        override stat(): never {
          throw new FsError("EIO", { operation: "stat", path });
        }
      })(path, await super.openFile(path));
      opened.push(file);
      return file;
    }
  }
  const { base } = noting(counting(1));
  const fs = new ReadAheadFs(new UntellingFs("UntellingFs", base));
  assertEquals(await codeOf(() => fs.open("a")), "EIO");
  assertEquals(await codeOf(() => opened[0]!.read(new Uint8Array(1))), "EBADF");
});

Deno.test("ReadAheadFs shows readers what is written after another was closed twice", async () => {
  const fs = new ReadAheadFs(MemoryFs.from({ a: "old" }));
  const buffer = new Uint8Array(3);
  const closed = await fs.open("a");
  await closed.close();
  await using file = await fs.open("a");
  await file.readAt(buffer, 0);
  await closed[Symbol.asyncDispose]();
  await fs.writeFile("a", "new");
  await file.readAt(buffer, 0);
  assertEquals(new TextDecoder().decode(buffer), "new");
});

Deno.test("ReadAheadFs refuses invalid numbers", () => {
  for (
    const options of [
      { blockBytes: 0 },
      { blocksAhead: -1 },
      { maxBlocks: 4 },
      { blockBytes: NaN },
    ]
  ) {
    assertThrows(() => new ReadAheadFs(new MemoryFs(), options), TypeError);
  }
});

Deno.test("BlobFs reads only what is requested", async () => {
  const reads: [number, number][] = [];
  const fs = new BlobFs({
    "huge.bin": {
      size: 2 ** 40,
      read(buffer, position) {
        reads.push([position, buffer.length]);
        return buffer.fill(7).length;
      },
    },
  });
  await using file = await fs.open("huge.bin");
  assertEquals(await file.readAt(new Uint8Array(10), 2 ** 39), 10);
  assertEquals(await file.readAt(new Uint8Array(10), 2 ** 40 - 3), 3);
  assertEquals(reads, [[2 ** 39, 10], [2 ** 40 - 3, 3]]);
  assertEquals((await file.stat()).size, 2 ** 40);
});

Deno.test("BlobFs refuses conflicting names", () => {
  const bytes = new Uint8Array(0);
  assertThrows(
    () => new BlobFs({ a: bytes, "a/b": bytes }),
    FsError,
    "ENOTDIR",
  );
  assertThrows(() => new BlobFs({ "a/b": bytes, a: bytes }), FsError, "EEXIST");
});

Deno.test("DeviceFs seeks in its devices as Linux does, and in others if they say so", async () => {
  const own = (seekable: boolean) => () => ({
    ...{ read: () => 1, write: (data: Uint8Array) => data.length },
    seekable,
  });
  const fs = new DeviceFs({ seekable: own(true), terminal: own(false) });
  for (const name of ["null", "zero", "random", "urandom", "seekable"]) {
    await using file = await fs.openFile(name, { read: true, write: true });
    for (const origin of ["start", "current", "end"] as const) {
      for (const offset of [0, 7, -7, 2 ** 40]) {
        assertEquals(await file.seek(offset, origin), 0);
      }
    }
    assertEquals(await file.writeAt(new Uint8Array(3), 9), 3);
    await file.readAt(new Uint8Array(3), 9);
    assertEquals(
      await codeOf(() => file.readAt(new Uint8Array(1), -1)),
      "EINVAL",
    );
  }
  await using file = await fs.openFile("terminal", { read: true, write: true });
  assertEquals(await codeOf(() => file.seek(0)), "ESPIPE");
  assertEquals(await codeOf(() => file.readAt(new Uint8Array(1), 0)), "ESPIPE");
  assertEquals(
    await codeOf(() => file.writeAt(new Uint8Array(1), 0)),
    "ESPIPE",
  );
});

Deno.test("DeviceFs has the standard devices", async () => {
  const fs = new DeviceFs();
  await using directory = await fs.open("/");
  assertEquals(await directory.readdirnames(), [
    ...["null", "random", "urandom", "zero"],
  ]);
  const read = async (name: string, buffer: Uint8Array) => {
    await using file = await fs.open(name);
    return await file.read(buffer);
  };
  const buffer = new Uint8Array(100_000).fill(1);
  assertEquals(await read("null", buffer), null);
  assertEquals(await read("zero", buffer), 100_000);
  assert(buffer.every((byte) => byte === 0));
  const shared = new Uint8Array(new SharedArrayBuffer(64));
  assertEquals(await read("urandom", shared), 64);
  assert(new Set(shared).size > 16);
  await fs.writeFile("null", new Uint8Array(1000));
  assertEquals((await fs.stat("null")).kind, "characterDevice");
  assertEquals(await codeOf(() => fs.create("new")), "EROFS");
  assertEquals(await codeOf(() => fs.remove("null")), "EROFS");
});
Deno.test("DeviceFs closes a device once", async () => {
  let closed = 0;
  const fs = new DeviceFs({
    log: () => ({ write: ({ length }) => length, close: () => void closed++ }),
  });
  {
    await using file = await fs.openFile("log", { write: true });
    await file.close();
    assertEquals(await codeOf(() => file.close()), "EBADF");
  }
  assertEquals(closed, 1);
});

Deno.test("the files of QuotaFs are synchronous if the underlying ones are", async () => {
  const fs = new QuotaFs(new MemoryFs(), { maxBytes: 10 });
  const file = await fs.create("a");
  const data = new Uint8Array(6);
  assertEquals(file.write(data), 6);
  assertEquals(file.writeAt(data, 6), 4);
  assertThrows(() => file.writeAt(data, 10), FsError, "no space");
  assertEquals(file.seek(5), 5);
  assertEquals(file.read(data), 5);
  assertEquals(file.readAt(data, 4), 6);
  const info = file.stat();
  assert(!(info instanceof Promise));
  assertEquals([info.name, info.size], ["a", 10]);
  assertEquals(file.close(), undefined);
  assertEquals(await fs.usage(), { bytes: 10, files: 1 });
});

/** A file system whose every call takes a turn of the loop. */
function slow(fs: Fs): Fs {
  return new FaultFs(fs, () => ({ until: turn() }));
}

Deno.test("QuotaFs counts once what several remove, replace and make at once", async () => {
  const made = () => [new MemoryFs(), slow(new MemoryFs())];
  for (const inner of made()) {
    const fs = new QuotaFs(inner, { maxBytes: 1000, maxFiles: 3 });
    const data = "x".repeat(300);
    for (let i = 0; i < 5; i++) {
      for (const name of ["a", "x", "y"]) await fs.writeFile(name, data);
      const both = ["x", "y"].map(async (name) => await fs.rename(name, "a"));
      await Promise.allSettled(both);
      await Promise.allSettled([
        ...[1, 2].map(async () => await fs.remove("a")),
        ...[1, 2, 3].map(async () => await fs.writeFile("one", data)),
      ]);
      const left = await Array.fromAsync(walk(inner, "/"));
      const files = left.filter(({ info }) => info.kind === "file");
      const bytes = files.reduce((sum, { info }) => sum + info.size, 0);
      assertEquals(await fs.usage(), { bytes, files: files.length });
      assert(bytes <= 1000);
      for (const { path } of files) await fs.remove(path);
    }
    assertEquals(await fs.usage(), { bytes: 0, files: 0 });
  }
});

Deno.test("QuotaFs knows the size of a file that another handle has just changed", async () => {
  const inner = slow(new MemoryFs());
  const fs = new QuotaFs(inner, { maxBytes: 1000 });
  await fs.writeFile("a", "x".repeat(900));
  for (let i = 0; i < 20; i++) {
    const shrinking = (async () => {
      await using file = await fs.openFile("a", { write: true });
      await file.truncate(i);
    })();
    const growing = (async () => {
      await using file = await fs.openFile("a", { write: true });
      await file.writeAt(new Uint8Array(500), 400);
    })();
    await Promise.all([shrinking, growing]);
    const { size } = await inner.stat("a");
    assertEquals((await fs.usage()).bytes, size);
  }
});

Deno.test("an open file of BasePathFs speaks of its own path when something goes wrong", async () => {
  const fs = new MemoryFs();
  fs.mkdirAll("secret/jail/d");
  fs.writeFile("secret/jail/a", "1");
  const jail = new BasePathFs(fs, "secret/jail");
  await using file = await jail.open("a");
  await using directory = await jail.open("d");
  const failing = [
    () => file.write(new Uint8Array(1)),
    () => file.writeAt(new Uint8Array(1), 0),
    () => file.truncate(0),
    () => file.readdir(),
    () => file.seek(-1),
    () => directory.read(new Uint8Array(1)),
  ];
  for (const call of failing) {
    const error = await assertRejects(async () => await call(), FsError);
    assertEquals(error.message.includes("secret"), false, error.message);
    assert(["a", "d"].includes(error.path), error.path);
  }
});

Deno.test("no path has half a character in it", async () => {
  for (const fs of [new MemoryFs(), new BasePathFs(new MemoryFs(), "/")]) {
    for (const path of ["\ud800", "a/\udfff.x"]) {
      await assertRejects(async () => await fs.open(path), FsError, "EILSEQ");
    }
    await assertRejects(
      async () => await fs.symlink("\ud800", "l"),
      FsError,
      "EILSEQ",
    );
  }
});

Deno.test("a decorator closes a file that it opened but cannot describe", async () => {
  class Sealed extends DelegatingFile {
    override stat(): never {
      throw new FsError("EIO", { operation: "stat", path: this.name });
    }
    override close(): void {
      open--;
    }
    override async [Symbol.asyncDispose](): Promise<void> {
      await this.close();
    }
  }
  class SealedFs extends DelegatingFs {
    override async openFile(path: string, options?: OpenOptions) {
      open++;
      return new Sealed(path, await super.openFile(path, options));
    }
  }
  let open = 0;
  const memory = new MemoryFs();
  memory.writeFile("a", "1");
  const sealed = new SealedFs("SealedFs", memory);
  const all = [
    new QuotaFs(sealed, { maxBytes: 10, countExisting: false }),
    new ReadAheadFs(sealed),
    new CacheOnReadFs(sealed, new MemoryFs()),
  ];
  for (const fs of all) {
    for (const options of [{}, { write: true, truncate: true }]) {
      assertEquals(await codeOf(() => fs.openFile("a", options)), "EIO");
      assertEquals([fs.name, open], [fs.name, 0]);
    }
  }
});
