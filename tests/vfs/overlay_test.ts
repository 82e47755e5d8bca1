// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  DenoFs,
  type Fs,
  FsError,
  type FsFile,
  isErrno,
  MemoryFs,
  OverlayFs,
  QuotaFs,
  walk,
} from "../../vfs/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import { turn } from "../support/turn.ts";

function base(): MemoryFs {
  const fs = new MemoryFs({ now: () => 1n });
  fs.mkdirAll("d/below");
  for (const path of ["f", "d/x", "d/below/y"]) {
    fs.writeFile(path, path);
    fs.chown(path, 33, 44);
  }
  for (const path of ["d/below", "d"]) fs.chtimes(path, 5n, 6n);
  return fs;
}

/** A tree with everything but the times at which something changed inside. */
async function snapshot(fs: Fs): Promise<unknown[]> {
  const all = [];
  for await (const { path, info } of walk(fs, "/")) {
    const { kind, mode, uid, gid, nlink, atimeNs, mtimeNs, size } = info;
    if (path === "/") continue;
    all.push([path, kind, mode, uid, gid, nlink, atimeNs, mtimeNs, size]);
  }
  return all;
}

const alterations: Record<string, (fs: Fs) => Promise<void>> = {
  chmod: async (fs) => await fs.chmod("d/below", 0o700),
  chown: async (fs) => await fs.chown("d/below", 7, 8),
  chtimes: async (fs) => await fs.chtimes("d/below", 9n, 10n),
  "chtimes of an open one": async (fs) => {
    await using directory = await fs.open("d/below");
    await directory.chtimes(9n, 10n);
  },
};

for (const [name, alter] of Object.entries(alterations)) {
  Deno.test(`OverlayFs reports a ${name} of a directory, and commits just that`, async () => {
    const own = base();
    const expected = base();
    const fs = new OverlayFs(own, new MemoryFs());
    {
      // Through an open file, the base is not changed either.
      await using file = await fs.open("d/x");
      await file.chtimes(1n, 2n);
      expected.chtimes("d/x", 1n, 2n);
    }
    await alter(fs);
    await alter(expected);
    assertEquals(await snapshot(own), await snapshot(base()));
    assertEquals(await fs.changes(), [
      { path: "/d/below", change: "changed" },
      { path: "/d/x", change: "changed" },
    ]);
    await fs.commit();
    assertEquals(await snapshot(own), await snapshot(expected));
    assertEquals(await fs.changes(), []);
  });
}

Deno.test("OverlayFs.commit() keeps owners, hard links, and the times of directories", async () => {
  const own = base();
  const expected = base();
  const fs = new OverlayFs(own, new MemoryFs());
  for (const each of [fs, expected]) {
    await each.writeFile("d/below/y", "changed");
    await each.writeFile("p", "1");
    await each.chtimes("p", 1n, 2n);
    await each.link("p", "d/q");
    await each.link("f", "g");
    await each.mkdir("e");
    await each.chown("e", 3, 4);
    await each.chtimes("d", 5n, 6n);
    await each.chtimes("e", 7n, 8n);
    for (const path of ["d/below/y", "f"]) await each.chtimes(path, 1n, 2n);
  }
  assertEquals(await snapshot(fs), await snapshot(expected));
  await fs.commit();
  assertEquals(await snapshot(own), await snapshot(expected));
  assertEquals(own.stat("p").ino, own.stat("d/q").ino);
  assertEquals(own.stat("f").ino, own.stat("g").ino);
});

Deno.test("a rename does what it says after a discard, though a disk uses numbers again", async () => {
  const root = await Deno.makeTempDir();
  using layer = new DenoFs(root);
  const own = new MemoryFs();
  for (let i = 0; i < 10; i++) own.writeFile(`old${i}`, `old${i}`);
  const fs = new OverlayFs(own, layer);
  // Whichever file gets the number of whichever.
  for (let shift = 0; shift < 10; shift++) {
    const other = (i: number) => `old${(i + shift) % 10}`;
    for (let i = 0; i < 10; i++) await fs.chmod(`old${i}`, 0o600);
    await fs.discard();
    for (let i = 0; i < 10; i++) await fs.writeFile(`new${i}`, `new${i}`);
    for (let i = 0; i < 10; i++) await fs.rename(`new${i}`, other(i));
    for (let i = 0; i < 10; i++) {
      assertEquals(await fs.readTextFile(other(i)), `new${i}`);
      assertEquals(await fs.exists(`new${i}`), false);
    }
    await fs.discard();
    assertEquals(await fs.changes(), []);
  }
  await Deno.remove(root, { recursive: true });
});

