// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What FilterFs hides stays hidden: no operation reads it, lists it or changes it.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  DenoFs,
  type Errno,
  FilterFs,
  type Fs,
  FsError,
  type FsFile,
  MemoryFs,
  OverlayFs,
  walk,
} from "../../vfs/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import { Random } from "../support/random.ts";
import { turn } from "../support/turn.ts";

/** Dot files are hidden, at any depth. */
const isShown = (path: string) => !path.split("/").at(-1)!.startsWith(".");

/** What lies below "open" is shown, besides directories. */
const isBelowOpen = (path: string) => path.startsWith("/open/");

async function codeOf(action: () => unknown): Promise<Errno> {
  const error = await assertRejects(async () => await action(), FsError);
  return error.code;
}

async function put(fs: Fs, path: string, text: string): Promise<void> {
  await using file = await fs.create(path);
  await file.writeString(text);
}

async function get(fs: Fs, path: string): Promise<string> {
  await using file = await fs.open(path);
  const buffer = new Uint8Array(100);
  const count = await file.read(buffer);
  return new TextDecoder().decode(buffer.subarray(0, count ?? 0));
}

async function list(fs: Fs, path: string): Promise<string[]> {
  await using directory = await fs.open(path);
  return await directory.readdirnames();
}

/**
 * Each kind of underlying file system: a synchronous one, the host, a slow one,
 * two layers.
 */
