// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  BasePathFs,
  DenoFs,
  DeviceFs,
  type Fs,
  FsError,
  type FsLocation,
  MemoryFs,
  MountFs,
  move,
  type MoveOptions,
  OverlayFs,
  QuotaFs,
} from "../../vfs/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";

const tree = {
  ...{ "a/one": "1", "a/b/two": "2", "a/link": { link: "b/two" } },
  ...{ "a/empty": null, "other": "other", "full/x": "x" },
};

async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
    return "done";
  } catch (error) {
    if (error instanceof FsError) return error.code;
    throw error;
  }
}

/** Moves within one file system, and from one to another. */
async function onEach(
  test: (
    fs: MemoryFs,
    to: MemoryFs,
    run: (from: string, to: string, options?: MoveOptions) => unknown,
  ) => unknown,
): Promise<void> {
  const one = MemoryFs.from(tree);
  await test(one, one, (from, to, options) => one.move(from, to, options));
  const [from, to] = [MemoryFs.from(tree), MemoryFs.from(tree)];
  await test(
    from,
    to,
    (path, goal, options) => from.move(path, { fs: to, path: goal }, options),
  );
}

Deno.test("move takes trees, links, hard links, modes and times along", async () => {
  await onEach(async (fs, to, move) => {
    fs.link("a/one", "a/b/three");
    fs.chmod("a/b", 0o700);
    fs.chtimes("a/b/two", 1n, 2n);
    fs.chtimes("a/b", 3n, 4n);
    await move("a/", "new/place/");
    assertEquals(fs.exists("a"), false);
    assertEquals(to.readlink("new/place/link"), "b/two");
    assertEquals(to.readTextFile("new/place/link"), "2");
    assertEquals(
      to.stat("new/place/one").ino,
      to.stat("new/place/b/three").ino,
    );
    const { mode, mtimeNs } = to.stat("new/place/b");
    assertEquals([mode, mtimeNs, to.stat("new/place/b/two").mtimeNs], [
      ...[0o700, 4n, 2n],
    ]);
    assertEquals(to.isDir("new/place/empty"), true);
    assertEquals(to.readDir("new").length, 1);
  });
});

Deno.test("move replaces only what it may, and then whatever that is", async () => {
  await onEach(async (fs, to, move) => {
    const before = [fs.toObject("text"), to.toObject("text")];
    for (
      const [from, goal] of [["a", "full"], ["a", "other"], ["other", "a"]]
    ) {
      if (fs !== to || from !== goal) {
        assertEquals(await codeOf(() => move(from!, goal!)), "EEXIST");
      }
    }
    assertEquals([fs.toObject("text"), to.toObject("text")], before);
    const overwrite = { overwrite: true };
    await move("a", "full", overwrite);
    assertEquals(to.readTextFile("full/one"), "1");
    assertEquals(to.exists("full/x"), false);
    await move("other", "full", overwrite);
    assertEquals(to.readTextFile("full"), "other");
    fs.mkdirAll("d/e");
    await move("d", "full", overwrite);
    assertEquals(to.isDir("full/e"), true);
    const hidden = to.readDir("/").filter(({ name }) => name.startsWith("."));
    assertEquals(hidden, []);
  });
});

Deno.test("move onto itself changes nothing, by whatever path, and into itself is EINVAL", async () => {
  const fs = MemoryFs.from({ ...tree, "here": { link: "a" } });
  const before = fs.toObject("text");
  const view = new BasePathFs(fs, "a");
  fs.move("a", "a");
  fs.move("a/one", "a/b/../one");
  fs.move("a/one", "here/one", { overwrite: true });
  view.move("one", { fs, path: "a/one" });
  for (const goal of ["a/b/c", "here/b/c", "a/new/c", "a/b"]) {
    const options = { overwrite: true };
    assertEquals(await codeOf(() => fs.move("a", goal, options)), "EINVAL");
  }
  const into = () => fs.move("a", { fs: view, path: "b/c" });
  assertEquals(await codeOf(into), "EINVAL");
  assertEquals(fs.toObject("text"), before);
  for (const path of ["/", ".", "a/..", "a/."]) {
    assertEquals(await codeOf(() => fs.move(path, "z")), "EBUSY");
    assertEquals(await codeOf(() => fs.move("a", path)), "EBUSY");
  }
  assertEquals(await codeOf(() => fs.move("", "z")), "ENOENT");
  assertEquals(await codeOf(() => fs.move("missing", "z")), "ENOENT");
  assertEquals(await codeOf(() => fs.move("other/", "z")), "ENOTDIR");
  // Another name of the same file: only one of them is left.
  fs.link("other", "same");
  assertEquals(await codeOf(() => fs.move("other", "same")), "EEXIST");
  fs.move("other", "same", { overwrite: true });
  assertEquals(fs.exists("other"), false);
  assertEquals(fs.readTextFile("same"), "other");
});

