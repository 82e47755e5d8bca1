// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Copies, compared with those of `cp -a` of GNU and of `cp` of Node.
 *
 * @module
 */
import * as host from "node:fs";
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  copy,
  DenoFs,
  DeviceFs,
  FsError,
  MemoryFs,
  OverlayFs,
} from "../../vfs/mod.ts";
import { Random } from "../support/random.ts";
import { shell } from "../support/shell.ts";

/** A script that makes a tree at random in the current directory. */
function randomTree(random: Random): string {
  const lines: string[] = [];
  const folders = ["."];
  const files: string[] = [];
  const time = () =>
    `1970-01-0${1 + random.below(9)} 01:02:0${random.below(9)}`;
  for (let i = 0; i < 25; i++) {
    const path = `${random.pick(folders)}/n${i}`;
    const choices: (() => void)[] = [
      () => {
        folders.push(path);
        lines.push(`mkdir ${path}`);
      },
      () => {
        files.push(path);
        lines.push(
          `head -c ${random.below(90_000)} /dev/zero | tr '\\0' x > ${path}`,
        );
      },
      () => {
        files.push(path);
        lines.push(
          `printf end > ${path}; truncate -s ${1 + random.below(9)}M ${path}`,
        );
      },
      () => files.length > 0 && lines.push(`ln ${random.pick(files)} ${path}`),
      () =>
        lines.push(
          `ln -s ${random.pick(["/etc", "n1", "../n2", "."])} ${path}`,
        ),
      () => lines.push(`mkfifo ${path}.pipe`),
    ];
    random.pick(choices)();
  }
  for (const path of [...files, ...folders].reverse()) {
    if (path === ".") continue;
    const mode = random.pick([
      "644",
      "755",
      "600",
      "4711",
      "2750",
      "1777",
      "400",
    ]);
    const owner = `${random.below(3)}:${random.below(3)}`;
    if (Deno.uid() === 0) lines.push(`chown ${owner} ${path}`);
    lines.push(`chmod ${mode} ${path}`, `touch -d '${time()}' ${path}`);
  }
  lines.push("find . -type l -exec touch -h -d @77 {} +", "touch -d @88 .");
  return lines.join("\n");
}

/** What there is in a directory, apart from pipes, and which names are one file. */
async function describe(folder: string): Promise<string> {
  // A directory has a size of its own, and a link no mode.
  const files = await shell(
    folder,
    "find . -type f -printf '%P %m %U:%G %s %T@ %n\\n' -exec cat {} + | sort | md5sum;" +
      "find . -type f -printf '%P %m %U:%G %s %T@ %n\\n' | sort;" +
      "find . -type d -printf '%P %m %U:%G %T@\\n' | sort;" +
      "find . -type l -printf '%P %T@ %l\\n' | sort",
  );
  const groups = new Map<string, string[]>();
  for (
    const line
      of (await shell(folder, "find . -type f -printf '%i %P\\n' | sort"))
        .split("\n")
  ) {
    const [ino = "", path = ""] = line.split(" ");
    groups.set(ino, [...groups.get(ino) ?? [], path]);
  }
  return `${files}\n${[...groups.values()].sort().join("\n")}`;
}

Deno.test("copy() makes of a tree what cp -a makes of it, once and again", async () => {
  const root = await Deno.makeTempDir();
  using fs = new DenoFs(root);
  for (let seed = 1; seed <= 4; seed++) {
    const random = new Random(seed);
    const at = `${root}/${seed}`;
    await Deno.mkdir(`${at}/from`, { recursive: true });
    await shell(`${at}/from`, randomTree(random));
    await shell(
      at,
      "cp -a from expected; find expected -name '*.pipe' -delete",
    );
    // Without the pipes, the directories have other times.
    await shell(
      at,
      "(cd from && find . -type d -print0) | while IFS= read -r -d '' d; do touch -r from/$d expected/$d; done",
    );
    for (const round of ["once", "again"]) {
      await copy({ fs, path: `${seed}/from` }, { fs, path: `${seed}/made` });
      assertEquals(
        await describe(`${at}/made`),
        await describe(`${at}/expected`),
        `seed ${seed} ${round}`,
      );
    }
    // Through memory, nothing is lost either.
    const memory = new MemoryFs();
    await copy({ fs, path: `${seed}/from` }, { fs: memory, path: "t" });
    await copy({ fs: memory, path: "t" }, { fs, path: `${seed}/through` });
    assertEquals(
      await describe(`${at}/through`),
      await describe(`${at}/expected`),
      `seed ${seed} through memory`,
    );
  }
  await Deno.remove(root, { recursive: true });
});

