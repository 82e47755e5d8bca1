// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What is written to a disk, in a process of its own: its umask is for all
 * threads. Ends with an error if an assertion fails.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { DenoFs, MemoryFs, OverlayFs } from "../../vfs/mod.ts";
import { assertLikePlain } from "./atomic_write_scene.ts";

Deno.umask(0o027);
const root = Deno.makeTempDirSync();
try {
  const make = () => new DenoFs(Deno.makeTempDirSync({ dir: root }));
  await assertLikePlain(make);
  await assertGranted(make());
} finally {
  Deno.removeSync(root, { recursive: true });
}

/** What an overlay commits has the modes that the disk grants. */
async function assertGranted(base: DenoFs): Promise<void> {
  await base.writeFile("old", "");
  await base.chmod("old", 0o751);
  const fs = new OverlayFs(base, new MemoryFs());
  for (const [path, mode] of [["new", 0o666], ["mine", 0o604]] as const) {
    const options = { write: true, create: true, mode };
    await using file = await fs.openFile(path, options);
    await file.writeString("x");
  }
  await fs.mkdir("folder");
  await fs.writeFile("old", "changed");
  await fs.writeFile("set", "");
  await fs.chmod("set", 0o666);
  await fs.mkdir("set-folder");
  await fs.chmod("set-folder", 0o777);
  await fs.commit();
  const entries = await base.readDir("/");
  assertEquals(
    Object.fromEntries(entries.map(({ name, mode }) => [name, mode])),
    {
      ...{ new: 0o640, mine: 0o600, folder: 0o750, old: 0o751 },
      ...{ set: 0o666, "set-folder": 0o777 },
    },
  );
}
