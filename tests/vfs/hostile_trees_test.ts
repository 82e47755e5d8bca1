// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  BasePathFs,
  copy,
  DenoFs,
  diskUsage,
  type Fs,
  FsError,
  type FsFile,
  glob,
  MemoryFs,
  ObserveFs,
  OverlayFs,
  ReadOnlyFs,
  walk,
} from "../../vfs/mod.ts";
import { drive } from "../../vfs/drive.ts";
import { copyContents } from "../../vfs/copy_contents.ts";
import { mkdirAll } from "../../vfs/mkdir_all.ts";
import { removeAll } from "../../vfs/remove_all.ts";
import { compileGuest } from "../support/c_guest.ts";
import { Random } from "../support/random.ts";
import { runGuest } from "../support/run_guest.ts";

const GIB = 2 ** 30;
const NAME = "nnnnnnnnnn";

/** Nests directories, each by renames of short paths. */
async function nest(fs: Fs, depth: number, name = NAME): Promise<void> {
  await fs.mkdir("t");
  await (await fs.create("t/leaf")).close();
  for (let i = 1; i < depth; i++) {
    await fs.mkdir("u");
    await fs.rename("t", `u/${name}`);
    await fs.rename("u", "t");
  }
}

async function pathsIn(fs: Fs, root: string): Promise<string[]> {
  return await Array.fromAsync(walk(fs, root), ({ path }) => path);
}

async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
    return "ok";
  } catch (error) {
    if (error instanceof FsError) return error.code;
    throw error;
  }
}

/** A file system that counts the calls of its methods. */
function counting(fs: Fs): { fs: Fs; count: () => number } {
  let calls = 0;
  const counted = new Proxy(fs, {
    get(inner, key) {
      const value = Reflect.get(inner, key);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        calls++;
        return value.apply(inner, args);
      };
    },
  });
  return { fs: counted, count: () => calls };
}

Deno.test("a guest's tree that is deeper than the longest path is walked, copied and removed", async () => {
  const fs = new MemoryFs();
  const guest = await compileGuest("deep_tree.c");
  const depth = 2000;
  const { exitCode, stdout, stderr } = runGuest(guest, {
    args: ["deep_tree", `${depth}`],
    fs,
  });
  assertEquals(new TextDecoder().decode(stderr), "");
  assertEquals(new TextDecoder().decode(stdout), "too long\nleaf\n");
  assertEquals(exitCode, 0);
  const deepest = `t${`/${NAME}`.repeat(depth - 1)}`;
  const paths = await pathsIn(fs, "t");
  assertEquals(paths.length, depth + 2);
  assertEquals(paths.slice(-3), [
    ...[deepest, `${deepest}/leaf`, `${deepest}/link`],
  ]);
  assertEquals(await diskUsage(fs, "t"), 4);
  const to = new MemoryFs();
  await copy({ fs, path: "t" }, { fs: to, path: "z" });
  const inCopy = (path: string) => `z${path.slice(1)}`;
  assertEquals(await pathsIn(to, "z"), paths.map(inCopy));
  assertEquals(to.readTextFile(inCopy(`${deepest}/link`)), "leaf");
  await removeAll(to, "z");
  assertEquals(await pathsIn(to, "/"), ["/"]);
  fs.removeAll("t");
  assertEquals(await pathsIn(fs, "/"), ["/"]);
});

Deno.test("the calls of the helpers grow with the number of entries, not with their depth", async () => {
  const calls = async (depth: number) => {
    const from = counting(new MemoryFs());
    await nest(from.fs, depth);
    const to = counting(new MemoryFs());
    const { fs: observed, count } = counting(new ObserveFs(to.fs, () => {}));
    const counts: Record<string, number> = {};
    const measure = async (name: string, action: () => unknown) => {
      const before = from.count() + count();
      await action();
      counts[name] = from.count() + count() - before;
    };
    await measure("walk", () => pathsIn(from.fs, "t"));
    await measure("diskUsage", () => diskUsage(from.fs, "t"));
    await measure("glob", () => Array.fromAsync(glob(from.fs, "t/**/leaf")));
    await measure(
      "copy",
      () => copy({ fs: from.fs, path: "t" }, { fs: observed, path: "z" }),
    );
    await measure(
      "copy again",
      () => copy({ fs: from.fs, path: "t" }, { fs: observed, path: "z" }),
    );
    await measure("removeAll", () => removeAll(observed, "z"));
    const path = `/${NAME}`.repeat(depth);
    await measure("mkdirAll", () => mkdirAll(observed, path));
    await measure("mkdirAll again", () => mkdirAll(observed, path));
    return counts;
  };
  const [one, two, three] = [
    await calls(50),
    await calls(100),
    await calls(150),
  ];
  for (const name of Object.keys(one)) {
    const step = two[name]! - one[name]!;
    assertEquals(three[name]! - two[name]!, step, `${name} is not linear`);
    assertEquals(step <= 6 * 50, true, `${name}: ${step} calls for 50 levels`);
  }
});

