// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * An atomic write leaves what a plain one leaves: each is done to a copy of the
 * same tree.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  DenoFs,
  DeviceFs,
  FilterFs,
  type Fs,
  FsError,
  MemoryFs,
  MountFs,
  OverlayFs,
  QuotaFs,
  walk,
} from "../../vfs/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";

/** What there is to write to: files, and links of all kinds. */
async function plant(fs: Fs): Promise<void> {
  await fs.mkdirAll("d/below");
  const put = async (path: string, mode: number) => {
    await using file = await fs.create(path);
    await file.writeString("old");
    await fs.chmod(path, mode);
  };
  await put("plain", 0o644);
  await put("script", 0o755);
  await put("private", 0o600);
  await put("set-id", 0o4711);
  await put("d/owned", 0o640);
  await fs.chown("d/owned", 12, 34);
  await fs.symlink!("script", "to-script");
  await fs.symlink!("to-script", "twice");
  await fs.symlink!("/d/owned", "absolute");
  await fs.symlink!("../../plain", "d/below/up");
  await fs.symlink!("below", "d/folder");
  await fs.symlink!("d/new", "dangling");
  await fs.symlink!("../made", "d/dangling");
  await fs.symlink!("no/such", "broken");
  await fs.symlink!("loop", "loop");
  await fs.symlink!("d/", "slash");
}

const paths = [
  ...[
    "new",
    "/absent",
    "d/../fresh",
    "./near",
    "d/below/deep",
    "d/folder/through",
  ],
  ...[
    "plain",
    "/script",
    "private",
    "set-id",
    "d/owned",
    "./plain",
    "d/./owned",
  ],
  ...[
    "to-script",
    "twice",
    "absolute",
    "d/below/up",
    "d/folder/up",
    "dangling",
  ],
  ...["d/dangling", "broken", "loop", "slash", "d", "d/", ".", "/", "..", ""],
  ...["no/such", "plain/below", "plain/", "new/"],
];

/** Everything about a tree but its times and numbers. */
async function snapshot(fs: Fs): Promise<unknown[]> {
  const all = [];
  for await (const { path, info } of walk(fs, "/")) {
    const { kind, mode, uid, gid } = info;
    const text = kind === "symlink"
      ? await fs.readlink!(path)
      : kind === "file"
      ? await readText(fs, path)
      : "";
    all.push([path, kind, mode, uid, gid, text]);
  }
  return all;
}

async function readText(fs: Fs, path: string): Promise<string> {
  await using file = await fs.open(path);
  const buffer = new Uint8Array(100);
  const count = await file.read(buffer) ?? 0;
  return new TextDecoder().decode(buffer.subarray(0, count));
}

interface Writer extends Fs {
  writeFile: MemoryFs["writeFile"] | DenoFs["writeFile"];
}

const systems: Record<string, () => Writer> = {
  MemoryFs: () => new MemoryFs(),
  DenoFs: () => new DenoFs(Deno.makeTempDirSync({ dir: root })),
  QuotaFs: () => new QuotaFs(new MemoryFs(), { maxBytes: 1000 }),
  OverlayFs: () => new OverlayFs(new MemoryFs(), new MemoryFs()),
};
const root = Deno.makeTempDirSync();

for (const [name, make] of Object.entries(systems)) {
  Deno.test(`an atomic write to ${name} leaves what a plain one does`, async () => {
    const before = Deno.umask(0o027);
    try {
      for (const path of paths) {
        const outcomes = [];
        for (const atomic of [false, true]) {
          const fs = make();
          await plant(fs);
          let code = "done";
          try {
            await fs.writeFile(path, "new", { atomic });
          } catch (error) {
            assert(error instanceof FsError);
            assertEquals(error.path, path);
            code = error.code;
          }
          outcomes.push([code, await snapshot(fs)]);
        }
        assertEquals(outcomes[1], outcomes[0], path);
      }
    } finally {
      Deno.umask(before);
    }
  });
}

Deno.test("the folders of the atomic writes can be removed", async () => {
  await Deno.remove(root, { recursive: true });
});

