// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** `TarFs` and `tar()`, compared with GNU tar, and hostile archives. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  DenoFs,
  FsError,
  HttpFs,
  MemoryFs,
  ObserveFs,
  type SkippedEntry,
  tar,
  TarFs,
  walk,
} from "../../vfs/mod.ts";
import {
  type TarHeader,
  writeTarHeader,
} from "../../vfs/archive/tar_format.ts";
import { readOnlyConformance, seedTree } from "../../vfs/testing/mod.ts";
import { Random } from "../support/random.ts";
import { RangeServer, served } from "../support/range_server.ts";

/** A file system with an archive `a.tar` of these bytes. */
function holding(...parts: Uint8Array[]): MemoryFs {
  const fs = new MemoryFs();
  const file = fs.create("a.tar");
  for (const part of parts) file.write(part);
  file.close();
  return fs;
}

async function tarOf(
  fs: MemoryFs | DenoFs,
  path = "/",
): Promise<Uint8Array<ArrayBuffer>> {
  return await new Response(tar(fs, path)).bytes();
}

async function seeded(): Promise<Uint8Array<ArrayBuffer>> {
  const fs = new MemoryFs();
  fs.mkdirAll("d/e");
  for (const [path, text] of Object.entries(seedTree)) fs.writeFile(path, text);
  return await tarOf(fs);
}

readOnlyConformance(
  "TarFs",
  async () => new TarFs({ fs: holding(await seeded()), path: "a.tar" }),
);

const server = new RangeServer({});
Deno.test.afterAll(() => server[Symbol.asyncDispose]());
readOnlyConformance("TarFs(HttpFs)", async () => {
  server.files["a.tar"] = served(await seeded());
  const fs = new HttpFs(server.url(), { blockBytes: 1000 });
  return new TarFs({ fs, path: "a.tar" });
});

/** A tree with whatever formats of tar treat differently. */
async function makeTree(folder: string): Promise<DenoFs> {
  const fs = new DenoFs(folder);
  const long = `${"d".repeat(120)}/${"é".repeat(60)}/${"f".repeat(130)}`;
  await fs.mkdirAll(long);
  await fs.mkdirAll("empty");
  await fs.writeFile("a", "hello");
  await fs.writeFile("zero", "");
  await fs.writeFile(
    `${long}/Größe \n.bin`,
    new Uint8Array(100_000).map((_, i) => i * 7),
  );
  await fs.symlink("../a", "empty/l");
  await fs.symlink("x/".repeat(70) + "y", "dangling");
  await fs.link("a", "hard");
  await fs.chmod("a", 0o640);
  await fs.chmod("empty", 0o711);
  for await (const { path, info } of walk(fs, "/")) {
    const second = 1_600_000_000_000_000_000n;
    if (info.kind !== "symlink") await fs.chtimes(path, second, second);
  }
  await fs.chtimes("a", 0n, 1_600_000_000_123_000_000n);
  return fs;
}

/** What a tree is, as far as an archive of whole seconds can tell. */
async function portrait(fs: DenoFs | TarFs): Promise<unknown[]> {
  const entries = await Array.fromAsync(walk(fs, "/"));
  const firsts = new Map<bigint, string>();
  return await Promise.all(
    entries.filter(({ path }) => path !== "/").map(async ({ path, info }) => {
      const { kind, mode, uid, gid, mtimeNs, ino } = info;
      if (!firsts.has(ino)) firsts.set(ino, path);
      return {
        ...{ path, kind, mode, uid, gid, first: firsts.get(ino) },
        seconds: mtimeNs / 1_000_000_000n,
        contents: kind === "file"
          ? (await fs.readFile(path)).toBase64().slice(0, 200_000)
          : kind === "symlink"
          ? await fs.readlink(path)
          : "",
      };
    }),
  );
}

async function gnuTar(...args: string[]): Promise<void> {
  const { success, stderr, stdout } = await new Deno.Command("tar", {
    args,
    env: { LC_ALL: "C.UTF-8" },
  }).output();
  assert(
    success,
    new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout),
  );
}

