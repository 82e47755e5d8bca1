// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** `ZipFs` and `zip()`, compared with Python's zipfile, and hostile archives. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  DenoFs,
  FsError,
  MemoryFs,
  ObserveFs,
  readDir,
  type SkippedEntry,
  walk,
} from "../../vfs/mod.ts";
import { readOnlyConformance, seedTree } from "../../vfs/testing/mod.ts";
import { zip, ZipFs } from "../../vfs/zip/mod.ts";
import { Random } from "../support/random.ts";

function holding(bytes: Uint8Array): MemoryFs {
  const fs = new MemoryFs();
  fs.writeFile("a.zip", bytes);
  return fs;
}

for (const level of [0, 9]) {
  readOnlyConformance(`ZipFs at level ${level}`, async () => {
    const fs = new MemoryFs();
    fs.mkdirAll("d/e");
    for (const [path, text] of Object.entries(seedTree)) {
      fs.writeFile(path, text);
    }
    const bytes = await new Response(zip(fs, "/", { level })).bytes();
    return new ZipFs({ fs: holding(bytes), path: "a.zip" });
  });
}

/** What Python makes of a script, which writes an archive to the path that it gets. */
async function python(script: string, path: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("python3", {
    args: ["-c", script, path],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** An archive that a script of Python makes with `z`. */
async function zipped(lines: string): Promise<Uint8Array> {
  const path = await Deno.makeTempFile();
  await python(
    `import sys, zipfile, warnings
warnings.simplefilter("ignore")
with zipfile.ZipFile(sys.argv[1], "w") as z:
${lines.split("\n").map((line) => `  ${line}`).join("\n")}`,
    path,
  );
  const bytes = await Deno.readFile(path);
  await Deno.remove(path);
  return bytes;
}

const text = "hello ".repeat(10_000);

Deno.test("Python reads what zip() writes", async () => {
  const fs = new MemoryFs();
  fs.mkdirAll("d/empty");
  fs.writeFile("d/Größe.txt", text);
  fs.writeFile("d/b", new Uint8Array(100_000).map((_, i) => i * 7));
  fs.chmod("d/b", 0o751);
  fs.chtimes("d/b", 0n, 1_600_000_000_000_000_000n);
  fs.symlink("b", "d/l");
  for (const level of [0, 6]) {
    const path = await Deno.makeTempFile();
    await Deno.writeFile(path, zip(fs, "d", { level }));
    const listing = await python(
      `import sys, zipfile, json
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps([[i.filename, i.file_size, i.external_attr >> 16, i.compress_type] for i in z.infolist()]))`,
      path,
    );
    const method = level === 0 ? 0 : 8;
    assertEquals(JSON.parse(listing), [
      ["Größe.txt", text.length, 0o100666, method],
      ["b", 100_000, 0o100751, method],
      ["empty/", 0, 0o040777, 0],
      ["l", 1, 0o120777, 0],
    ]);
    await using archive = new ZipFs({
      fs: new DenoFs(path.replace(/\/[^/]*$/, "")),
      path: path.replace(/.*\//, ""),
    });
    assertEquals(await archive.readTextFile("Größe.txt"), text);
    assertEquals(await archive.readFile("l"), fs.readFile("d/b"));
    assertEquals((await archive.stat("b")).mtimeNs, 1_600_000_000_000_000_000n);
    await Deno.remove(path);
  }
});

Deno.test("ZipFs reads a range of what is stored, and what is compressed once", async () => {
  const bytes = await zipped(`z.writestr("big", bytes(3_000_000))
z.writestr("packed", b"x" * 1_000_000, zipfile.ZIP_DEFLATED)
for i in range(200): z.writestr(f"d/{i}", "small")`);
  let count = 0;
  const observed = new ObserveFs(holding(bytes), ({ operation }) => {
    if (operation === "readAt") count++;
  });
  await using archive = new ZipFs({ fs: observed, path: "a.zip" });
  assertEquals((await readDir(archive, "d")).length, 200);
  const listed = count;
  assert(listed <= 6, `${listed}`);
  await using big = await archive.openFile("big");
  await big.readAt(new Uint8Array(100), 2_000_000);
  assertEquals(count, listed + 2);
  await using packed = await archive.openFile("packed");
  const buffer = new Uint8Array(10);
  for (const position of [999_990, 0, 500_000]) {
    await packed.readAt(buffer, position);
    assertEquals(buffer, new Uint8Array(10).fill(0x78));
  }
  assert(count < listed + 8, `${count}`);
});

Deno.test("ZipFs notices that its archive was replaced after it was disposed of", async () => {
  const zipped = async (files: Record<string, string>) =>
    await new Response(zip(MemoryFs.from(files))).bytes();
  const fs = holding(await zipped({ "a": "aaaa", "b": "bbbb" }));
  const archive = new ZipFs({ fs, path: "a.zip" });
  assertEquals(await archive.readTextFile("b"), "bbbb");
  await archive[Symbol.asyncDispose]();
  fs.writeFile("a.zip", await zipped({ "0secret": "s", "b": "bbbb" }));
  await assertRejects(
    async () => await archive.readTextFile("b"),
    FsError,
    "ESTALE",
  );
});

Deno.test("ZipFs leaves out what leads up, and follows no link out of the archive", async () => {
  const bytes = await zipped(`z.writestr("../up", "1")
z.writestr("/a", "root")
z.writestr("b/../../c", "1")
i = zipfile.ZipInfo("l"); i.create_system = 3; i.external_attr = 0o120777 << 16
z.writestr(i, "../../../etc")
z.writestr("l/passwd", "1")
z.writestr("a/below", "1")
z.writestr("d/f", "1")
z.writestr("d", "1")
z.writestr("x\\\\y", "1")
i = zipfile.ZipInfo("dev"); i.create_system = 3; i.external_attr = 0o020777 << 16
z.writestr(i, "1")`);
  const skipped: SkippedEntry[] = [];
  const onSkip = (entry: SkippedEntry) => skipped.push(entry);
  await using archive = new ZipFs({ fs: holding(bytes), path: "a.zip" }, {
    onSkip,
  });
  const paths = await Array.fromAsync(walk(archive, "/"), ({ path }) => path);
  assertEquals(paths, ["/", "/a", "/d", "/d/f", "/l", "/x\\y"]);
  assertEquals(await archive.readTextFile("a"), "root");
  await assertRejects(
    async () => await archive.stat("l/passwd"),
    FsError,
    "ENOENT",
  );
  assertEquals(skipped.map(({ name }) => name), [
    ...["../up", "b/../../c", "l/passwd", "a/below", "d", "dev"],
  ]);
});

Deno.test("ZipFs bounds what bombs would cost, and refuses what is broken", async () => {
  const bomb = await zipped(
    `z.writestr("bomb", bytes(50_000_000), zipfile.ZIP_DEFLATED)
for i in range(50): z.writestr(f"{i}", "x")`,
  );
  const fails = async (
    bytes: Uint8Array,
    code: string,
    message: string,
    options = {},
    path = "bomb",
  ) => {
    await using archive = new ZipFs(
      { fs: holding(bytes), path: "a.zip" },
      options,
    );
    const error = await assertRejects(
      async () => await archive.readFile(path),
      FsError,
      message,
    );
    assertEquals(error.code, code, error.message);
  };
  await fails(bomb, "EFBIG", "maxInflatedBytes", { maxInflatedBytes: 1e6 });
  await fails(bomb, "EFBIG", "maxFiles", { maxFiles: 40 });
  const at = (bytes: Uint8Array, signature: number, index = 0) => {
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < bytes.length - 4; i++) {
      if (view.getUint32(i, true) === signature && index-- === 0) return i;
    }
    throw new Error("not found");
  };
  const changed = (
    change: (view: DataView, entry: number, bytes: Uint8Array) => void,
  ) => {
    const bytes = bomb.slice();
    change(new DataView(bytes.buffer), at(bytes, 0x02014b50), bytes);
    return bytes;
  };
  // Sizes that are not those of the contents.
  await fails(
    changed((view, entry) => view.setUint32(entry + 24, 40_000_000, true)),
    "EIO",
    "broken",
  );
  await fails(
    changed((view, entry) => view.setUint32(entry + 24, 0xfffffff0, true)),
    "EIO",
    "larger than it can be",
  );
  await fails(
    changed((view, entry) => view.setUint32(entry + 16, 1, true)),
    "EIO",
    "broken",
  );
  await fails(
    changed((_, __, bytes) => bytes.fill(0xff, 100, 200)),
    "EIO",
    "broken",
  );
  // Two names for the same contents, as bombs have.
  const second = at(bomb, 0x02014b50, 1);
  await fails(
    changed((view) => view.setUint32(second + 42, 0, true)),
    "EIO",
    "overlap",
  );
  await fails(bomb.slice(0, -30), "EIO", "broken");
  await fails(new Uint8Array(100), "EIO", "broken");
  await fails(new Uint8Array(0), "EIO", "broken");
  await fails(
    changed((view, entry) => {
      view.setUint16(entry + 8, 1, true);
      view.setUint16(6, 1, true);
    }),
    "EACCES",
    "encrypted",
  );
  assertThrows(
    () =>
      new ZipFs({ fs: new MemoryFs(), path: "a" }, { maxInflatedBytes: NaN }),
    TypeError,
  );
  assertThrows(() => zip(new MemoryFs(), "/", { level: 10 }), TypeError);
});

Deno.test("ZipFs reads a spoiled archive or refuses it, but does nothing else", async () => {
  const fs = new MemoryFs();
  fs.mkdirAll("d/e");
  fs.writeFile("d/stored", "hello");
  fs.writeFile("d/e/f", new Uint8Array(1000));
  fs.symlink("../d", "d/e/l");
  const archive = await new Response(zip(fs, "/", { level: 6 })).bytes();
  const outcomes = { read: 0, refused: 0 };
  for (let seed = 1; seed <= 300; seed++) {
    const random = new Random(seed);
    const bytes = archive.slice(random.below(10) ? 0 : random.below(50));
    // Most of what can be spoiled is in the directory, at the end.
    const from = random.below(2) ? 0 : bytes.length - 350;
    for (let i = random.below(3); i >= 0; i--) {
      bytes[from + random.below(bytes.length - from)] = random.below(256);
    }
    await using spoiled = new ZipFs(
      { fs: holding(bytes), path: "a.zip" },
      { maxFiles: 100, maxInflatedBytes: 1e6 },
    );
    try {
      for await (const { path, info } of walk(spoiled, "/")) {
        if (info.kind === "file") await spoiled.readFile(path);
        else if (info.kind === "symlink") await spoiled.exists(path);
        assert(!path.split("/").includes(".."), path);
      }
      outcomes.read++;
    } catch (error) {
      assert(error instanceof FsError, `seed ${seed}: ${Deno.inspect(error)}`);
      outcomes.refused++;
    }
  }
  assert(outcomes.read > 30 && outcomes.refused > 50, JSON.stringify(outcomes));
});

Deno.test("ZipFs reads sizes of 64 bits", async () => {
  const bytes = await zipped(
    `with z.open("a", "w", force_zip64=True) as f: f.write(b"here")
z.writestr("b", "there")`,
  );
  await using archive = new ZipFs({ fs: holding(bytes), path: "a.zip" });
  assertEquals(await archive.readTextFile("a"), "here");
  assertEquals(await archive.readTextFile("b"), "there");
});

Deno.test("zip() fails if a file cannot be read", async () => {
  const fs = new MemoryFs();
  await assertRejects(
    () => new Response(zip(fs, "missing")).bytes(),
    FsError,
    "ENOENT",
  );
  fs.writeFile("a", new Uint8Array(1_000_000));
  const reader = zip(fs).getReader();
  await reader.read();
  await reader.cancel();
});
