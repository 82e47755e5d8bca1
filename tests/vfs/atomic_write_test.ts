// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * An atomic write leaves what a plain one leaves: each is done to a copy of the
 * same tree.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path/posix";
import {
  DeviceFs,
  FilterFs,
  FsError,
  MemoryFs,
  MountFs,
  OverlayFs,
  QuotaFs,
} from "../../vfs/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import {
  assertLikePlain,
  plant,
  snapshot,
  type Writer,
} from "./atomic_write_scene.ts";

const systems: Record<string, () => Writer> = {
  MemoryFs: () => new MemoryFs(),
  QuotaFs: () => new QuotaFs(new MemoryFs(), { maxBytes: 1000 }),
  OverlayFs: () => new OverlayFs(new MemoryFs(), new MemoryFs()),
};

for (const [name, make] of Object.entries(systems)) {
  Deno.test(`an atomic write to ${name} leaves what a plain one does`, async () => {
    await assertLikePlain(make);
  });
}

Deno.test("an atomic write to a disk leaves what a plain one does, and a commit the modes that are granted", async () => {
  const script = fromFileUrl(import.meta.resolve("./atomic_write_on_disk.ts"));
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
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