Deno.test("TarFs reads what GNU tar writes, in every format", async () => {
  const folder = await Deno.makeTempDir();
  await using tree = await makeTree(`${folder}`);
  const expected = await portrait(tree);
  const outside = await Deno.makeTempDir();
  for (const format of ["gnu", "oldgnu", "pax"]) {
    await gnuTar(
      "-C",
      folder,
      `--format=${format}`,
      "-cf",
      `${outside}/a.tar`,
      ".",
    );
    await using archive = new TarFs({ fs: new DenoFs(outside), path: "a.tar" });
    assertEquals(await portrait(archive), expected, format);
  }
  const { mtimeNs } = await tree.stat("a");
  await using pax = new TarFs({ fs: new DenoFs(outside), path: "a.tar" });
  assertEquals((await pax.stat("hard")).mtimeNs, mtimeNs);
  for (const format of ["v7", "ustar"]) {
    await gnuTar(
      "-C",
      folder,
      `--format=${format}`,
      "-cf",
      `${outside}/a.tar`,
      "a",
      "hard",
      "empty",
    );
    await using archive = new TarFs({ fs: new DenoFs(outside), path: "a.tar" });
    const names = ["/a", "/empty", "/empty/l", "/hard"];
    const some = expected.filter((entry) =>
      names.includes((entry as { path: string }).path)
    );
    assertEquals(await portrait(archive), some, format);
  }
  for (const path of [folder, outside]) {
    await Deno.remove(path, { recursive: true });
  }
});

Deno.test("GNU tar finds in what tar() writes what is on the disk", async () => {
  const folder = await Deno.makeTempDir();
  await using tree = await makeTree(folder);
  const file = await Deno.makeTempFile();
  await Deno.writeFile(file, tar(tree));
  await gnuTar("-C", folder, "--compare", "-f", file);
  await using archive = new TarFs({
    fs: holding(await tarOf(tree)),
    path: "a.tar",
  });
  assertEquals(await portrait(archive), await portrait(tree));
  // One file alone, by its name.
  await Deno.writeFile(file, tar(tree, "a"));
  await gnuTar("-C", folder, "--compare", "-f", file);
  await Deno.remove(folder, { recursive: true });
  await Deno.remove(file);
});

const header = (name: string, more: Partial<TarHeader> = {}) =>
  writeTarHeader({
    ...{ name, type: "0", size: 0, mode: 0o644, uid: 0, gid: 0 },
    ...{ mtimeNs: 0n, target: "", ...more },
  });
const data = (text: string) => {
  const block = new Uint8Array(512);
  new TextEncoder().encodeInto(text, block);
  return block;
};

Deno.test("TarFs applies the latest of several global headers, unless an entry has its own", async () => {
  const extended = (type: "g" | "x", text: string) => [
    header("p", { type, size: text.length }),
    data(text),
  ];
  const fs = holding(
    ...extended("g", "8 uid=1\n8 gid=1\n"),
    ...extended("g", "8 uid=2\n"),
    header("second"),
    ...extended("x", "8 uid=3\n7 gid=\n"),
    ...extended("g", "8 gid=4\n"),
    header("own"),
    header("last"),
  );
  await using archive = new TarFs({ fs, path: "a.tar" });
  const owners: Record<string, number[]> = {};
  for (const { name, uid, gid } of await archive.readDir("/")) {
    owners[name] = [uid, gid];
  }
  assertEquals(owners, { second: [2, 1], own: [3, 0], last: [2, 4] });
});

Deno.test("TarFs leaves out what leads up, and follows no link out of the archive", async () => {
  const fs = holding(
    ...[
      header("../up", { size: 2 }),
      data("up"),
      header("/a", { size: 4 }),
      data("root"),
    ],
    ...[
      header("b/../../c"),
      header("l", { type: "2", target: "../../../etc" }),
    ],
    ...[
      header("l/passwd", { size: 1 }),
      data("x"),
      header("a/below"),
      header("dev", { type: "3" }),
    ],
    ...[
      header("h", { type: "1", target: "missing" }),
      header("k", { type: "1", target: "./a" }),
    ],
    ...[
      header("x\0y"),
      header("d/f"),
      header("d", { type: "0" }),
      header("sparse", { type: "S" }),
    ],
    ...[
      header("a", { size: 3 }),
      data("new"),
      header("n".repeat(300)),
      header("", {}),
    ],
  );
  const skipped: SkippedEntry[] = [];
  await using archive = new TarFs({ fs, path: "a.tar" }, {
    onSkip: (entry) => skipped.push(entry),
  });
  const paths = await Array.fromAsync(walk(archive, "/"), ({ path }) => path);
  assertEquals(paths, ["/", "/a", "/d", "/d/f", "/k", "/l", "/x"]);
  assertEquals(await archive.readTextFile("a"), "new");
  assertEquals(await archive.readTextFile("k"), "root");
  assertEquals((await archive.stat("a")).nlink, 1);
  await assertRejects(
    async () => await archive.stat("l/passwd"),
    FsError,
    "ENOENT",
  );
  assertEquals(skipped.map(({ name }) => name.slice(0, 9)), [
    ...["../up", "b/../../c", "l/passwd", "a/below", "dev", "h", "d"],
    ...["sparse", "nnnnnnnnn", ""],
  ]);
});

