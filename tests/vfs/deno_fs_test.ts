// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import host, { openSync } from "node:fs";
import {
  assertEquals,
  assertGreater,
  assertLess,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { dirname } from "@std/path/posix";
import {
  DenoFs,
  type DenoFsOptions,
  type Errno,
  type FileInfo,
  FsError,
  MemoryFs,
  walk,
} from "../../vfs/mod.ts";
import { exactTimes } from "../../vfs/host/exact_times.ts";
import { HostFile } from "../../vfs/host/host_file.ts";
import { shell } from "../support/shell.ts";
import { turn } from "../support/turn.ts";

/** A jail beside a secret, in a folder that is removed at the end. */
async function withJail(
  test: (fs: DenoFs, root: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const root = `${folder}/jail`;
  await Deno.mkdir(`${root}/d`, { recursive: true });
  await Deno.mkdir(`${folder}/jail2`);
  await Deno.writeTextFile(`${folder}/secret`, "secret");
  await Deno.writeTextFile(`${folder}/jail2/secret`, "secret");
  try {
    await test(new DenoFs(root), root);
    assertEquals(await Deno.readTextFile(`${folder}/secret`), "secret");
    assertEquals(await Deno.readTextFile(`${folder}/jail2/secret`), "secret");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("DenoFs cannot be escaped by links, chains of them, or `..`", async () => {
  await withJail(async (fs, root) => {
    await Deno.symlink("../secret", `${root}/up`);
    await Deno.symlink(`${root}/../secret`, `${root}/absolute`);
    await Deno.symlink("/etc", `${root}/host`);
    await Deno.symlink("up", `${root}/chain`);
    await Deno.symlink("..", `${root}/d/parent`);
    await Deno.symlink("d/parent/../..", `${root}/far`);
    const outside = [
      ...["up", "absolute", "host/passwd", "chain", "d/parent/../secret"],
      ...["far/secret", "../secret", "/../../secret", "../jail2/secret"],
      ...["host/../../etc/passwd", "d/../../secret"],
    ];
    for (const path of outside) {
      await assertRejects(
        async () => await fs.open(path),
        FsError,
        "ENOENT",
        path,
      );
    }
    await fs.writeFile("up", "inside");
    assertEquals(await Deno.readTextFile(`${root}/secret`), "inside");
  });
});

Deno.test("DenoFs stays inside while the tree changes during lookups", async () => {
  await withJail(async (fs, root) => {
    await fs.writeFile("d/secret", "inside");
    await Deno.symlink("..", `${root}/trap`);
    let isDone = false;
    const swap = async () => {
      const other = new DenoFs(root);
      while (!isDone) {
        await other.rename("d", "e");
        await other.rename("trap", "d");
        await other.rename("d", "trap");
        await other.rename("e", "d");
        // Lets the readers receive the results of their reads.
        await turn();
      }
    };
    const swapping = swap();
    const seen = new Set<string>();
    for (let i = 0; i < 500; i++) {
      try {
        const reading = async () => await fs.readTextFile("d/secret");
        seen.add(await reading());
      } catch (error) {
        if (!(error instanceof FsError)) throw error;
        seen.add(error.code);
      }
    }
    isDone = true;
    await swapping;
    assertEquals(seen.has("secret"), false);
    assertEquals(seen.has("inside"), true);
  });
});

Deno.test("DenoFs cannot be escaped in hostile trees", async () => {
  await withJail(async (fs, root) => {
    let state = 7;
    const random = (below: number) => {
      state = (state * 1103515245 + 12345) & 0x7fffffff;
      return (state >> 8) % below;
    };
    const parts = ["..", ".", "a", "b", "c", "d", "", "etc", "secret"];
    const path = () =>
      Array.from({ length: 1 + random(5) }, () => parts[random(parts.length)])
        .join("/");
    for (let i = 0; i < 4000; i++) {
      const [one, two] = [path(), path()];
      const target = random(3)
        ? one
        : random(2)
        ? `/${one}`
        : `${root}/../${one}`;
      const actions = [
        () => fs.symlink(target, two),
        () => fs.mkdir(one),
        () => fs.rename(one, two),
        () => fs.link(one, two),
        () => fs.writeFile(one, "overwritten"),
        () => fs.chmod(one, 0o700),
        () => fs.chtimes(one, 0n, 0n),
        () => fs.remove(one),
        async () => {
          const text = await fs.readTextFile(one);
          assertEquals(["overwritten", ""].includes(text), true, text);
        },
        async () => {
          for await (const { path } of walk(fs, one)) {
            assertEquals(path.includes("jail"), false);
          }
        },
      ];
      try {
        await actions[random(actions.length)]!();
      } catch (error) {
        if (!(error instanceof FsError)) throw error;
      }
    }
  });
});

Deno.test("DenoFs keeps times to the nanosecond until they are set elsewhere", async () => {
  await withJail(async (fs, root) => {
    await fs.writeFile("a", "1");
    await fs.chtimes("a", 1_234_567_890_123_456_789n, 987_654_321n);
    const { atimeNs, mtimeNs } = await fs.stat("a");
    assertEquals(atimeNs, 1_234_567_890_123_456_789n);
    assertEquals(mtimeNs, 987_654_321n);
    await using file = await fs.open("a");
    assertEquals((await file.stat()).mtimeNs, 987_654_321n);
    const other = await new DenoFs(root).stat("a");
    assertEquals(other.mtimeNs, 987_654_321n);
    await Deno.utime(`${root}/a`, 5, 6);
    assertEquals((await fs.stat("a")).mtimeNs, 6_000_000_000n);
  });
});

Deno.test("DenoFs moves no more in one call than hosts take", async () => {
  // It costs only what is touched of it.
  const huge = new Uint8Array(2 ** 32 + 5);
  await withJail(async (fs, root) => {
    await Deno.writeTextFile(`${root}/a`, "0123456789");
    for (const synchronous of [true, false]) {
      await using file = await new DenoFs(root, { synchronous }).open("a");
      assertEquals(await file.readAt(huge, 0), 10);
    }
    assertEquals((await fs.readFile("a")).length, 10);
  });
  // It takes whatever it is given, and says how much that was.
  for (const append of [true, false]) {
    for (const isSync of [true, false]) {
      const fd = openSync("/dev/null", "r+");
      using file = new HostFile(fd, "null", { write: true, append }, isSync);
      assertEquals(await file.write(huge), 2 ** 30);
    }
  }
});

Deno.test("DenoFs appends at the end while other programs do", async () => {
  await withJail(async (fs, root) => {
    let isDone = false;
    const lines = "for i in $(seq 60000); do echo theirs; done >> log";
    const theirs = shell(root, lines).finally(() => isDone = true);
    let ours = 0;
    await using file = await fs.openFile("log", { append: true, create: true });
    while (!isDone) {
      for (let i = 0; i < 100; i++) await file.writeString("ours\n");
      ours += 100;
      await turn();
    }
    await theirs;
    const found = (await fs.readTextFile("log")).split("\n").slice(0, -1);
    assertEquals(found.length, ours + 60_000);
    assertEquals(found.filter((line) => line === "ours").length, ours);
  });
});

Deno.test("DenoFs writes where it is told to though it appends otherwise", async () => {
  await withJail(async (fs, root) => {
    const text = (data: string) => new TextEncoder().encode(data);
    await fs.writeFile("a", "0123");
    await using file = await fs.openFile("a", { read: true, append: true });
    await Deno.rename(`${root}/a`, `${root}/b`);
    await Deno.writeTextFile(`${root}/a`, "other");
    await file.write(text("45"));
    await file.writeAt(text("x"), 1);
    await file.write(text("6"));
    assertEquals(await file.seek(0, "current"), 7);
    await file.truncate(6);
    await file.write(text("!"));
    assertEquals(await Deno.readTextFile(`${root}/b`), "0x2345!");
    assertEquals(await Deno.readTextFile(`${root}/a`), "other");
  });
});

Deno.test("DenoFs opens no pipes and no devices", async () => {
  await withJail(async (fs, root) => {
    const { success } = await new Deno.Command("mkfifo", {
      args: [`${root}/pipe`],
    }).output();
    assertEquals(success, true);
    await assertRejects(async () => await fs.open("pipe"), FsError, "ENXIO");
    assertEquals((await fs.stat("pipe")).kind, "fifo");
  });
});

Deno.test("DenoFs makes only the links that it is told to", async () => {
  await withJail(async (_, root) => {
    const made = async (symlinks: "any" | "descending" | "none") => {
      using fs = new DenoFs(root, { symlinks });
      const targets = ["/etc", "..", "d/../../secret", "d", "d/x..y", "./d/"];
      const outcomes = targets.map(async (target, i) => {
        try {
          await fs.symlink(target, `${symlinks}${i}`);
          return target;
        } catch (error) {
          if (!(error instanceof FsError)) throw error;
          assertEquals(error.code, "EPERM");
          return undefined;
        }
      });
      return (await Promise.all(outcomes)).filter((target) => target);
    };
    assertEquals((await made("any")).length, 6);
    assertEquals(await made("descending"), ["d", "d/x..y", "./d/"]);
    assertEquals(await made("none"), []);
    assertThrows(
      () => new DenoFs(root, { symlinks: "some" as "any" }),
      TypeError,
      '"descending"',
    );
  });
});

Deno.test("DenoFs releases its directory when it is disposed of", async () => {
  await withJail(async (_, root) => {
    const fs = new DenoFs(root);
    await fs.writeFile("a", "kept");
    await using file = await fs.open("a");
    fs[Symbol.dispose]();
    fs[Symbol.dispose]();
    await assertRejects(async () => await fs.stat("a"), FsError, "EBADF");
    await assertRejects(async () => await fs.stat("/"), FsError, "EBADF");
    assertEquals(await file.read(new Uint8Array(9)), 4);
  });
});

/** Asserts that something fails as it does for a name that is not UTF-8. */
async function assertUnusable(
  action: () => unknown,
  code: Errno,
  path: string,
): Promise<void> {
  const error = await assertRejects(async () => await action(), FsError);
  assertEquals([error.code, error.path], [code, path]);
  assertStringIncludes(error.message, "is not UTF-8");
}

for (const access of ["handles", "paths"] as const) {
  const name = `DenoFs lists names that are not UTF-8, and says which one ` +
    `cannot be used, when it reaches files by ${access}`;
  const permissions = access === "handles"
    ? "inherit"
    : { read: true, write: true, run: true };
  Deno.test(name, { permissions }, async () => {
    await withJail(async (_fs, root) => {
      const fs = new DenoFs(root, { soleWriter: true });
      assertEquals(fs.access, access);
      await shell(
        root,
        "mkdir t t/d && cd t && touch ok caf$'\\xff' $'\\xfe' && mkdir $'d\\xff'" +
          " && touch $'d\\xff/in' && ln -s $'x\\xff' l",
      );
      const entries = await fs.readDir("t");
      assertEquals(
        entries.map(({ name, kind }) => [name, kind]),
        [
          ["caf\ufffd", "file"],
          ["d", "directory"],
          ["d\ufffd", "directory"],
          ["l", "symlink"],
          ["ok", "file"],
          ["\ufffd", "file"],
        ],
      );
      const path = "t/caf\ufffd";
      const uses: Record<string, () => unknown> = {
        stat: () => fs.stat(path),
        lstat: () => fs.lstat(path),
        open: () => fs.open(path),
        create: () => fs.create(path),
        mkdir: () => fs.mkdir(path),
        remove: () => fs.remove(path),
        removeAll: () => fs.removeAll(path),
        rename: () => fs.rename(path, "other"),
        chmod: () => fs.chmod(path, 0),
      };
      for (const use of Object.values(uses)) {
        await assertUnusable(use, "EILSEQ", path);
      }
      const inside = "t/d\ufffd/in";
      await assertUnusable(() => fs.stat(inside), "EILSEQ", inside);
      await assertUnusable(() => fs.readlink("t/l"), "EILSEQ", "t/l");
      const to = { fs: new MemoryFs(), path: "z" };
      await assertUnusable(() => fs.copy("t", to), "EILSEQ", path);
      assertEquals(await fs.readTextFile("t/ok"), "");
      // The last entry is the first that is removed.
      await assertUnusable(() => fs.removeAll("t"), "EILSEQ", "t/\ufffd");
      // A name that only looks like them is another one.
      assertEquals(await fs.exists("t/caf"), false);
      await fs.writeFile("new\ufffd", "1");
      assertEquals(await fs.readTextFile("new\ufffd"), "1");
    });
  });
}

Deno.test("DenoFs removes no other name in the place of one that is not UTF-8", async () => {
  await withJail(async (fs, root) => {
    await shell(
      root,
      "mkdir t && cd t && touch $'\\xff' $'\\xfe' $'\\xef\\xbf\\xbd'",
    );
    await using directory = await fs.open("t");
    assertEquals(await directory.readdirnames(), ["\ufffd"]);
    await assertUnusable(() => fs.removeAll("t"), "ENOTEMPTY", "t");
    // What could be removed is the one that is UTF-8.
    assertEquals(await shell(root, "ls -b t"), "\\376\n\\377\n");
    await assertUnusable(() => fs.removeAll("t"), "EILSEQ", "t/\ufffd");
    await shell(root, "rm t/*");
    await fs.removeAll("t");
    assertEquals(await fs.exists("t"), false);
  });
});

Deno.test("DenoFs removes large trees in steps, and follows no link", async () => {
  await withJail(async (fs, root) => {
    for (let i = 0; i < 3; i++) {
      await Deno.mkdir(`${root}/t/${i}/deep/er`, { recursive: true });
      for (let j = 0; j < 400; j++) {
        Deno.writeTextFileSync(`${root}/t/${i}/deep/${j}`, "");
      }
    }
    await Deno.symlink("..", `${root}/t/up`);
    await Deno.symlink("/", `${root}/t/0/deep/er/top`);
    await shell(root, "mkfifo t/1/pipe");
    // Others have a turn in between.
    const removed = Promise.resolve(fs.removeAll("t/"));
    let isRemoved = false;
    removed.then(() => isRemoved = true);
    assertEquals(await fs.exists("d"), true);
    assertEquals(isRemoved, false);
    await removed;
    assertEquals(await fs.exists("t"), false);
    // What is made meanwhile is an error, and stays.
    await Deno.mkdir(`${root}/u`);
    for (let j = 0; j < 600; j++) Deno.writeTextFileSync(`${root}/u/${j}`, "");
    const emptied = Promise.resolve(fs.removeAll("u"));
    await fs.writeFile("u/new", "new");
    const error = await assertRejects(() => emptied, FsError);
    assertEquals([error.code, error.path], ["ENOTEMPTY", "u"]);
    assertEquals(await fs.readTextFile("u/new"), "new");
    await fs.removeAll("/");
    assertEquals([...Deno.readDirSync(root)], []);
  });
});

Deno.test("DenoFs() requires a directory", async () => {
  const file = await Deno.makeTempFile();
  assertThrows(() => new DenoFs(file), FsError, "ENOTDIR");
  await Deno.remove(file);
  assertThrows(() => new DenoFs(file), FsError, "ENOENT");
});

Deno.test({
  name: "DenoFs fails with EACCES if Deno denies permission",
  permissions: { read: ["/tmp"], write: false },
  fn: async () => {
    const fs = new DenoFs("/tmp");
    await assertRejects(async () => await fs.create("x"), FsError, "EACCES");
    assertThrows(() => new DenoFs("/etc"), FsError, "EACCES");
  },
});

Deno.test("DenoFs lists an open directory wherever it is moved, and no link in its place", async () => {
  await withJail(async (fs, root) => {
    await using directory = await fs.open("d");
    await fs.writeFile("d/own", "1");
    await Deno.rename(`${root}/d`, `${root}/e`);
    await Deno.symlink("..", `${root}/d`);
    assertEquals(await directory.readdirnames(), ["own"]);
    await Deno.remove(`${root}/d`);
    await Deno.rename(`${root}/e`, `${root}/d`);
    await fs.writeFile("d/another", "1");
    await directory.seek(0);
    assertEquals(await directory.readdirnames(), ["another", "own"]);
  });
});

Deno.test("DenoFs takes nothing but true for the word of a sole writer", async () => {
  await withJail((_, root) => {
    // From an environment or a file, "false" would vouch as well as "true".
    for (const soleWriter of ["false", "true", "", 0, 1, null, {}]) {
      assertThrows(
        () => new DenoFs(root, { soleWriter } as unknown as DenoFsOptions),
        TypeError,
        "Cannot use `soleWriter`: received",
      );
    }
    return Promise.resolve();
  });
});

Deno.test("DenoFs takes no URL in which a name has a slash", async () => {
  await withJail((_, root) => {
    const url = new URL(`file://${root}/d%2F..%2F..`);
    assertThrows(() => new DenoFs(url), TypeError, "encoded slashes");
    assertEquals(new DenoFs(new URL(`file://${root}/d`)).name, "DenoFs");
    return Promise.resolve();
  });
});

Deno.test("DenoFs finds a directory whose name is what the system calls a removed one", async () => {
  await withJail(async (fs) => {
    const name = "x (deleted)";
    await fs.mkdir(name);
    await fs.writeFile(`${name}/a`, "old");
    await fs.remove(`${name}/a`);
    await fs.rename(name, "x");
    await fs.remove("x");
    await fs.mkdir(name);
    await fs.writeFile(`${name}/a`, "new");
    assertEquals(await fs.readTextFile(`${name}/a`), "new");
  });
});

Deno.test("DenoFs() accepts the root of the host", async () => {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, "hello");
    const fs = new DenoFs("/");
    assertEquals(await fs.readTextFile(file), "hello");
    await using folder = await fs.open(file.slice(0, file.lastIndexOf("/")));
    const names = await folder.readdirnames();
    assertEquals(names.includes(file.split("/").at(-1)!), true);
    await using root = await fs.open("/");
    assertEquals((await root.readdirnames()).includes("etc"), true);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("DenoFs lists a large directory without holding others up, until it is closed", async () => {
  await withJail(async (fs, root) => {
    for (let i = 0; i < 1200; i++) {
      Deno.mkdirSync(`${root}/many/${i}`, { recursive: true });
    }
    const directory = await fs.open("many");
    let hadTurn = false;
    const other = turn().then(() => {
      hadTurn = true;
    });
    assertEquals((await directory.readdir()).length, 1200);
    assertEquals(hadTurn, true);
    await other;
    await directory.seek(0);
    const listing = directory.readdir();
    await directory.close();
    // Its number is given to the next that is opened.
    await using _next = await fs.open("/");
    await assertRejects(async () => await listing, FsError, "EBADF");
  });
});

Deno.test("DenoFs finds no path that is longer than the host takes", async () => {
  await withJail(async (fs) => {
    let path = "";
    for (let i = 0; i < 16; i++) await fs.mkdir(path += `/${"d".repeat(250)}`);
    const free = 4095 - path.length - 1;
    await fs.mkdir(`${path}/${"e".repeat(free)}`);
    const error = await assertRejects(
      async () => await fs.mkdir(`${path}/${"f".repeat(free + 1)}`),
      FsError,
      "ENAMETOOLONG",
    );
    // A message that nobody could read would say less.
    assertEquals(error.message.length < 400, true);
    assertEquals(error.path, `${path}/${"f".repeat(free + 1)}`);
    await fs.removeAll("d".repeat(250));
    assertEquals(await fs.exists("d".repeat(250)), false);
  });
});

/** Calls `see` with each path that the host opens meanwhile, just before. */
async function seeingOpens(
  see: (path: string) => void,
  action: () => unknown,
): Promise<void> {
  const { openSync } = host;
  host.openSync = (path, ...rest) => {
    see(path as string);
    return openSync(path, ...rest);
  };
  try {
    await action();
  } finally {
    host.openSync = openSync;
  }
}

Deno.test("DenoFs comes back from deep in a tree without walking from the root each time", async () => {
  const opens = async (levels: number) => {
    const counts = { walk: 0, remove: 0 };
    await withJail(async (fs, root) => {
      // On the way back, beside the directory that was deeper, is another.
      const path = Array(levels).fill("a").join("/");
      await Deno.mkdir(`${root}/${path}`, { recursive: true });
      for (let at = path; at !== "."; at = dirname(at)) {
        await Deno.mkdir(`${root}/${at}/b`);
      }
      await seeingOpens(() => counts.walk++, async () => {
        for await (const _ of fs.walk("a"));
      });
      await seeingOpens(() => counts.remove++, () => fs.removeAll("a"));
      assertEquals(await fs.exists("a"), false);
      fs[Symbol.dispose]();
    });
    return counts;
  };
  const [one, two] = [await opens(40), await opens(80)];
  assertLess(two.walk, 2.2 * one.walk);
  assertLess(two.remove, 2.2 * one.remove);
});

Deno.test("DenoFs does not follow what it is in out of the root, on the way back from deep in a tree", async () => {
  await withJail(async (fs, root) => {
    const outside = `${root}/../jail2`;
    const up = "a/b/c/d/e";
    await Deno.mkdir(`${root}/${up}/f/g/h/i`, { recursive: true });
    await Deno.mkdir(`${outside}/${up}`, { recursive: true });
    await Deno.writeTextFile(`${outside}/${up}/file`, "secret");
    await Deno.writeTextFile(`${root}/${up}/file`, "inside");
    await Deno.writeTextFile(`${root}/${up}/f/g/h/i/file`, "deep");
    let climbs = 0;
    const move = (path: string) => {
      if (!path.endsWith("/..") || climbs++ > 0) return;
      Deno.renameSync(`${root}/${up}/f`, `${outside}/${up}/f`);
    };
    await seeingOpens(move, async () => {
      assertEquals(await fs.readTextFile(`${up}/f/g/h/i/file`), "deep");
      assertEquals(await fs.readTextFile(`${up}/file`), "inside");
      await fs.writeFile(`${up}/file`, "changed");
      assertEquals(await fs.exists(`${up}/f`), false);
    });
    assertGreater(climbs, 0);
    assertEquals(
      await Deno.readTextFile(`${outside}/${up}/file`),
      "secret",
    );
    fs[Symbol.dispose]();
  });
});

Deno.test("exact times are kept for the last files, and not if others have set the times", () => {
  const file = (number: number, timeNs = 1_000_000n) => ({
    ...new MemoryFs().stat("/"),
    ...{ dev: -1n, ino: BigInt(number), atimeNs: timeNs, mtimeNs: timeNs },
  });
  const read = (info: FileInfo) => exactTimes.correct(info).mtimeNs;
  const count = 100_000;
  for (let i = 0; i < count; i++) exactTimes.note(file(i), 1n, BigInt(i));
  assertEquals(read(file(count - 1)), BigInt(count - 1));
  assertEquals(read(file(count - 30_000)), BigInt(count - 30_000));
  assertEquals(read(file(0)), 1_000_000n);
  assertEquals(read(file(count - 1, 2_000_000n)), 2_000_000n);
  assertEquals(read(file(count - 1)), 1_000_000n);
});
