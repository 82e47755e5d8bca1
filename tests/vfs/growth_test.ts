// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertLess } from "@std/assert";
import {
  BasePathFs,
  DenoFs,
  FilterFs,
  type Fs,
  MemoryFs,
  MountFs,
  OverlayFs,
} from "../../vfs/mod.ts";
import { DelegatingNames } from "../../vfs/delegating_names.ts";
import { commonPath } from "../../vfs/last_directory.ts";
import { MountTree } from "../../vfs/mount_tree.ts";
import { FsNames } from "../../vfs/fs_names.ts";
import { namesOf, provideNames } from "../../vfs/names_of.ts";
import { parsePath, plainPath } from "../../vfs/path.ts";
import { ResolvingFs } from "../../vfs/resolving_fs.ts";

/** Counts how often a name is described: that is what walking to a path takes. */
class CountingNames extends DelegatingNames {
  calls = 0;

  override lstat(path: string) {
    this.calls++;
    return super.lstat(path);
  }
}

/** A path of as many directories. */
const deep = (levels: number) => Array(levels).fill("d").join("/");

/** File systems that walk to each path themselves; on the host, in `directory`. */
const makers: Record<string, (directory: string) => ResolvingFs> = {
  DenoFs: (directory) => new DenoFs(directory),
  "DenoFs, as the only writer": (directory) =>
    new DenoFs(directory, { soleWriter: true }),
  OverlayFs: () => new OverlayFs(new MemoryFs(), new MemoryFs()),
  MountFs: () => new MountFs({ "/": new MemoryFs() }),
  FilterFs: () => new FilterFs(new MemoryFs(), () => true),
};

for (const [name, make] of Object.entries(makers)) {
  Deno.test(`${name} makes, walks and removes a tree with calls in proportion to its depth`, async () => {
    const counted = async (levels: number) => {
      const directory = await Deno.makeTempDir();
      try {
        const inner = make(directory);
        const names = new CountingNames(namesOf(inner));
        const fs = new ResolvingFs("CountingFs", names);
        await fs.mkdirAll(deep(levels));
        await fs.writeFile(`${deep(levels)}/file`, "");
        for await (const _ of fs.walk("/"));
        // Handles are made for removing whole trees.
        if (!namesOf(inner).remover) await fs.removeAll("d");
        if (inner instanceof DenoFs) inner[Symbol.dispose]();
        return names.calls;
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    };
    assertLess(await counted(80), 2.2 * await counted(40));
  });
}

Deno.test("a tree is made, walked and removed with paths taken apart in proportion to its depth", async () => {
  const split = String.prototype.split;
  let taken = 0;
  const counted = async (levels: number) => {
    const memory = MemoryFs.from({ jail: null });
    const fs = new BasePathFs(memory, "jail");
    taken = 0;
    await fs.mkdirAll(deep(levels));
    await fs.writeFile(`${deep(levels)}/file`, "");
    for await (const _ of fs.walk("/"));
    await fs.removeAll("d");
    return taken;
  };
  String.prototype.split = function (this: string, ...args: unknown[]) {
    const parts = Reflect.apply(split, this, args) as string[];
    taken += parts.length;
    return parts;
  } as typeof split;
  try {
    assertLess(await counted(400), 2.2 * await counted(200));
  } finally {
    String.prototype.split = split;
  }
});

Deno.test("plainPath() is what a path that was taken apart says", () => {
  const long = "n".repeat(255);
  const names = [
    ...["a", ".", "..", "", ".a", "a.", "..a", "é".repeat(100), "/", long],
    ...["a".repeat(84), "a".repeat(85), "a".repeat(86)],
  ];
  const paths = names.flatMap((a) =>
    names.flatMap((b) => [`${a}/${b}`, `/${a}/${b}`, `${a}/${b}/x`])
  );
  const attempt = (action: () => string | undefined) => {
    try {
      return action();
    } catch (error) {
      return (error as Error).message;
    }
  };
  for (
    const path of [...paths, "", "a\0b", "\ud800/a", `${long}n/a`, `a/${long}n`]
  ) {
    const expected = attempt(() => {
      const { components } = parsePath(path, "open");
      const hasDots = components.includes(".") || components.includes("..");
      return hasDots ? undefined : `/${components.join("/")}`;
    });
    assertEquals(attempt(() => plainPath(path, "open")), expected, path);
  }
});

Deno.test("MountFs mounts without looking at what else is mounted", async () => {
  let looks = 0;
  class WatchedNames extends DelegatingNames {
    override get locks() {
      looks++;
      return super.locks;
    }
  }
  const fs = new MountFs<Fs>({ "/": new MemoryFs() });
  const view = new FilterFs(fs, () => true);
  const mount = async (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      const mounted = new MemoryFs();
      provideNames(mounted, () => new WatchedNames(new FsNames(mounted)));
      await fs.mount(`/${i}`, mounted);
    }
  };
  await mount(0, 100);
  assertEquals(looks, 0);
  // A view has to look at each.
  await view.stat("/99");
  const each = looks;
  await mount(100, 200);
  assertEquals(looks, each);
  await view.stat("/199");
  assertLess(looks - each, 2.2 * each);
});