Deno.test("glob() goes no deeper than its pattern", async () => {
  const fs = new MemoryFs();
  await nest(fs, 100);
  const entered: string[] = [];
  const observed = new ObserveFs(fs, ({ operation, path }) => {
    if (operation === "openFile") entered.push(path);
  });
  const find = async (pattern: string) =>
    await Array.fromAsync(glob(observed, pattern), ({ path }) => path);
  assertEquals(await find("*/*"), [`t/${NAME}`]);
  assertEquals(entered, [".", "./t"]);
  assertEquals(await find("/*/"), ["/t"]);
  assertEquals(await find("?"), ["t"]);
  assertEquals((await find("t/**/leaf")).length, 1);
});

Deno.test("the longest path is 65,535, and the longest target of a link is 4,095 bytes", async () => {
  const fs = new MemoryFs();
  const longest = "/n".repeat(32_767);
  fs.mkdirAll(longest);
  assertEquals(fs.stat(longest).kind, "directory");
  assertEquals(fs.stat(`${longest}/`).kind, "directory");
  const longer = `${longest}/n`;
  for (const path of [longer, `${longer}/`]) {
    assertThrows(() => fs.stat(path), FsError, "ENAMETOOLONG");
    assertThrows(() => fs.mkdir(path), FsError, "ENAMETOOLONG");
  }
  await assertRejects(
    async () => await mkdirAll(fs, longer),
    FsError,
    "ENAMETOOLONG",
  );
  for (
    const fs of [new MemoryFs(), new OverlayFs(new MemoryFs(), new MemoryFs())]
  ) {
    await fs.symlink("é".repeat(127) + "/".repeat(3841), "l");
    assertEquals(
      await codeOf(() => fs.symlink("é".repeat(127) + "/".repeat(3842), "m")),
      "ENAMETOOLONG",
    );
  }
});

Deno.test("a tree deeper than the longest path fails with the path, and can be removed", async () => {
  const fs = new MemoryFs();
  await nest(fs, 400, "n".repeat(255));
  const error = await assertRejects(() => pathsIn(fs, "t"), FsError);
  assertEquals(error.code, "ENAMETOOLONG");
  assertEquals(
    await codeOf(() =>
      copy({ fs, path: "t" }, { fs: new MemoryFs(), path: "z" })
    ),
    "ENAMETOOLONG",
  );
  fs.removeAll("t");
  assertEquals(await pathsIn(fs, "/"), ["/"]);
});

