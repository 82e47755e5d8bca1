// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { globSync } from "node:fs";
import {
  appendFile,
  DenoFs,
  type Fs,
  FsError,
  glob,
  MemoryFs,
  readable,
  walk,
  type WalkOptions,
  writable,
} from "../../vfs/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";

const tree = {
  ...{ "a/b/c.txt": "c", "a/d.txt": "d", "a/.e": "", "x/y/z.txt": "z" },
  ...{ "x/to-a": { link: "../a" }, "a/up": { link: ".." } },
  ...{ "a/gone": { link: "nowhere" }, "node_modules/p/q.txt": "" },
};

/** The same tree in memory, and where every call takes a while. */
function both(): Fs[] {
  const slow = () => ({ until: Promise.resolve() });
  return [MemoryFs.from(tree), new FaultFs(MemoryFs.from(tree), slow)];
}

async function paths(
  fs: Fs,
  root: string,
  options?: WalkOptions,
): Promise<string[]> {
  return await Array.fromAsync(walk(fs, root, options), ({ path }) => path);
}

Deno.test("walk excludes, follows links once, and keeps to its depth", async () => {
  for (const fs of both()) {
    assertEquals(
      await paths(fs, ".", { exclude: ["**/node_modules", "a/*.txt"] }),
      [
        ...[".", "./a", "./a/.e", "./a/b", "./a/b/c.txt", "./a/gone", "./a/up"],
        ...["./x", "./x/to-a", "./x/y", "./x/y/z.txt"],
      ],
    );
    const exclude = (path: string) => path.includes("y");
    assertEquals(await paths(fs, "x", { exclude }), ["x", "x/to-a"]);
    assertEquals(await paths(fs, "/", { maxDepth: 1 }), [
      ...["/", "/a", "/node_modules", "/x"],
    ]);
    assertEquals(await paths(fs, "x/y", { maxDepth: 0 }), ["x/y"]);
    // A cycle of links ends, and each directory is entered once.
    assertEquals(
      await paths(fs, "x", { followSymlinks: true }),
      [
        ...["x", "x/to-a", "x/to-a/.e", "x/to-a/b", "x/to-a/b/c.txt"],
        ...["x/to-a/d.txt", "x/to-a/gone", "x/to-a/up", "x/to-a/up/a"],
        ...["x/to-a/up/node_modules", "x/to-a/up/node_modules/p"],
        ...[
          "x/to-a/up/node_modules/p/q.txt",
          "x/to-a/up/x",
          "x/y",
          "x/y/z.txt",
        ],
      ],
    );
    const entries = await Array.fromAsync(
      walk(fs, "x/to-a", { followSymlinks: true, maxDepth: 1 }),
      ({ info: { name, kind } }) => `${name} ${kind}`,
    );
    assertEquals(entries, [
      ...["to-a directory", ".e file", "b directory", "d.txt file"],
      ...["gone symlink", "up directory"],
    ]);
  }
  const wrong = { exclude: 5 } as unknown as WalkOptions;
  assertThrows(() => walk(new MemoryFs(), "/", wrong), TypeError, "exclude");
});

Deno.test("walk goes on behind what it cannot read, if somebody is told", async () => {
  const inner = MemoryFs.from(tree);
  const fs = new FaultFs(
    inner,
    ({ operation, path }) =>
      operation === "openFile" && path.endsWith("a/b")
        ? { error: "EACCES" }
        : undefined,
  );
  await assertRejects(async () => await paths(fs, "a"), FsError, "EACCES");
  const told: string[] = [];
  const onError = (error: unknown, path: string) => {
    told.push(`${path} ${(error as FsError).code}`);
  };
  assertEquals(await paths(fs, "a", { onError }), [
    ...["a", "a/.e", "a/b", "a/d.txt", "a/gone", "a/up"],
  ]);
  assertEquals(told, ["a/b EACCES"]);
  const found = await Array.fromAsync(
    glob(fs, "**/*.txt", { onError }),
    ({ path }) => path,
  );
  assertEquals(found, ["a/d.txt", "node_modules/p/q.txt", "x/y/z.txt"]);
});

