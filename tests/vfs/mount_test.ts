// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import {
  BasePathFs,
  type Fs,
  FsError,
  type FsLocation,
  MemoryFs,
  MountFs,
  type SyncFs,
} from "../../vfs/mod.ts";
import { namesOf } from "../../vfs/names_of.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";

async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
    return "done";
  } catch (error) {
    if (error instanceof FsError) return error.code;
    throw error;
  }
}

Deno.test("MountFs mounts and unmounts while it is in use", async () => {
  const [root, a, b] = [
    MemoryFs.from({ "mnt/below": "below" }),
    MemoryFs.from({ "file": "in a" }),
    MemoryFs.from({ "file": "in b" }),
  ];
  const fs = new MountFs<SyncFs>({ "/": root });
  fs.mount("mnt", a);
  using open = fs.open("mnt/file");
  assertEquals(fs.exists("mnt/below"), false);
  assertEquals(await codeOf(() => fs.mount("/mnt/", b)), "EBUSY");
  fs.mount("mnt/deep/b", b);
  assertEquals(fs.readTextFile("mnt/deep/b/file"), "in b");
  assertEquals(fs.open("mnt").readdirnames(), ["deep", "file"]);
  fs.unmount("mnt");
  assertEquals(fs.open("mnt").readdirnames(), ["below", "deep"]);
  assertEquals(fs.readTextFile("mnt/deep/b/file"), "in b");
  // What is open stays open.
  const buffer = new Uint8Array(10);
  assertEquals(open.read(buffer), 4);
  fs.unmount("mnt/deep/b");
  assertEquals(fs.exists("mnt/deep"), false);
  assertEquals(await codeOf(() => fs.unmount("mnt")), "EINVAL");
  assertEquals(await codeOf(() => fs.unmount("/")), "EBUSY");
  assertThrows(() => fs.mount("a/../../b", b), TypeError, "without");
  assertThrows(() => fs.mount("x", {} as SyncFs), TypeError, "`mounted`");
});

Deno.test("MountFs mounts a single file, and follows it wherever it is named", async () => {
  const films = MemoryFs.from({
    ...{ "2026/film.mp4": "film", "2026/next.mp4": "next" },
    ...{ "latest": { link: "2026/film.mp4" } },
  });
  const root = MemoryFs.from({ "in/other": "" });
  const fs = new MountFs({
    ...{ "/": root, "/in/a.mp4": { fs: films, path: "latest" } },
    "/all": { fs: films, path: "2026" },
  });
  assertEquals(fs.readTextFile("in/a.mp4"), "film");
  assertEquals(
    fs.readDir("in").map(({ name, kind }) => [name, kind]),
    [["a.mp4", "file"], ["other", "file"]],
  );
  // Changes go to the file, by whichever name.
  fs.writeFile("in/a.mp4", "cut");
  fs.appendFile("in/a.mp4", "!");
  fs.chmod("in/a.mp4", 0o600);
  fs.chtimes("in/a.mp4", 1n, 2n);
  assertEquals(films.readTextFile("2026/film.mp4"), "cut!");
  assertEquals(films.stat("2026/film.mp4").mode, 0o600);
  assertEquals(films.stat("2026/film.mp4").mtimeNs, 2n);
  assertEquals(fs.readTextFile("all/film.mp4"), "cut!");
  // It can be neither removed, nor replaced, nor entered.
  const failures = {
    EBUSY: [
      () => fs.remove("in/a.mp4"),
      () => fs.rename("in/a.mp4", "in/b"),
      () => fs.rename("in/other", "in/a.mp4"),
    ],
    EEXIST: [
      () => fs.mkdir("in/a.mp4"),
      () =>
        fs.openFile("in/a.mp4", { write: true, create: true, exclusive: true }),
    ],
    ENOTDIR: [
      () => fs.stat("in/a.mp4/x"),
      () => fs.open("in/a.mp4/"),
      () => fs.readDir("in/a.mp4"),
      () => fs.writeFile("in/a.mp4/x", ""),
    ],
    ENOENT: [() => fs.stat("all/../film.mp4"), () => fs.stat("in/b.mp4")],
  };
  for (const [code, actions] of Object.entries(failures)) {
    for (const action of actions) assertEquals(await codeOf(action), code);
  }
  // Nothing leads out: neither a link in its place, nor another file.
  films.remove("2026/film.mp4");
  assertEquals(await codeOf(() => fs.readFile("in/a.mp4")), "ENOENT");
  films.symlink("next.mp4", "2026/film.mp4");
  assertEquals(await codeOf(() => fs.readFile("in/a.mp4")), "ENOENT");
  const missing = { "/": root, "/a": { fs: films, path: "missing" } };
  assertEquals(await codeOf(() => new MountFs(missing)), "ENOENT");
  const wrong = { fs: films, path: 5 } as unknown as FsLocation<MemoryFs>;
  assertThrows(
    () => new MountFs({ "/": root, "/a": wrong }),
    TypeError,
    '["/a"]',
  );
});

Deno.test("a mount waits for the operations of views, which then see it", async () => {
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  let isHeld = false;
  const slow: Fs = new FaultFs(
    MemoryFs.from({ "jail/d/file": "below" }),
    ({ operation }) => {
      if (!isHeld || operation !== "lstat") return undefined;
      reach();
      return { until: held };
    },
  );
  const fs = new MountFs<Fs>({ "/": slow });
  const view = new BasePathFs(fs, "jail");
  await view.stat("d");
  isHeld = true;
  const reading = Promise.resolve(view.readTextFile("d/file"));
  await reached;
  const events: string[] = [];
  const mounting = Promise.resolve(
    fs.mount("jail/d", MemoryFs.from({ "file": "mounted" })),
  ).then(() => events.push("mounted"));
  const first = reading.then((text) => events.push(text));
  const later = Promise.resolve(view.readTextFile("d/file"))
    .then((text) => events.push(text));
  release();
  await Promise.all([mounting, first, later]);
  assertEquals(events.toSorted(), ["below", "mounted", "mounted"]);
  assertEquals(await view.readTextFile("d/file"), "mounted");
});

Deno.test("a view holds what a MountFs within the one that it is of has mounted later", () => {
  const inner = new MountFs({ "/": new MemoryFs() });
  const names = namesOf(new MountFs({ "/": inner }));
  const later = new MemoryFs();
  for (const change of [() => {}, () => inner.mount("/later", later)]) {
    change();
    const held = new Set(names.locks);
    assertEquals(namesOf(inner).locks!.every((lock) => held.has(lock)), true);
  }
  assertEquals(names.locks!.includes(namesOf(later).locks![0]!), true);
});

Deno.test("MountFs mounts and unmounts beside what cannot be found", async () => {
  const fs = new MountFs<Fs>({
    "/": new FaultFs(new MemoryFs(), () => undefined),
  });
  await fs.mount("a", {
    fs: new FaultFs(new MemoryFs(), () => undefined),
    path: "missing",
  });
  assertEquals(await codeOf(() => fs.stat("a")), "ENOENT");
  await fs.mount("b", MemoryFs.from({ file: "b" }));
  assertEquals(await fs.readTextFile("b/file"), "b");
  await fs.unmount("a");
  assertEquals(await codeOf(() => fs.stat("a")), "ENOENT");
});