Deno.test("MemoryFs resolves paths whose directories and links have moved", () => {
  const fs = new MemoryFs();
  const see = (path: string) => {
    try {
      return fs.readTextFile(path);
    } catch (error) {
      return (error as FsError).code;
    }
  };
  for (const name of ["a/b", "c/b", "a/b/e/f"]) fs.mkdirAll(name);
  fs.writeFile("a/b/x", "a");
  fs.writeFile("c/b/x", "c");
  fs.writeFile("a/b/e/f/x", "f");
  fs.symlink("a", "l");
  fs.writeFile("a/b/e/y", "y");
  // What is known about one directory is not applied to another.
  assertEquals([see("a/b/x"), see("c/b/e/y"), see("c/b/x")], [
    "a",
    "ENOENT",
    "c",
  ]);
  // Renamed, and replaced.
  assertEquals(see("a/b/x"), "a");
  fs.rename("a", "d");
  assertEquals(see("a/b/x"), "ENOENT");
  fs.rename("c", "a");
  assertEquals(see("a/b/x"), "c");
  // Through a link that now leads elsewhere.
  assertEquals(see("l/b/x"), "c");
  fs.remove("l");
  assertEquals(see("l/b/x"), "ENOENT");
  fs.symlink("d/b", "l");
  assertEquals(see("l/x"), "a");
  assertEquals(see("l/e/f/x"), "f");
  // The parent of a link's target is not the parent of the link.
  assertEquals(see("l/e/x"), "ENOENT");
  assertEquals(see("l/x"), "a");
  assertEquals(see("d/x"), "ENOENT");
  fs.rename("l", "m");
  assertEquals([see("l/x"), see("m/x")], ["ENOENT", "a"]);
  // By dots, through a directory that is then removed.
  fs.mkdir("d/gone");
  assertEquals(see("d/gone/../b/x"), "a");
  fs.remove("d/gone");
  assertEquals(see("d/gone/../b/x"), "ENOENT");
  fs.mkdir("gone");
  assertEquals(see("gone/../d/b/x"), "a");
  fs.remove("gone");
  assertEquals(see("gone/../d/b/x"), "ENOENT");
  fs.mkdir("k");
  fs.symlink("/d/b", "k/l");
  fs.writeFile("k/x", "k");
  assertEquals([see("k/l/x"), see("k/x")], ["a", "k"]);
  fs.mkdir("d/b/e/f/g");
  assertEquals(see("d/b/e/f/g/../x"), "f");
  fs.remove("d/b/e/f/g");
  assertEquals(see("d/b/e/f/g/../x"), "ENOENT");
  fs.mkdir("d/empty");
  assertEquals(see("d/empty/x"), "ENOENT");
  fs.remove("d/empty");
  assertThrows(() => fs.writeFile("d/empty/x", ""), FsError, "ENOENT");
  fs.removeAll("d");
  assertEquals(see("d/b/e/f/x"), "ENOENT");
  assertThrows(
    () => fs.stat(`a/b/${"x".repeat(256)}`),
    FsError,
    "ENAMETOOLONG",
  );
  assertThrows(() => fs.stat("a/b/x\0"), FsError, "EINVAL");
  assertEquals(see("a/b//x"), "c");
  assertEquals(see("a/b/x/"), "ENOTDIR");
});

Deno.test("copy() joins the paths of roots and paths that end in slashes or dots", async () => {
  const from = new MemoryFs();
  from.mkdirAll("a/b");
  from.writeFile("a/b/x", "x");
  const all = ["/b", "/b/x"];
  for (const root of ["a", "/a", "a/", "a/.", "./a//", "a/b/.."]) {
    for (const place of ["z", "/z", "z/", "/z//", "z/.", "y/../z"]) {
      const to = new MemoryFs();
      to.mkdirAll("y");
      to.mkdir("z");
      await copy({ fs: from, path: root }, { fs: to, path: place });
      assertEquals(
        await pathsIn(to, "/z"),
        ["", ...all].map((path) => `/z${path}`),
        `${root} to ${place}`,
      );
    }
  }
  for (const place of ["/", ".", "//", "./."]) {
    const to = new MemoryFs();
    await copy({ fs: from, path: "a" }, { fs: to, path: place });
    assertEquals(await pathsIn(to, "/"), ["/", ...all]);
  }
  for (const place of ["/backup", "backup/", "/"]) {
    const to = new MemoryFs();
    await copy({ fs: from, path: "/" }, { fs: to, path: place });
    const root = place === "/" ? "" : "/backup";
    assertEquals(to.readTextFile(`${root}/a/b/x`), "x");
    assertEquals((await pathsIn(to, "/")).length, root === "" ? 4 : 5);
  }
  const to = new MemoryFs();
  assertEquals(
    await codeOf(() => copy({ fs: from, path: "" }, { fs: to, path: "z" })),
    "ENOENT",
  );
  assertEquals(
    await codeOf(() => copy({ fs: from, path: "a" }, { fs: to, path: "" })),
    "ENOENT",
  );
  assertEquals(
    await codeOf(() => copy({ fs: from, path: "a" }, { fs: to, path: "z\0" })),
    "EINVAL",
  );
  assertEquals(
    await codeOf(() =>
      copy({ fs: from, path: "a/b/x/" }, { fs: to, path: "z" })
    ),
    "ENOTDIR",
  );
  assertEquals(
    await codeOf(() =>
      copy({ fs: from, path: "a/b/x" }, { fs: to, path: "z/" })
    ),
    "EISDIR",
  );
  assertEquals(await pathsIn(to, "/"), ["/"]);
});