Deno.test("move keeps a file whose only name is known by two paths", async () => {
  const overwrite = { overwrite: true };
  const films = MemoryFs.from({ "2026/a.mp4": "film" });
  const fs = new MountFs<Fs>({
    ...{ "/": new MemoryFs(), "/films": films },
    "/in.mp4": { fs: films, path: "2026/a.mp4" },
  });
  const toFile = () => fs.move("films/2026/a.mp4", "in.mp4", overwrite);
  assertEquals(await codeOf(toFile), "EBUSY");
  const view = new BasePathFs(films, "2026");
  const named = new MountFs<Fs>({
    "/": new MemoryFs(),
    "/b.mp4": { fs: view, path: "a.mp4" },
  });
  const toOther = () =>
    films.move("2026/a.mp4", { fs: named, path: "b.mp4" }, overwrite);
  assertEquals(await codeOf(toOther), "EINVAL");
  // Nor is a name removed because the file has another one elsewhere.
  films.link("2026/a.mp4", "kept.mp4");
  assertEquals(await codeOf(toFile), "EBUSY");
  assertEquals(await codeOf(toOther), "EINVAL");
  assertEquals(films.toObject("text"), {
    ...{ "2026/a.mp4": "film", "kept.mp4": "film" },
  });
});

Deno.test("move changes the case of a name where that is no other name", () => {
  /** Names differ by more than case, and are listed as they were given. */
  class AnyCase extends MemoryFs {
    #spelt(path: string): string {
      const wanted = path.split("/").at(-1)!.toLowerCase();
      const name = super.readDir("/")
        .find(({ name }) => name.toLowerCase() === wanted)?.name;
      return name ?? path;
    }
    override stat(path: string) {
      return super.stat(this.#spelt(path));
    }
    override lstat(path: string) {
      return super.lstat(this.#spelt(path));
    }
    override remove(path: string) {
      super.remove(this.#spelt(path));
    }
    override rename(from: string, to: string) {
      super.rename(this.#spelt(from), to);
    }
  }
  const fs = new AnyCase();
  fs.writeFile("a.mov", "film");
  fs.move("a.mov", "A.MOV", { overwrite: true });
  assertEquals(fs.toObject("text"), { "A.MOV": "film" });
});

Deno.test("move from an overlay onto what it consists of keeps the file", async () => {
  const overwrite = { overwrite: true };
  const base = MemoryFs.from({ "a.txt": "base" });
  const layer = new MemoryFs();
  const fs = new OverlayFs(base, layer);
  fs.mkdir("d");
  fs.writeFile("d/b.txt", "layer");
  fs.writeFile("c.txt", "layer");
  await fs.move("a.txt", { fs: base, path: "a.txt" }, overwrite);
  await fs.move("c.txt", { fs: layer, path: "c.txt" }, overwrite);
  await fs.move("d", { fs: layer, path: "d" }, overwrite);
  assertEquals(base.toObject("text"), { "a.txt": "base" });
  assertEquals(layer.readTextFile("c.txt"), "layer");
  assertEquals(layer.readTextFile("d/b.txt"), "layer");
});

Deno.test("move does not replace a directory by what lies in it", async () => {
  const fs = MemoryFs.from({
    "a/b/b/c": "c",
    "a/one": "1",
    "a/l": { link: "b" },
  });
  const before = fs.toObject("text");
  // The other one knows the same files by another way, and so has them copied.
  for (const other of [fs, new BasePathFs(fs, "/")]) {
    for (const path of ["a/b", "a/b/b", "a/one", "a/l"]) {
      const run = () =>
        move({ fs: other, path }, { fs, path: "a" }, { overwrite: true });
      assertEquals(await codeOf(run), "ENOTEMPTY");
      assertEquals(fs.toObject("text"), before);
    }
  }
});

Deno.test("move copies across mounts, and refuses what cannot be copied", async () => {
  const [root, other] = [MemoryFs.from(tree), new MemoryFs()];
  const fs = new MountFs({ "/": root, "/mnt": other, "/dev": new DeviceFs() });
  fs.move("a", "mnt/a");
  assertEquals(other.readTextFile("a/link"), "2");
  assertEquals(root.exists("a"), false);
  const { dev } = fs.stat("mnt");
  assert(dev !== fs.stat("/").dev);
  assertEquals(await codeOf(() => fs.move("dev/null", "mnt/null")), "ENOTSUP");
  assertEquals(other.exists("null"), false);
});

Deno.test("move loses nothing, wherever it fails", async () => {
  /** The contents of whatever is there, by the last part of its path. */
  const contents = (...all: MemoryFs[]) =>
    all.flatMap((fs) => Object.entries(fs.toObject("text")))
      .filter(([, content]) => typeof content === "string")
      .map(([path, content]) => `${path.split("/").at(-1)}: ${content}`);
  let failures = 0;
  for (let at = 0; at < 200; at++) {
    const from = MemoryFs.from({ "a/one": "1", "a/b/two": "2" });
    const to = MemoryFs.from({ "z/kept": "kept" });
    let calls = 0;
    const failing = (fs: MemoryFs) =>
      new FaultFs(fs, () => calls++ === at ? { error: "EIO" } : undefined);
    const locations: [FsLocation, FsLocation] = [
      { fs: failing(from), path: "a" },
      { fs: failing(to), path: "z" },
    ];
    const end = await codeOf(() => move(...locations, { overwrite: true }));
    const left = contents(from, to);
    if (end === "done") {
      // All failures have been tried.
      if (calls <= at) {
        assertEquals(left.toSorted(), ["one: 1", "two: 2"]);
        assert(failures > 20);
        return;
      }
      continue;
    }
    failures++;
    for (const file of ["one: 1", "two: 2"]) assert(left.includes(file), file);
    const isMoved = to.exists("z/one") && to.exists("z/b/two");
    assert(isMoved || left.includes("kept: kept"), `${at}: ${left}`);
  }
  throw new Error("it never came to its end");
});

Deno.test("move from the disk into memory and back keeps everything", async () => {
  const root = await Deno.makeTempDir();
  try {
    using disk = new DenoFs(root, { synchronous: true });
    const memory = MemoryFs.from(tree);
    memory.move("a", { fs: disk, path: "a" });
    assertEquals(await Deno.readLink(`${root}/a/link`), "b/two");
    assertEquals(await Deno.readTextFile(`${root}/a/b/two`), "2");
    assertEquals(memory.exists("a"), false);
    disk.move("a", { fs: memory, path: "a" });
    assertEquals(memory.toObject("text"), MemoryFs.from(tree).toObject("text"));
    assertEquals([...Deno.readDirSync(root)], []);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("move stops when aborted, and when there is no space", async () => {
  const from = MemoryFs.from({ "a/one": "1".repeat(100) });
  const to = new MemoryFs();
  const signal = AbortSignal.abort(new Error("enough"));
  const goal = { fs: to as Fs, path: "a" };
  assertThrows(
    () => from.move("a", { fs: to, path: "a" }, { signal }),
    Error,
    "enough",
  );
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error("enough"));
  await assertRejects(
    async () =>
      await from.move("a", goal, { onProgress, signal: controller.signal }),
    Error,
    "enough",
  );
  const small = new QuotaFs(to, { maxBytes: 50 });
  assertThrows(
    () => from.move("a", { fs: small, path: "a" }),
    FsError,
    "no space",
  );
  assertEquals(to.toObject(), {});
  assertEquals(from.readTextFile("a/one").length, 100);
  const wrong = { overwrite: 1 } as unknown as MoveOptions;
  assertThrows(() => from.move("a", "b", wrong), TypeError, "overwrite");
});