Deno.test("copy() creates the directories above a copy like Node's cp, whatever is copied", async () => {
  const root = await Deno.makeTempDir();
  using fs = new DenoFs(root);
  await shell(root, "mkdir d; echo hello > d/f; ln -s f d/l");
  for (const name of ["d", "d/f", "d/l"]) {
    await copy({ fs, path: name }, { fs, path: `ours/new/${name}/copy` });
    host.cpSync(`${root}/${name}`, `${root}/nodes/new/${name}/copy`, {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
  const list = (folder: string) =>
    shell(`${root}/${folder}`, "find . -printf '%P %y %l\\n' | sort");
  assertEquals(await list("ours"), await list("nodes"));
  await Deno.remove(root, { recursive: true });
});

Deno.test("copy() keeps what has another name in the target, and joins and parts names as in the source", () => {
  const from = new MemoryFs();
  const to = new MemoryFs();
  from.mkdir("t");
  for (const name of ["a", "b"]) from.writeFile(`t/${name}`, name);
  from.link("t/a", "t/c");
  to.mkdir("t");
  to.writeFile("t/a", "old");
  to.link("t/a", "t/b");
  to.link("t/a", "elsewhere");
  to.writeFile("t/c", "old");
  copy({ fs: from, path: "t" }, { fs: to, path: "t" });
  assertEquals(to.readTextFile("elsewhere"), "old");
  assertEquals(["a", "b", "c"].map((name) => to.readTextFile(`t/${name}`)), [
    "a",
    "b",
    "a",
  ]);
  assertEquals(to.stat("t/a").ino, to.stat("t/c").ino);
  assertEquals(to.stat("t/b").nlink, 1);
});

Deno.test("copy() from an overlay onto what it consists of keeps every file", async () => {
  const files = { "a": "1", "d/b": "22", "d/e/c": "333" };
  const whole = { ...files, "d/b2": "22", "l": { link: "a" } };
  for (const isBase of [true, false]) {
    for (
      const [from, to] of [
        ...[["/", "/"], ["d", "d"], ["a", "a"], ["d/b", "d/b2"], ["a", "l"]],
      ] as [string, string][]
    ) {
      const under = new MemoryFs();
      const fs = isBase
        ? new OverlayFs(under, new MemoryFs())
        : new OverlayFs(new MemoryFs(), under);
      copy({ fs: MemoryFs.from(files), path: "/" }, { fs: under, path: "/" });
      under.link("d/b", "d/b2");
      under.symlink("a", "l");
      await copy({ fs, path: from }, { fs: under, path: to });
      assertEquals(under.toObject("text"), whole, `${from} to ${to}`);
      assertEquals(await fs.readTextFile("a"), "1");
      assertEquals(await fs.readTextFile("d/b"), "22");
    }
  }
});

Deno.test("copy() onto itself keeps the file where files have no numbers", async () => {
  class Unnumbered extends MemoryFs {
    override stat(path: string) {
      return { ...super.stat(path), ino: 0n };
    }
    override lstat(path: string) {
      return { ...super.lstat(path), ino: 0n };
    }
  }
  const fs = new Unnumbered();
  fs.mkdir("d");
  fs.writeFile("d/a", "precious");
  fs.link("d/a", "d/b");
  for (const to of ["d/a", "d/../d/a"]) {
    const onto = async () => await copy({ fs, path: "d/a" }, { fs, path: to });
    const { code } = await assertRejects(onto, FsError);
    assertEquals(code, "EINVAL");
  }
  copy({ fs, path: "d/a" }, { fs, path: "d/b" });
  assertEquals(fs.toObject("text"), { "d/a": "precious", "d/b": "precious" });
});

Deno.test("copy() drops set-id bits with an owner that the target cannot store", () => {
  class Nobodys extends MemoryFs {
    override chown(path: string): never {
      throw new FsError("EPERM", { operation: "chown", path });
    }
  }
  const from = new MemoryFs();
  from.writeFile("mine", "");
  from.chmod("mine", 0o6755);
  from.writeFile("theirs", "");
  from.chown("theirs", 7, 7);
  from.chmod("theirs", 0o6755);
  const to = new Nobodys();
  for (const path of ["mine", "theirs"]) {
    copy({ fs: from, path }, { fs: to, path });
  }
  assertEquals(to.stat("mine").mode, 0o6755);
  assertEquals(to.stat("theirs").mode, 0o755);
});

Deno.test("copy() refuses a single pipe by name", async () => {
  const root = await Deno.makeTempDir();
  using fs = new DenoFs(root);
  await shell(root, "mkfifo pipe");
  const error = await assertRejects(
    async () => await copy({ fs, path: "pipe" }, { fs, path: "copy" }),
    FsError,
  );
  assertEquals([error.code, error.path], ["ENXIO", "pipe"]);
  assert(!await fs.exists("copy"));
  await Deno.remove(root, { recursive: true });
});

Deno.test("copy() to a device writes the contents to it, and nothing else", async () => {
  const written: string[] = [];
  const devices = new DeviceFs({
    out: () => ({
      write(data) {
        written.push(new TextDecoder().decode(data));
        return data.length;
      },
    }),
  });
  const from = new MemoryFs();
  from.writeFile("a", "hello");
  await copy({ fs: from, path: "a" }, { fs: devices, path: "out" });
  assertEquals(written, ["hello"]);
});