Deno.test("copy() copies neither onto itself nor into itself, by any path", async () => {
  const host = new DenoFs(await Deno.makeTempDir());
  for (const fs of [new MemoryFs(), host]) {
    await fs.mkdirAll("a/b");
    await fs.mkdir("c");
    await fs.writeFile("a/x", "data");
    await fs.symlink("a", "to-a");
    await fs.symlink("/a/b", "c/to-b");
    await fs.symlink("x", "a/to-x");
    await fs.link("a/x", "c/same");
    const before = await pathsIn(fs, "/");
    const views: [Fs, string][] = [
      [fs, ""],
      [new ReadOnlyFs(fs), ""],
      [new BasePathFs(fs, "a"), "a"],
    ];
    for (const [view, base] of views) {
      const path = base === "" ? "a" : "/";
      for (
        const to of [
          ...["a", "a/", "./a", "to-a", "c/to-b/..", "a/b/new", "a/b", "a/new"],
          ...[
            "a/within-a-longer-name",
            "to-a/new",
            "c/to-b/new/er",
            "c/../a/q",
          ],
          ...["c/new/../../a/new", "a/b/new/../../new"],
        ]
      ) {
        const code = await codeOf(() =>
          copy({ fs: view, path }, { fs, path: to })
        );
        assertEquals(code, "EINVAL", `${view.name} ${path} to ${to}`);
      }
      const file = base === "" ? "a/x" : "x";
      for (
        const to of ["a/x", "/a//x", "to-a/x", "a/to-x", "c/same", "c/../a/x"]
      ) {
        const code = await codeOf(() =>
          copy({ fs: view, path: file }, { fs, path: to })
        );
        assertEquals(code, "EINVAL", `${view.name} ${file} to ${to}`);
      }
    }
    assertEquals(
      await codeOf(() => copy({ fs, path: "to-a" }, { fs, path: "to-a" })),
      "EINVAL",
    );
    assertEquals(
      await codeOf(() => copy({ fs, path: "/" }, { fs, path: "/backup" })),
      "EINVAL",
    );
    assertEquals(await pathsIn(fs, "/"), before);
    assertEquals(await fs.readTextFile("a/x"), "data");
    // Beside itself, and out of itself.
    await copy({ fs, path: "a" }, { fs, path: "a-with-a-longer-name" });
    await copy({ fs, path: "a" }, { fs, path: "c/new/../../beside" });
    await copy({ fs, path: "a/b" }, { fs, path: "a" });
    assertEquals(await fs.readTextFile("a-with-a-longer-name/x"), "data");
    assertEquals(await fs.readTextFile("beside/x"), "data");
  }
});

Deno.test("copy() terminates if the target is a view of a directory within the source", async () => {
  const fs = new MemoryFs();
  fs.mkdirAll("a/b");
  const view = new BasePathFs(fs, "a/b");
  assertEquals(
    await codeOf(() => copy({ fs, path: "a" }, { fs: view, path: "/new" })),
    "EINVAL",
  );
  assertEquals((await pathsIn(fs, "a")).length <= 5, true);
});

Deno.test("copy() distinguishes files that only have the same numbers", async () => {
  const numbered = (text: string) => {
    const inner = new MemoryFs({ now: () => BigInt(text.length) });
    inner.writeFile("x", text);
    return new Proxy(inner, {
      get(fs, key) {
        const value = Reflect.get(fs, key);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          const result = value.apply(fs, args);
          return result?.dev === undefined ? result : { ...result, dev: 7n };
        };
      },
    });
  };
  const [from, to] = [numbered("from"), numbered("other")];
  assertEquals(from.stat("x").ino, to.stat("x").ino);
  await copy({ fs: from, path: "x" }, { fs: to, path: "x" });
  assertEquals(to.readTextFile("x"), "from");
});