Deno.test("TarFs refuses broken, compressed and endless archives", async () => {
  const good = header("a", { size: 4 });
  const spoiled = good.with(0, 0x7a);
  const huge = header("a", { size: 8 ** 11 + 5 });
  const pax = (text: string) => {
    const body = data(text);
    return [header("p", { type: "x", size: text.length }), body, header("a")];
  };
  const cases: [
    name: string,
    code: string,
    text: string,
    parts: Uint8Array[],
  ][] = [
    ["a checksum", "EIO", "checksum", [spoiled]],
    ["an end", "EIO", "ends after", [good]],
    ["a size", "EIO", "ends after", [huge]],
    ["gzip", "EIO", "decompress", [
      new Uint8Array([0x1f, 0x8b, ...new Uint8Array(600)]),
    ]],
    ["records", "EIO", "wrong record", pax("9999 path=a\n")],
    ["records", "EIO", "wrong record", pax("0 path=a\n")],
    ["records", "EIO", "wrong record", pax("12 pathnoequ\n")],
    ["numbers", "EIO", "wrong number", pax("10 size=-\n")],
    [
      "numbers",
      "EIO",
      "wrong number",
      pax("17 size=99999999e9\n".replace("17", "19")),
    ],
    [
      "extensions",
      "EIO",
      "too long",
      Array.from({ length: 20 }, () => header("p", { type: "x" })),
    ],
    ["an extension", "EIO", "too long", [
      header("p", { type: "x", size: 2 ** 21 }),
      new Uint8Array(2 ** 21),
    ]],
    // Each of many short entries would be given a long name to look up.
    ["a name for all", "EIO", "too long", [
      header("p", { type: "g", size: 4997 }),
      ...[data("4997 path="), new Uint8Array(4096).fill(0x61)],
      data("a".repeat(388) + "\n"),
    ]],
    [
      "files",
      "EFBIG",
      "maxFiles",
      Array.from({ length: 50 }, (_, i) => header(`f${i}`)),
    ],
    ["directories", "EFBIG", "maxFiles", [header("d/".repeat(40) + "f")]],
  ];
  for (const [name, code, text, parts] of cases) {
    await using archive = new TarFs({ fs: holding(...parts), path: "a.tar" }, {
      maxFiles: 40,
    });
    const error = await assertRejects(
      async () => await archive.stat("/"),
      FsError,
      text,
    );
    assertEquals(error.code, code, name);
  }
  await using missing = new TarFs({ fs: new MemoryFs(), path: "a.tar" });
  await assertRejects(async () => await missing.stat("/"), FsError, "ENOENT");
  await using directory = new TarFs({ fs: new MemoryFs(), path: "/" });
  await assertRejects(async () => await directory.stat("/"), FsError, "EISDIR");
  assertThrows(() => new TarFs("a.tar" as never), TypeError);
  assertThrows(
    () => new TarFs({ fs: new MemoryFs(), path: "a" }, { maxFiles: NaN }),
    TypeError,
  );
});