Deno.test("names of one file in the base are two files once one of them has changed", async () => {
  const own = new MemoryFs();
  own.writeFile("a", "old");
  own.link("a", "b");
  const fs = new OverlayFs(own, new MemoryFs());
  await fs.writeFile("a", "new");
  assertEquals((await fs.stat("a")).ino === (await fs.stat("b")).ino, false);
  await fs.rename("a", "b");
  assertEquals(await fs.readTextFile("b"), "new");
  assertEquals(await fs.exists("a"), false);
});

Deno.test("whoever reads from an OverlayFs reads on while others change the file", async () => {
  const content = Uint8Array.from({ length: 5000 }, (_, i) => i % 251);
  const own = new MemoryFs();
  own.writeFile("f", content);
  const slow = (fs: Fs) => new FaultFs(fs, () => ({ until: turn() }));
  const fs = new OverlayFs(slow(own), slow(new MemoryFs()));
  let isDone = false;
  const read = async () => {
    await using file = await fs.open("f");
    while (!isDone) {
      const bytes = new Uint8Array(content.length);
      await file.seek(0);
      for (let at = 0; at < bytes.length;) {
        at += await file.read(bytes.subarray(at, at + 500)) ?? bytes.length;
      }
      assertEquals(bytes, content);
    }
  };
  const touch = async () => {
    await turn();
    await using file = await fs.openFile("f", { write: true });
    await file.writeAt(content.subarray(0, 10), 0);
    isDone = true;
  };
  await Promise.all([read(), read(), touch(), read()]);
});

Deno.test("a file that could not be copied up whole is still the one of the base", async () => {
  const own = new MemoryFs();
  own.writeFile("f", "x".repeat(1000));
  const layer = new MemoryFs();
  const fs = new OverlayFs(own, new QuotaFs(layer, { maxBytes: 100 }));
  const error = await assertRejects(
    async () => await fs.chmod("f", 0o600),
    FsError,
  );
  assertEquals([error.code, error.path], ["ENOSPC", "f"]);
  assertEquals((await fs.readFile("f")).length, 1000);
  assertEquals(layer.readDir("/"), []);
});

Deno.test("a file of the base that could not be opened to be replaced keeps its contents", async () => {
  for (let at = 0, failures = 0;; at++) {
    const layer = new MemoryFs();
    let calls = -Infinity;
    const failing = new FaultFs(
      layer,
      () => calls++ === at ? { error: "EMFILE" } : undefined,
    );
    const fs = new OverlayFs(MemoryFs.from({ "d/a": "precious" }), failing);
    await using reader = await fs.open("d/a");
    calls = 0;
    let file: FsFile | undefined;
    try {
      file = await fs.create("d/a");
    } catch (error) {
      assert(isErrno(error, "EMFILE"));
    }
    if (file) {
      const isLast = calls <= at;
      calls = -Infinity;
      await file.close();
      // All failures have been tried.
      if (isLast) return assert(failures > 5, `${failures}`);
      // It could be done without.
      continue;
    }
    failures++;
    const buffer = new Uint8Array(10);
    assertEquals(await reader.readAt(buffer, 0), 8, `${at}`);
    assertEquals(await fs.readTextFile("d/a"), "precious", `${at}`);
  }
});

Deno.test("OverlayFs.commit() names the file that it could not write", async () => {
  const fs = new OverlayFs(
    new QuotaFs(new MemoryFs(), { maxBytes: 5 }),
    new MemoryFs(),
  );
  await fs.writeFile("a", "123456");
  const error = await assertRejects(async () => await fs.commit(), FsError);
  assertEquals([error.code, error.path], ["ENOSPC", "/a"]);
});

Deno.test("OverlayFs.commit() keeps a file until the one in its place is complete", async () => {
  const own = new QuotaFs(new MemoryFs(), { maxBytes: 10 });
  await own.writeFile("a", "old");
  await own.writeFile("b", "old");
  await own.mkdir("d");
  const fs = new OverlayFs(own, new MemoryFs());
  await fs.writeFile("new", "1".repeat(20));
  await fs.rename("new", "a");
  await fs.remove("b");
  await fs.writeFile("b", "2".repeat(20));
  await assertRejects(async () => await fs.commit(), FsError, "ENOSPC");
  assertEquals(await own.readTextFile("a"), "old");
  assertEquals(await own.readTextFile("b"), "old");
  // Other kinds have to make room first.
  const other = new OverlayFs(own, new MemoryFs());
  await other.remove("d");
  await other.writeFile("d", "3");
  await other.remove("a");
  await other.mkdir("a");
  await other.commit();
  assertEquals(await own.readTextFile("d"), "3");
  assertEquals((await own.stat("a")).kind, "directory");
});