Deno.test("an atomic write that fails at any call changes nothing, and names the path that was given", async () => {
  for (let failing = 0;; failing++) {
    const inner = new MemoryFs();
    await plant(inner);
    const before = await snapshot(inner);
    let calls = 0;
    const fs = new FaultFs(
      inner,
      // What cleans up works again.
      () => calls++ === failing ? { error: "EIO" } : undefined,
    );
    const write = async () =>
      await fs.writeFile("to-script", "new", { atomic: true });
    if (failing > 40) throw new Error("It never succeeds");
    try {
      await write();
    } catch (error) {
      assert(error instanceof FsError);
      assertEquals([error.code, error.path], ["EIO", "to-script"]);
      assertEquals(await snapshot(inner), before, `call ${failing}`);
      continue;
    }
    if (calls <= failing) break;
  }
});

Deno.test("an atomic write to a device is a write to it", async () => {
  const written: string[] = [];
  const devices = new DeviceFs({
    out: () => ({
      write(data) {
        written.push(new TextDecoder().decode(data));
        return data.length;
      },
    }),
  });
  const fs = new MountFs({ "/": new MemoryFs(), "/dev": devices });
  await fs.writeFile("/dev/out", "hello", { atomic: true });
  assertEquals(written, ["hello"]);
});

Deno.test("an atomic write works where files are filtered by their ending", async () => {
  const inner = new MemoryFs();
  const fs = new FilterFs(inner, /\.txt$/);
  for (const text of ["old", "new"]) {
    await fs.writeFile("a.txt", text, { atomic: true });
    assertEquals(inner.readTextFile("a.txt"), text);
  }
  const overlay = new OverlayFs(fs, new MemoryFs());
  await overlay.writeFile("a.txt", "newer");
  await overlay.commit();
  assertEquals(inner.readTextFile("a.txt"), "newer");
  assertEquals(inner.readDir("/").length, 1);
});

Deno.test("an atomic write needs the permission that a plain one needs", async () => {
  class Guarded extends MemoryFs {
    override openFile(path: string, options = {}) {
      if (path === "guarded" && "write" in options) {
        throw new FsError("EACCES", { operation: "open", path });
      }
      return super.openFile(path, options);
    }
  }
  const fs = new Guarded();
  fs.symlink("x", "other");
  await fs.writeFile("a", "old");
  fs.rename("a", "guarded");
  const error = await assertRejects(
    // deno-lint-ignore require-await
    async () => fs.writeFile("guarded", "new", { atomic: true }),
    FsError,
  );
  assertEquals(error.code, "EACCES");
  assertEquals(fs.readTextFile("guarded"), "old");
});

Deno.test("the old contents of a private file are never shown to others", async () => {
  const inner = new MemoryFs();
  inner.writeFile("private", "old");
  inner.chmod("private", 0o600);
  const fs = new FaultFs(inner, ({ operation }) => {
    if (operation !== "write") return undefined;
    for (const { name, mode } of inner.readDir("/")) {
      assertEquals(mode, 0o600, name);
    }
    return undefined;
  });
  await fs.writeFile("private", "secret", { atomic: true });
  assertEquals(inner.stat("private").mode, 0o600);
});

for (const mode of [0o666, 0o640]) {
  Deno.test(`what is committed to a disk has the mode that was granted (0${mode.toString(8)})`, async () => {
    const before = Deno.umask(0o022);
    const folder = await Deno.makeTempDir();
    try {
      using base = new DenoFs(folder);
      await base.writeFile("old", "");
      await base.chmod("old", 0o751);
      const fs = new OverlayFs(base, new MemoryFs());
      await using file = await fs.openFile("new", {
        ...{ write: true, create: true, mode },
      });
      await file.writeString("x");
      await fs.mkdir("folder");
      await fs.writeFile("old", "changed");
      await fs.writeFile("set", "");
      await fs.chmod("set", 0o666);
      await fs.mkdir("set-folder");
      await fs.chmod("set-folder", 0o777);
      await fs.commit();
      const modes: Record<string, number> = {
        ...{ new: mode & ~0o022, folder: 0o755, old: 0o751 },
        ...{ set: 0o666, "set-folder": 0o777 },
      };
      for (const [path, wanted] of Object.entries(modes)) {
        assertEquals(
          (await base.stat(path)).mode.toString(8),
          wanted.toString(8),
          path,
        );
      }
    } finally {
      Deno.umask(before);
      await Deno.remove(folder, { recursive: true });
    }
  });
}