Deno.test("copy() replaces files and links, never a directory, and follows no link", async () => {
  const make = async (fs: Fs, kind: string, path: string) => {
    if (kind === "file") await (await fs.create(path)).writeString("file");
    if (kind === "directory") await fs.mkdir(path);
    if (kind === "link") await fs.symlink!("/secret", path);
  };
  const kinds = ["file", "directory", "link"];
  const host = () => new DenoFs(Deno.makeTempDirSync());
  for (const target of [() => new MemoryFs(), host]) {
    for (const kind of kinds) {
      for (const there of [...kinds, "nothing"]) {
        const from = new MemoryFs();
        from.mkdir("a");
        await make(from, kind, "a/x");
        const to = target();
        await to.writeFile("secret", "untouched");
        await to.mkdir("z");
        await make(to, there, "z/x");
        const wanted = there === "directory" && kind !== "directory"
          ? "EISDIR"
          : kind === "directory" && there !== "nothing" && there !== kind
          ? "ENOTDIR"
          : "ok";
        const label = `${kind} over ${there}`;
        assertEquals(
          await codeOf(() =>
            copy({ fs: from, path: "a" }, { fs: to, path: "z" })
          ),
          wanted,
          label,
        );
        const now = wanted === "ok" ? kind : there;
        const found = (await to.lstat("z/x")).kind;
        assertEquals(found, now === "link" ? "symlink" : now, label);
        assertEquals(await to.readTextFile("secret"), "untouched", label);
        assertEquals(
          await codeOf(() =>
            copy({ fs: from, path: "a" }, { fs: to, path: "z" })
          ),
          wanted,
          label,
        );
      }
    }
  }
});

Deno.test("copy() leaves a file that both trees share as it is", async () => {
  const fs = new MemoryFs();
  fs.mkdir("a");
  fs.mkdir("z");
  fs.writeFile("a/x", "data");
  fs.link("a/x", "z/x");
  fs.symlink("nowhere", "a/l");
  fs.link("a/l", "z/l");
  await copy({ fs, path: "a" }, { fs, path: "z" });
  assertEquals(fs.readTextFile("z/x"), "data");
  assertEquals(fs.stat("z/x").ino, fs.stat("a/x").ino);
  assertEquals(fs.readlink("z/l"), "nowhere");
});

Deno.test("copy() sets the modes and times of directories when they are complete", async () => {
  const from = new MemoryFs();
  from.mkdirAll("a/b/c");
  from.writeFile("a/b/c/x", "1");
  for (const [i, path] of ["a/b/c", "a/b", "a"].entries()) {
    from.chmod(path, 0o500 + i);
    from.chtimes(path, 1n, BigInt(i));
  }
  const to = new MemoryFs();
  await copy({ fs: from, path: "a" }, { fs: to, path: "z" });
  const shape = (fs: MemoryFs, path: string) => {
    const { mode, mtimeNs } = fs.stat(path);
    return [mode, mtimeNs];
  };
  for (const path of ["", "/b", "/b/c"]) {
    assertEquals(shape(to, `z${path}`), shape(from, `a${path}`));
  }
});

Deno.test("renames in an overlay visit only what is in the base", async () => {
  const calls = async (depth: number) => {
    const base = counting(new MemoryFs());
    const layer = counting(new MemoryFs());
    const fs = new OverlayFs(base.fs, layer.fs);
    await nest(fs, depth);
    return base.count() + layer.count();
  };
  const [one, two, three] = [
    await calls(50),
    await calls(100),
    await calls(150),
  ];
  assertEquals(three! - two!, two! - one!);
  const base = new MemoryFs();
  base.mkdirAll("d/base/deep");
  base.writeFile("d/base/deep/x", "base");
  base.writeFile("d/removed", "");
  const fs = new OverlayFs(base, new MemoryFs());
  await fs.remove("d/removed");
  await fs.mkdirAll("d/base/layer");
  await fs.writeFile("d/base/layer/y", "layer");
  await fs.rename("d", "e");
  const all = ["e", "e/base", "e/base/deep", "e/base/deep/x"];
  assertEquals(await pathsIn(fs, "e"), [
    ...all,
    "e/base/layer",
    "e/base/layer/y",
  ]);
  assertEquals(await fs.readTextFile("e/base/deep/x"), "base");
  assertEquals(await codeOf(() => fs.stat("d")), "ENOENT");
  await fs.commit();
  assertEquals(await pathsIn(base, "e"), await pathsIn(fs, "e"));
  assertEquals((await pathsIn(base, "/")).includes("/d"), false);
});