Deno.test("walk and glob are iterated at once over what answers at once", () => {
  const fs = MemoryFs.from(tree);
  const found = [];
  for (const { path } of fs.walk("x")) found.push(path);
  assertEquals(found, ["x", "x/to-a", "x/y", "x/y/z.txt"]);
  const texts = Array.from(glob(fs, "**/*.txt"), ({ path }) => path);
  assertEquals(texts, [
    ...["a/b/c.txt", "a/d.txt", "node_modules/p/q.txt", "x/y/z.txt"],
  ]);
  assertThrows(() => [...walk(fs, "missing")], FsError, "ENOENT");
  const slow = new FaultFs(fs, () => ({ until: Promise.resolve() }));
  const cast = slow as Fs as MemoryFs;
  assertThrows(() => [...walk(cast, "/")], TypeError, "for await");
});

Deno.test("glob excludes what node:fs excludes", async () => {
  const root = await Deno.makeTempDir();
  try {
    using fs = new DenoFs(root, { synchronous: true });
    const { "a/up": _cycle, ...plain } = tree;
    MemoryFs.from(plain).copy("/", { fs, path: "." });
    for (
      const exclude of [
        ...[["node_modules"], ["a/**"], ["**/y"], ["a", "x/y"]],
        ...[["{a,x}"], ["[^a]"], ["!(a)"], ["@(a|x)/y"], ["x/{w..z}"]],
      ]
    ) {
      const own = Array.from(
        fs.glob("**/*.txt", { exclude }),
        ({ path }) => path,
      );
      const theirs = globSync("**/*.txt", { cwd: root, exclude });
      assertEquals(own, theirs.toSorted(), String(exclude));
    }
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("appendFile, ensureDir and realpath do what they say, and fail typed", async () => {
  for (const fs of both()) {
    await appendFile({ fs, path: "log" }, "one ");
    await appendFile({ fs, path: "log" }, new Blob(["two"]));
    assertEquals(await new Response(readable(fs, "log")).text(), "one two");
  }
  const fs = MemoryFs.from(tree);
  fs.appendFile("a/d.txt", new Uint8Array([33]));
  assertEquals(fs.readTextFile("a/d.txt"), "d!");
  assertThrows(() => fs.appendFile("a", "x"), FsError, "EISDIR");
  fs.ensureDir("x/to-a/new/dir");
  fs.ensureDir("a/new");
  assertThrows(() => fs.ensureDir("a/d.txt/e"), FsError, "ENOTDIR");
  assertEquals(fs.realpath("x/to-a/up/x/y/"), "/x/y");
  assertEquals(fs.realpath("."), "/");
  const error = assertThrows(() => fs.realpath("a/gone"), FsError);
  assertEquals([error.code, error.operation, error.path], [
    ...["ENOENT", "realpath", "a/gone"],
  ]);
  assertThrows(() => fs.realpath("a/d.txt/"), FsError, "ENOTDIR");
});

Deno.test("readable reads a range, writable appends", async () => {
  const long = "x".repeat(100_000) + "end";
  for (const [i, fs] of both().entries()) {
    await writable(fs, "long").getWriter().close();
    const append = async (text: string) =>
      await new Blob([text]).stream().pipeTo(
        writable(fs, "long", { append: true }),
      );
    await append(long.slice(0, 70_000));
    await append(long.slice(70_000));
    const range = async (start?: number, end?: number) => {
      const options = {
        ...start !== undefined && { start },
        ...end !== undefined && { end },
      };
      return await new Response(readable(fs, "long", options)).text();
    };
    assertEquals(await range(), long, String(i));
    assertEquals(await range(99_999), "xend");
    assertEquals(await range(99_999, 100_002), "xen");
    assertEquals(await range(1, 99_000), long.slice(1, 99_000));
    assertEquals(await range(5, 5), "");
    assertEquals(await range(200_000), "");
    assertEquals(await range(0, 200_000), long);
  }
  const fs = new MemoryFs();
  assertThrows(
    () => readable(fs, "a", { start: 5, end: 4 }),
    TypeError,
    "`end`",
  );
  assertThrows(() => readable(fs, "a", { start: NaN }), TypeError, "`start`");
  assertThrows(() => readable(fs, "a", { start: -1 }), TypeError, "`start`");
});