async function withEach(
  t: Deno.TestContext,
  test: (inner: Fs) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const all: Record<string, Fs> = {
    MemoryFs: new MemoryFs(),
    DenoFs: new DenoFs(root),
    slow: new FaultFs(new MemoryFs(), () => ({ until: turn() })),
    OverlayFs: new OverlayFs(new MemoryFs(), new MemoryFs()),
  };
  try {
    for (const [name, fs] of Object.entries(all)) {
      await t.step(name, () => test(fs));
    }
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("FilterFs hides a file from every operation", async (t) => {
  await withEach(t, async (inner) => {
    await inner.mkdir("d");
    await put(inner, "d/.secret", "SECRET");
    await put(inner, "own", "own");
    await inner.symlink!("d/.secret", "link");
    const fs = new FilterFs(inner, isShown);
    for (const path of ["d/.secret", "link", "/d/../d/.secret"]) {
      const isLink = path === "link";
      const calls: [() => unknown, Errno[]][] = [
        [() => fs.open(path), ["ENOENT"]],
        [() => fs.openFile(path, { write: true }), ["ENOENT"]],
        [() => fs.create(path), ["EACCES"]],
        [() => fs.stat(path), ["ENOENT"]],
        [() => fs.chmod(path, 0), ["ENOENT"]],
        [() => fs.chown(path, 0, 0), ["ENOENT"]],
        [() => fs.chtimes(path, 0n, 0n), ["ENOENT"]],
      ];
      const ofName: [() => unknown, Errno[]][] = [
        [() => fs.lstat(path), ["ENOENT"]],
        [() => fs.readlink(path), ["ENOENT"]],
        [() => fs.remove(path), ["ENOENT"]],
        [() => fs.rename(path, "got"), ["ENOENT"]],
        [() => fs.link(path, "got"), ["ENOENT"]],
        [() => fs.rename("own", path), ["EACCES"]],
        [() => fs.link("own", path), ["EACCES"]],
        [() => fs.symlink("own", path), ["EACCES"]],
        [() => fs.lchtimes(path, 0n, 0n), ["ENOENT"]],
        [() => fs.mkdir(path), ["EEXIST"]],
        [() => fs.rename("d", path), ["EINVAL"]],
      ];
      for (const [call, codes] of isLink ? calls : [...calls, ...ofName]) {
        assert(codes.includes(await codeOf(call)), `${path}: ${call}`);
      }
    }
    assertEquals(await list(fs, "d"), []);
    assertEquals(await list(fs, "/"), ["d", "link", "own"]);
    assertEquals(await codeOf(() => fs.removeAll("d")), "ENOTEMPTY");
    assertEquals(await codeOf(() => fs.remove("d")), "ENOTEMPTY");
    await fs.mkdir("e");
    assertEquals(await codeOf(() => fs.rename("e", "d")), "ENOTEMPTY");
    assertEquals(await get(inner, "d/.secret"), "SECRET");
    assertEquals(await get(inner, "own"), "own");
  });
});

Deno.test("FilterFs lets no directory take the name of a hidden file", async (t) => {
  await withEach(t, async (inner) => {
    await put(inner, ".secret", "SECRET");
    const fs = new FilterFs(inner, isShown);
    await fs.mkdir("d");
    assertEquals(await codeOf(() => fs.mkdir(".secret")), "EEXIST");
    assertEquals(await codeOf(() => fs.mkdirAll(".secret/d")), "ENOTDIR");
    assertEquals(await codeOf(() => fs.rename("d", ".secret")), "ENOTDIR");
    assertEquals(await get(inner, ".secret"), "SECRET");
  });
  const base = new MemoryFs();
  base.writeFile(".secret", "SECRET");
  const overlay = new OverlayFs(base, new MemoryFs());
  const fs = new FilterFs(overlay, isShown);
  await fs.mkdir("d");
  assertEquals(await codeOf(() => fs.mkdir(".secret")), "EEXIST");
  assertEquals(await codeOf(() => fs.rename("d", ".secret")), "ENOTDIR");
  assertEquals(await overlay.readTextFile(".secret"), "SECRET");
});

Deno.test("FilterFs moves no directory if that uncovers or hides what is below it", async (t) => {
  await withEach(t, async (inner) => {
    for (const path of ["closed", "closed/d", "closed/d/e", "open", "open/d"]) {
      await inner.mkdir(path);
    }
    await put(inner, "closed/d/e/secret", "SECRET");
    await put(inner, "open/d/own", "own");
    const fs = new FilterFs(inner, isBelowOpen);
    assertEquals(await codeOf(() => fs.rename("closed/d", "open/e")), "EXDEV");
    assertEquals(await codeOf(() => fs.rename("closed", "open/e")), "EXDEV");
    assertEquals(await codeOf(() => fs.rename("open", "other")), "EXDEV");
    assertEquals(await codeOf(() => fs.rename("open/d", "other")), "EXDEV");
    await fs.rename("open/d", "open/f");
    await fs.rename("closed/d/e", "closed/e");
    assertEquals(await get(inner, "closed/e/secret"), "SECRET");
    assertEquals(await list(fs, "closed/e"), []);
    assertEquals(await list(fs, "open/f"), ["own"]);
  });
});

Deno.test("FilterFs hides directories and their contents with hideDirectories", async (t) => {
  await withEach(t, async (inner) => {
    for (const path of [".d", ".d/e", "d", "d/.e"]) await inner.mkdir(path);
    for (const path of [".d/a", ".d/e/a", "d/.e/a"]) {
      await put(inner, path, "SECRET");
    }
    await inner.symlink!(".d/a", "link");
    const fs = new FilterFs(inner, isShown, { hideDirectories: true });
    for (const path of [".d", ".d/a", ".d/e/a", "d/.e/a", "link", ".d/.."]) {
      assertEquals(await codeOf(() => fs.stat(path)), "ENOENT", path);
      assertEquals(await codeOf(() => fs.open(path)), "ENOENT", path);
    }
    assertEquals(await list(fs, "/"), ["d", "link"]);
    assertEquals(await list(fs, "d"), []);
    assertEquals(await codeOf(() => fs.mkdir(".d")), "EACCES");
    assertEquals(await codeOf(() => fs.mkdir(".new")), "EACCES");
    assertEquals(await codeOf(() => fs.rename("d", ".d")), "EACCES");
    assertEquals(await codeOf(() => fs.rename(".d", "e")), "ENOENT");
    assertEquals(await codeOf(() => fs.create(".d/new")), "ENOENT");
    assertEquals(await codeOf(() => fs.removeAll("d")), "ENOTEMPTY");
    await fs.removeAll(".d");
    assertEquals(await get(inner, ".d/e/a"), "SECRET");
    await fs.rename("d", "moved");
    assertEquals(await get(inner, "moved/.e/a"), "SECRET");
  });
});

Deno.test("FilterFs filters an open directory by its current path", async (t) => {
  await withEach(t, async (inner) => {
    await inner.mkdir("open");
    await inner.mkdir("open/d");
    const fs = new FilterFs(inner, isBelowOpen);
    await using directory = await fs.open("open/d");
    await put(inner, "open/d/own", "own");
    assertEquals(await directory.readdirnames(), ["own"]);
    await inner.remove("open/d/own");
    // Empty, so nothing is hidden or revealed.
    await fs.rename("open/d", "closed");
    await put(inner, "closed/secret", "SECRET");
    await directory.seek(0);
    assertEquals(await directory.readdirnames(), []);
    await inner.remove("closed/secret");
    await fs.rename("closed", "open/e");
    await put(inner, "open/e/own", "own");
    await directory.seek(0);
    assertEquals(await directory.readdirnames(), ["own"]);
  });
});

const names = ["a", "b", ".h", "open", "c"];

/** Whether a path is hidden, or one of the directories that it goes through. */
function isHidden(
  path: string,
  kind: string,
  shown: (path: string) => boolean,
  hideDirectories: boolean,
): boolean {
  const parts = path.split("/").slice(1);
  return parts.some((_, i) => {
    const own = `/${parts.slice(0, i + 1).join("/")}`;
    const isDirectory = i < parts.length - 1 || kind === "directory";
    return isDirectory ? hideDirectories && !shown(own) : !shown(own);
  });
}

/** All that is hidden, by path, with its contents. */
async function hidden(
  inner: Fs,
  isHidden: (path: string, kind: string) => boolean,
): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for await (const { path, info } of walk(inner, "/")) {
    if (path === "/" || !isHidden(path, info.kind)) continue;
    // A directory is moved and filled with hidden files.
    if (info.kind === "directory") continue;
    const text = info.kind === "file"
      ? await get(inner, path)
      : await inner.readlink!(path);
    const { ino, mode, nlink, mtimeNs } = info;
    all.set(path, [text, info.kind, ino, mode, nlink, mtimeNs].join());
  }
  return all;
}

for (const hideDirectories of [false, true]) {
  for (const [rule, shown] of Object.entries({ isShown, isBelowOpen })) {
    const which = hideDirectories ? "files and directories" : "files";
    Deno.test(`FilterFs keeps ${which} hidden from random operations: ${rule}`, async (t) => {
      await withEach(t, async (inner) => {
        const random = new Random(inner.name.length);
        await inner.mkdirAll("/open/a");
        const path = () =>
          "/" + Array.from(
            { length: 1 + random.below(3) },
            () => random.pick(names),
          ).join("/");
        const fs = new FilterFs(inner, shown, { hideDirectories });
        const hides = (path: string, kind: string) =>
          isHidden(path, kind, shown, hideDirectories);
        const handles: FsFile[] = [];
        const seen = (text: string) => assert(!text.includes("SECRET"), text);
        /**
         * What its owner creates: hidden files, and directories and links to
         * them.
         */
        const plant = async () => {
          const [one, two] = [path(), path()];
          const plants = [
            async () => {
              // In a directory, or soon none of these names could be one.
              if (!hides(one, "file") || one.lastIndexOf("/") === 0) return;
              await inner.mkdirAll(one.slice(0, one.lastIndexOf("/")) || "/");
              await put(inner, one, `SECRET ${one}`);
            },
            () => inner.mkdirAll(one),
            () => inner.symlink!(two, one),
          ];
          await attempt(random.pick(plants));
        };
        let tries = 0;
        let before = new Map<string, string>();
        const attempt = async (action: () => unknown) => {
          try {
            await action();
          } catch (error) {
            if (!(error instanceof FsError)) throw error;
          }
        };
        for (let i = 0; i < 300; i++) {
          if (i % 2 === 0) await plant();
          // From now on, everything is in the base.
          if (i === 150 && inner instanceof OverlayFs) await inner.commit();
          if (i % 2 === 0) before = await hidden(inner, hides);
          const [one, two] = [path(), path()];
          const actions: (() => unknown)[] = [
            async () => seen(await get(fs, one)),
            () => put(fs, one, "own"),
            async () => {
              const file = await fs.openFile(one, {
                ...{ read: true, write: true, truncate: true },
              });
              await file.close();
            },
            () => fs.mkdir(one),
            () => fs.mkdirAll(one),
            () => fs.rename(one, two),
            () => fs.rename(one, two),
            () => fs.link(one, two),
            () => fs.symlink(two, one),
            () => fs.remove(one),
            () => fs.removeAll(one),
            () => fs.chmod(one, 0o700),
            () => fs.chtimes(one, 1n, 1_000_000_000n),
            () => fs.lchtimes(one, 1n, 2_000_000_000n),
            async () => {
              for (const name of await list(fs, one)) {
                const path = one === "/" ? `/${name}` : `${one}/${name}`;
                await fs.lstat(path);
              }
            },
            async () => handles.push(await fs.open(one)),
            async () => {
              if (handles.length === 0) return;
              const directory = random.pick(handles);
              await directory.seek(0);
              for (const { name, kind } of await directory.readdir()) {
                // Its current path is unknown, but dot files are hidden
                // everywhere.
                const isDot = shown === isShown && name.startsWith(".");
                const isListed = kind === "directory" && !hideDirectories;
                assert(!isDot || isListed, name);
              }
            },
            async () => {
              for await (const { path, info } of walk(fs, "/")) {
                assert(path === "/" || !hides(path, info.kind), path);
              }
            },
          ];
          await attempt(random.pick(actions));
          tries++;
          const after = await hidden(inner, hides);
          assertSame(before, after);
          before = after;
        }
        for (const handle of handles) await handle.close();
        assertEquals(tries, 300);
      });
    });
  }
}

/**
 * What was hidden stays hidden and unchanged, though perhaps in a directory of
 * another name.
 */
function assertSame(
  before: Map<string, string>,
  after: Map<string, string>,
): void {
  assertEquals([...after.values()].sort(), [...before.values()].sort());
}

Deno.test("FilterFs gives others a turn while it looks through what lies below, and does not look through everything", async () => {
  const fs = new MemoryFs();
  for (let i = 0; i < 3000; i++) fs.mkdirAll(`large/${i % 50}/${i}`);
  const filtered = new FilterFs(fs, isShown);
  let hadTurn = false;
  const other = turn().then(() => {
    hadTurn = true;
  });
  await filtered.rename("large", "moved");
  assertEquals(hadTurn, true);
  await other;

  // Deep: what it takes to come to the end is more than its names.
  fs.mkdirAll(`deep/${"d/".repeat(400)}`);
  const { code, hint } = await assertRejects(
    async () => await filtered.rename("deep", "deeper"),
    FsError,
  );
  assertEquals([code, hint], ["EXDEV", "too much lies below it"]);
  assertEquals(fs.exists("deep"), true);
});

Deno.test("FilterFs refuses a predicate that does not answer at once", async () => {
  const fs = new MemoryFs();
  fs.writeFile("a", "hidden");
  const later = (() => Promise.resolve(false)) as unknown as () => boolean;
  const filtered = new FilterFs(fs, later);
  await assertRejects(
    async () => await filtered.open("a"),
    TypeError,
    "at once",
  );
  for (const shown of [undefined, null, "a", {}]) {
    assertThrows(
      () => new FilterFs(fs, shown as unknown as RegExp),
      TypeError,
      "a RegExp or a function",
    );
  }
});