Deno.test("an overlay copies up a deep tree of its base, and commits it", async () => {
  const base = new MemoryFs();
  await nest(base, 300);
  const fs = new OverlayFs(base, new MemoryFs());
  await fs.rename("t", "v");
  assertEquals((await fs.changes()).length, 302);
  await fs.commit();
  assertEquals((await pathsIn(base, "v")).length, 301);
  assertEquals(await codeOf(() => base.stat("t")), "ENOENT");
});

Deno.test("OverlayFs hides paths, their parents and their siblings", async () => {
  const base = new MemoryFs();
  for (const path of ["a/b/c", "a/bc", "d"]) base.mkdirAll(path);
  const fs = new OverlayFs(base, new MemoryFs());
  const hidden = async () =>
    (await fs.changes()).filter(({ change }) => change === "removed")
      .map(({ path }) => path);
  await fs.remove("a/b/c");
  await fs.remove("d");
  assertEquals(await hidden(), ["/a/b/c", "/d"]);
  await fs.removeAll("a/b");
  assertEquals(await hidden(), ["/a/b", "/d"]);
  assertEquals(await pathsIn(fs, "a"), ["a", "a/bc"]);
  await fs.removeAll("a");
  assertEquals(await hidden(), ["/a", "/d"]);
  await fs.mkdirAll("a/b/c");
  assertEquals(await hidden(), ["/d"]);
  assertEquals(await pathsIn(fs, "a"), ["a", "a/b", "a/b/c"]);
  await fs.discard();
  assertEquals(await fs.changes(), []);
  assertEquals(await pathsIn(fs, "/"), await pathsIn(base, "/"));
});

Deno.test("OverlayFs.commit() keeps owners, names and times, and leaves nothing behind", async () => {
  const base = new MemoryFs();
  base.writeFile("f", "x");
  base.chown("f", 33, 34);
  base.chmod("f", 0o4755);
  const fs = new OverlayFs(base, new MemoryFs());
  await fs.writeFile("f", "y");
  await fs.writeFile("p", "1");
  await fs.mkdirAll("e/g");
  await fs.chown("e/g", 5, 6);
  await fs.link("p", "e/q");
  await fs.link("p", "e/g/r");
  await fs.chtimes("e/g", 6n, 7n);
  await fs.chtimes("e", 4n, 5n);
  await fs.commit();
  const { uid, gid, mode } = base.stat("f");
  assertEquals([uid, gid, mode], [33, 34, 0o4755]);
  assertEquals(base.readTextFile("f"), "y");
  const { ino, nlink } = base.stat("p");
  assertEquals(nlink, 3);
  assertEquals([base.stat("e/q").ino, base.stat("e/g/r").ino], [ino, ino]);
  assertEquals([base.stat("e").mtimeNs, base.stat("e/g").mtimeNs], [5n, 7n]);
  assertEquals([base.stat("e/g").uid, base.stat("e/g").gid], [5, 6]);

  const broken = new OverlayFs(base, new MemoryFs());
  await broken.writeFile("new", "1");
  const before = await pathsIn(base, "/");
  const full = new ObserveFs(base, ({ operation }) => {
    if (operation === "write") {
      throw new FsError("ENOSPC", { operation: "write", path: "new" });
    }
  });
  assertEquals(await codeOf(() => broken.commit({ target: full })), "ENOSPC");
  assertEquals(await pathsIn(base, "/"), before);
});

/** Creates a sparse file of 32 GiB. Returns where its data is. */
async function writeSparse(fs: Fs, path: string): Promise<number[]> {
  const places = [0, 3 * 65_536 + 5, GIB, 7 * GIB + 1, 31 * GIB];
  await using file = await fs.create(path);
  for (const [i, at] of places.entries()) {
    await file.writeAt(new Uint8Array([i + 1]), at);
  }
  await file.truncate(32 * GIB);
  return places;
}