Deno.test("a directory that is known is forgotten when a link takes its place", async () => {
  const directory = await Deno.makeTempDir();
  try {
    for (const make of Object.values(makers)) {
      const fs = make(directory);
      await fs.mkdirAll("a/b");
      await fs.mkdirAll("other/b");
      await fs.writeFile("a/b/file", "old");
      await fs.writeFile("other/b/file", "new");
      await fs.rename("a", "before");
      await fs.symlink!("other", "a");
      assertEquals(await fs.readTextFile("a/b/file"), "new", fs.name);
      await fs.remove("a");
      await fs.mkdirAll("a/b");
      await fs.remove("a/b");
      await fs.symlink!("../before/b", "a/b");
      assertEquals(await fs.readTextFile("a/b/file"), "old", fs.name);
      for (const name of ["a", "before", "other"]) await fs.removeAll(name);
      if (fs instanceof DenoFs) fs[Symbol.dispose]();
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("commonPath() ends at a whole name", () => {
  const cases: [a: string, b: string, common: string][] = [
    ["/", "/a", "/"],
    ["/a", "/a", "/a"],
    ["/a", "/a/b/c", "/a"],
    ["/ab", "/abc", "/"],
    ["in", "/in", "/"],
    ["/ab/c", "/abc/de", "/"],
    ["/a/bc", "/a/bd/e", "/a"],
    ["/a/b/x", "/a/b/yz", "/a/b"],
  ];
  for (const [a, b, common] of cases) {
    assertEquals([commonPath(a, b), commonPath(b, a)], [common, common]);
  }
});

Deno.test("MountTree finds what is mounted nearest, and forgets the way to what is not", () => {
  const tree = new MountTree<number>();
  tree.add("/", 0);
  tree.add("/a/b", 1);
  tree.add("/a/b/c/d", 2);
  const found = ["/", "/a", "/a/b", "/a/b/c", "/a/b/c/d/e", "/a/bc"];
  assertEquals(found.map((path) => tree.nearest(path)), [0, 0, 1, 1, 2, 0]);
  assertEquals([...tree.namesIn("/a")], ["b"]);
  tree.remove("/a/b");
  assertEquals([tree.nearest("/a/b"), tree.isAbove("/a/b")], [0, true]);
  tree.remove("/a/b/c/d");
  assertEquals([tree.isAbove("/"), [...tree.namesIn("/")]], [false, []]);
});

Deno.test("a file in memory is shortened block by block without looking at those that stay", () => {
  const { keys } = Map.prototype;
  const fs = new MemoryFs();
  const block = 64 * 1024;
  let looks = 0;
  Map.prototype.keys = function (this: Map<unknown, unknown>) {
    looks += this.size;
    return keys.call(this);
  };
  try {
    using file = fs.create("file");
    for (let i = 0; i < 200; i++) file.writeAt(new Uint8Array([1]), i * block);
    for (let i = 200; i > 0; i--) {
      assertEquals(file.seekData!((i - 1) * block), (i - 1) * block);
      file.truncate((i - 1) * block);
      assertEquals(file.seekData!(i * block), null);
    }
  } finally {
    Map.prototype.keys = keys;
  }
  assertLess(looks, 2 * 200);
});