Deno.test("TarFs reads a spoiled archive or refuses it, but does nothing else", async () => {
  const fs = new MemoryFs();
  fs.mkdirAll("d/e");
  fs.writeFile(`d/${"n".repeat(150)}`, "long");
  fs.writeFile("d/e/f", new Uint8Array(1000));
  fs.symlink("../d", "d/e/l");
  fs.link("d/e/f", "hard");
  const archive = await tarOf(fs);
  const outcomes = { read: 0, refused: 0 };
  for (let seed = 1; seed <= 400; seed++) {
    const random = new Random(seed);
    const bytes = archive.slice(
      0,
      random.below(8) ? undefined : random.below(archive.length),
    );
    for (let i = random.below(4); i >= 0 && bytes.length > 0; i--) {
      const start = random.below(bytes.length);
      // Where the checksum is, as well: headers are valid or not as a whole.
      const header = start - start % 512;
      bytes[start] = random.below(256);
      if (random.below(2) && header + 512 <= bytes.length) {
        mend(bytes.subarray(header, header + 512));
      }
    }
    await using spoiled = new TarFs({ fs: holding(bytes), path: "a.tar" }, {
      maxFiles: 100,
    });
    try {
      for await (const { path, info } of walk(spoiled, "/")) {
        if (info.kind === "file") await spoiled.readFile(path);
        else if (info.kind === "symlink") await spoiled.exists(path);
        assert(!path.split("/").includes(".."), path);
      }
      outcomes.read++;
    } catch (error) {
      assert(error instanceof FsError, `seed ${seed}: ${error}`);
      outcomes.refused++;
    }
  }
  assert(outcomes.read > 50 && outcomes.refused > 50, JSON.stringify(outcomes));
});

/** Gives a header the checksum that it should have. */
function mend(block: Uint8Array): void {
  block.fill(0x20, 148, 156);
  const sum = block.reduce((sum, byte) => sum + byte, 0);
  block.set(
    new TextEncoder().encode(sum.toString(8).padStart(6, "0") + "\0"),
    148,
  );
}

Deno.test("TarFs notices that its archive has changed", async () => {
  const fs = holding(header("a", { size: 4 }), data("1234"));
  await using archive = new TarFs({ fs, path: "a.tar" });
  assertEquals(await archive.readTextFile("a"), "1234");
  fs.chtimes("a.tar", 0n, 0n);
  await assertRejects(
    async () => await archive.openFile("a"),
    FsError,
    "ESTALE",
  );
});

Deno.test("TarFs notices that its archive was replaced after it was disposed of", async () => {
  const fs = holding(
    ...[header("a", { size: 4 }), data("aaaa")],
    ...[header("b", { size: 4 }), data("bbbb")],
  );
  const archive = new TarFs({ fs, path: "a.tar" });
  assertEquals(await archive.readTextFile("b"), "bbbb");
  await archive[Symbol.asyncDispose]();
  assertEquals(await archive.readTextFile("a"), "aaaa");
  await archive[Symbol.asyncDispose]();
  fs.writeFile("a.tar", await tarOf(MemoryFs.from({ "secret": "ssss" })));
  await assertRejects(
    async () => await archive.readTextFile("b"),
    FsError,
    "ESTALE",
  );
});

Deno.test("TarFs reads an owner that is negative as nobody", async () => {
  const block = header("a");
  const negative = new Uint8Array(8).fill(0xff);
  block.set(negative, 108);
  block.set(negative, 116);
  block.fill(0x20, 148, 156);
  const sum = block.reduce((sum, byte) => sum + byte);
  const text = `${sum.toString(8).padStart(6, "0")}\0 `;
  block.set(new TextEncoder().encode(text), 148);
  await using archive = new TarFs({ fs: holding(block), path: "a.tar" });
  const { uid, gid } = await archive.stat("a");
  assertEquals([uid, gid], [65534, 65534]);
  const to = new MemoryFs();
  await archive.copy("a", { fs: to, path: "a" });
  assertEquals(to.stat("a").uid, 65534);
});

Deno.test("TarFs reads little, and no file whole", async () => {
  const source = new MemoryFs();
  source.writeFile("big", new Uint8Array(5_000_000));
  for (let i = 0; i < 100; i++) source.writeFile(`s${i}`, "small");
  let reads = 0;
  const counted = new ObserveFs(
    holding(await tarOf(source)),
    ({ operation }) => {
      if (operation === "readAt") reads++;
    },
  );
  await using archive = new TarFs({ fs: counted, path: "a.tar" });
  await using file = await archive.open("big");
  assert(reads <= 5, `${reads}`);
  await file.readAt(new Uint8Array(10), 4_000_000);
  assert(reads <= 6, `${reads}`);
});

Deno.test("tar() fails if a file becomes shorter, and closes what it reads", async () => {
  const fs = new MemoryFs();
  fs.writeFile("a", new Uint8Array(300_000));
  const reader = tar(fs).getReader();
  await reader.read();
  await reader.read();
  fs.writeFile("a", "");
  await assertRejects(
    async () => {
      while (!(await reader.read()).done);
    },
    FsError,
    "ESTALE",
  );
  const cancelled = tar(fs);
  await cancelled.cancel();
});
