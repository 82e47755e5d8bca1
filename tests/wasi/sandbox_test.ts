// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * A guest cannot escape from a directory that it was given: not by any path, link,
 * hard link or rename, in memory or on the disk.
 *
 * @module
 */
import { assertEquals, assertNotEquals } from "@std/assert";
import { join } from "@std/path/posix";
import { Runtime } from "../../mod.ts";
import { DenoFs, type Fs, MemoryFs, readFile, walk } from "../../vfs/mod.ts";
import { compileGuest, compileNative } from "../support/c_guest.ts";
import { runGuest } from "../support/run_guest.ts";
import { prepare } from "../support/prepare.ts";
import { turn } from "../support/turn.ts";

let bytes!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  bytes = await compileGuest("escape.c");
});
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const secret = "SECRET".padEnd(777, ".");

/** A directory "jail" with planted links, and files outside that must not be reached. */
async function plant(fs: Fs, absolute: string): Promise<void> {
  for (const path of ["/outside", "/jail"]) await fs.mkdir(path);
  for (const path of ["/secret", "/outside/secret"]) {
    const file = await fs.openFile(path, { write: true, create: true });
    await file.write(new TextEncoder().encode(secret));
    await file.close();
  }
  await fs.symlink!("nowhere", "/outside/link");
  await fs.symlink!("../secret", "/jail/planted");
  await fs.symlink!(`${absolute}/secret`, "/jail/planted-absolute");
  await fs.symlink!("../outside", "/jail/planted-dir");
  await fs.symlink!(`${absolute}/outside`, "/jail/planted-absolute-dir");
  await fs.symlink!("planted", "/jail/planted-chain");
  await fs.symlink!("../new", "/jail/planted-new");
}

/** Everything outside, with its contents and times. */
async function outside(fs: Fs): Promise<unknown[]> {
  const all = [];
  for await (const { path, info } of walk(fs, "/")) {
    if (path === "/" || path.startsWith("/jail")) continue;
    const content = info.kind === "file" ? await readFile(fs, path) : undefined;
    const { kind, mtimeNs, nlink } = info;
    all.push({ path, kind, mtimeNs, nlink, content });
  }
  return all;
}

Deno.test("a directory is the floor of what is opened through it, in memory", async () => {
  const fs = new MemoryFs();
  await plant(fs, "");
  const before = await outside(fs);
  const { exitCode, stdout } = runGuest(bytes, {
    fs,
    args: ["escape", "jail"],
  });
  assertEquals(decode(stdout), "done\n");
  assertEquals(exitCode, 0);
  assertEquals(await outside(fs), before);
});

Deno.test("a directory is the floor of what is opened through it, through the bridge", async (t) => {
  await using runtime = await Runtime.create({ module: { bytes } });
  const root = await Deno.makeTempDir();
  for (const fs of [new MemoryFs(), new DenoFs(root)]) {
    await t.step(fs.name, async () => {
      await plant(fs, fs instanceof DenoFs ? root : "");
      const before = await outside(fs);
      const { exitCode, stdout } = await runtime.run(fs, ["jail"]);
      assertEquals(decode(stdout), "done\n");
      assertEquals(exitCode, 0);
      assertEquals(await outside(fs), before);
    });
  }
  await Deno.remove(root, { recursive: true });
});

/** What `narrow.c` says of a link that leads inside, to a name, or outside. */
const outcomes = {
  inside: "stat=ok open=ok write=ok create=ok nofollow=ELOOP times=ok",
  itself: "stat=ok open=ok write=EISDIR create=EISDIR nofollow=ELOOP times=ok",
  unused:
    "stat=ENOENT open=ENOENT write=ENOENT create=ok nofollow=ELOOP times=ok",
  outside:
    "stat=EPERM open=EPERM write=EPERM create=EPERM nofollow=ELOOP times=EPERM",
} as const;

/** What it says of any link, which it can always move and remove. */
const ofLink = "mkdir=EEXIST link=ok rename=ok rmdir=ENOTDIR unlink=ok";

const absoluteTargets: Record<string, keyof typeof outcomes> = {
  ...{ "/jail/f": "inside", "//jail/./f": "inside", "/jail/new": "unused" },
  ...{ "/": "outside", "/outside/secret": "outside", "/jail2/f": "outside" },
  ...{ "/jail/../secret": "outside", "/jail/../jail/f": "outside" },
  ...{ "/outside/../jail/f": "outside", "/../jail/../secret": "outside" },
  ...{ "/free": "outside", "/.": "outside", "/jail/root/secret": "outside" },
  ...{ "/jail/root/jail/f": "inside", "/jail": "itself", "/jail/.": "itself" },
};