/** Where the pieces of data begin. */
async function piecesOf(file: FsFile): Promise<number[]> {
  const pieces: number[] = [];
  for (let at: number | null = 0;;) {
    at = await file.seekData!(at);
    if (at === null) return pieces;
    const last = pieces.at(-1);
    if (last === undefined || at > last) pieces.push(at);
    at = Math.floor(at / 65_536 + 1) * 65_536;
  }
}

Deno.test("a sparse file of 32 GiB is copied, copied up and committed by its data", async () => {
  const base = new MemoryFs();
  const fs = new OverlayFs(base, new MemoryFs());
  const places = await writeSparse(fs, "s");
  const blocks = places.map((at) => Math.floor(at / 65_536) * 65_536);
  let written = 0;
  const target = new ObserveFs(base, ({ operation, bytes = 0 }) => {
    if (operation === "write") written += bytes;
  });
  const check = async (fs: Fs, path: string) => {
    await using file = await fs.open(path);
    assertEquals((await file.stat()).size, 32 * GIB);
    for (const [i, at] of places.entries()) {
      const buffer = new Uint8Array(3);
      await file.readAt(buffer, at);
      assertEquals(buffer, new Uint8Array([i + 1, 0, 0]));
    }
    assertEquals(await piecesOf(file), blocks);
  };
  await fs.commit({ target });
  await check(base, "s");
  assertEquals(written <= places.length * 65_536, true);
  let steps = 0;
  let bytes = 0;
  await fs.copy("s", { fs: base, path: "copy" }, {
    onProgress: (progress) => {
      steps++;
      bytes = progress.bytes;
    },
  });
  await check(base, "copy");
  assertEquals([bytes, steps <= 20], [32 * GIB, true]);
  // This copies it up.
  await fs.chmod("s", 0o600);
  assertEquals((await fs.changes()).map(({ path }) => path), ["/s"]);
  await check(fs, "s");
  const empty = base.create("holes");
  empty.truncate(32 * GIB);
  await copy({ fs: base, path: "holes" }, { fs: base, path: "more" });
  await using holes = base.open("more");
  assertEquals([holes.stat().size, holes.seekData!(0)], [32 * GIB, null]);
});

Deno.test("zeros are left out of a copy if the file cannot tell where its data is", async () => {
  const size = 1_000_001;
  const dense = new Uint8Array(size);
  dense[500_000] = 1;
  const host = new DenoFs(await Deno.makeTempDir());
  await host.writeFile("x", dense);
  const to = new MemoryFs();
  await copy({ fs: host, path: "x" }, { fs: to, path: "x" });
  assertEquals(to.readFile("x"), dense);
  await using file = to.open("x");
  assertEquals(await piecesOf(file), [458_752]);
  // The other way round, with every byte where it was.
  await copy({ fs: to, path: "x" }, { fs: host, path: "y" });
  assertEquals(await host.readFile("y"), dense);
});

Deno.test("copyContents() copies the same bytes, whatever is a hole", async () => {
  const random = new Random(7);
  for (let round = 0; round < 60; round++) {
    const fs = new MemoryFs();
    using file = fs.create("x");
    for (let i = random.below(6); i > 0; i--) {
      const piece = new Uint8Array(random.below(200_000)).fill(random.below(3));
      file.writeAt(piece, random.below(1_500_000));
    }
    if (random.below(2) === 0) file.truncate(random.below(2_000_000));
    using output = fs.create("y");
    let total = 0;
    const add = (count: number) => void (total += count);
    drive(copyContents(fs.open("x"), output, add));
    assertEquals(fs.readFile("y"), fs.readFile("x"), `round ${round}`);
    assertEquals(total, fs.stat("x").size);
    using copied = fs.open("y");
    using source = fs.open("x");
    const [copies, sources] = [await piecesOf(copied), await piecesOf(source)];
    assertEquals(copies.every((at) => sources.includes(at)), true);
  }
});

Deno.test("copyContents() writes every byte to what is not a regular file", async () => {
  const fs = new MemoryFs();
  fs.create("x").truncate(600_000);
  const written: number[] = [];
  const output = {
    stat: () => ({ kind: "characterDevice" }),
    write(data: Uint8Array) {
      written.push(data.length);
      return data.length;
    },
  } as unknown as FsFile;
  await drive(copyContents(fs.open("x"), output));
  assertEquals(written.reduce((a, b) => a + b), 600_000);
});