/** Runs `narrow.c` on a path below `/jail`, and checks that nothing outside changed. */
async function narrow(
  path: string,
  links: Record<string, string>,
): Promise<string> {
  const fs = new MemoryFs();
  await plant(fs, "");
  fs.mkdir("/jail2");
  for (const file of ["/jail/f", "/jail2/f"]) fs.writeFile(file, "");
  for (const [name, target] of Object.entries({ root: "/", ...links })) {
    fs.symlink(target, `/jail/${name}`);
  }
  const before = await outside(fs);
  const { stdout } = runGuest(await compileGuest("narrow.c"), {
    fs,
    args: ["narrow", "jail", path],
  });
  assertEquals(await outside(fs), before);
  return decode(stdout).trimEnd();
}

Deno.test("an absolute link leads from a directory only to what is below it", async () => {
  for (const [target, outcome] of Object.entries(absoluteTargets)) {
    assertEquals(
      [target, await narrow("link", { link: target })],
      [target, `link: ${outcomes[outcome]} ${ofLink}`],
    );
  }
});

Deno.test("an absolute link to the directory itself is no way to move or remove it", async () => {
  const itself = "stat=ok open=ok write=EISDIR create=EPERM nofollow=ok";
  assertEquals(
    await narrow("root/jail", {}),
    `root/jail: ${itself} times=ok mkdir=EPERM link=EPERM rename=EPERM ` +
      "rmdir=EPERM unlink=EPERM",
  );
  assertEquals(
    await narrow("self/f", { self: "/jail" }),
    "self/f: stat=ok open=ok write=ok create=ok nofollow=ok times=ok " +
      "mkdir=EEXIST link=ok rename=ok rmdir=ENOTDIR unlink=ok",
  );
});

Deno.test("a file system is the floor of a guest, on the disk", async () => {
  await using runtime = await Runtime.create({ module: { bytes } });
  const root = await Deno.makeTempDir();
  const all = new DenoFs(root);
  await plant(all, root);
  const before = await outside(all);
  const { exitCode, stdout } = await runtime.run(
    new DenoFs(join(root, "jail")),
    [],
  );
  assertEquals(decode(stdout), "done\n");
  assertEquals(exitCode, 0);
  assertEquals(await outside(all), before);
  await Deno.remove(root, { recursive: true });
});

Deno.test("a file system is the floor of a guest, while others change it", async (t) => {
  await using runtime = await Runtime.create({
    module: { bytes: await compileGuest("race.c") },
  });
  const root = await Deno.makeTempDir();
  await new DenoFs(root).mkdir("/jail");
  for (const fs of [new MemoryFs(), new DenoFs(join(root, "jail"))]) {
    await t.step(fs.name, async () => {
      await Deno.writeTextFile(join(root, "secret"), secret);
      await fs.mkdir("/real");
      await fs.symlink!("..", "/link");
      let isOver = false;
      const swapping = (async () => {
        let swaps = 0;
        for (; !isOver; swaps++) {
          await fs.rename("/real", "/d");
          await fs.rename("/d", "/real");
          await fs.rename("/link", "/d");
          await fs.rename("/d", "/link");
          // In memory, nothing above yields to the messages of the guest.
          await turn();
        }
        return swaps;
      })();
      const { exitCode, stdout } = await runtime.run(fs, []);
      isOver = true;
      assertNotEquals(await swapping, 0);
      assertEquals(decode(stdout), "done\n");
      assertEquals(exitCode, 0);
    });
  }
  await Deno.remove(root, { recursive: true });
});

Deno.test("a file system is the floor of a guest, while another process changes it", async () => {
  await using runtime = await Runtime.create({
    module: { bytes: await compileGuest("race.c") },
  });
  const root = await Deno.makeTempDir();
  const all = new DenoFs(root);
  await all.mkdirAll("/jail/d");
  await all.writeFile("/secret", secret);
  await all.writeFile("/jail/d/secret", "inside");
  await all.symlink("..", "/jail/trap");
  const before = await outside(all);
  const swapping = new Deno.Command(await compileNative("swap.c"), {
    args: [join(root, "jail")],
    stdout: "piped",
  }).spawn();
  await swapping.stdout.getReader().read();
  const { exitCode, stdout } = await runtime.run(
    new DenoFs(join(root, "jail")),
    [],
  );
  swapping.kill("SIGKILL");
  assertEquals((await swapping.status).signal, "SIGKILL");
  assertEquals(decode(stdout), "done\n");
  assertEquals(exitCode, 0);
  assertEquals(await outside(all), before);
  await Deno.remove(root, { recursive: true });
});
