// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What is synchronous by its type, and what is not: checked by the compiler.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  BasePathFs,
  BlobFs,
  DenoFs,
  DeviceFs,
  type Fs,
  MemoryFs,
  MountFs,
  ObserveFs,
  OverlayFs,
  QuotaFs,
  ReadOnlyFs,
  type SyncFs,
} from "../../vfs/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import { atOnce } from "../support/at_once.ts";

const write = (data: Uint8Array) => data.length;
const writeLater = (data: Uint8Array) => Promise.resolve(data.length);

/** Each is assigned to a `SyncFs` without a cast. */
function synchronous(): readonly SyncFs[] {
  const memory = MemoryFs.from({ "dir/file": "text" });
  const overlay = new OverlayFs(new ReadOnlyFs(memory), new MemoryFs());
  const mounts = new MountFs({
    ...{ "/": overlay, "/dev": new DeviceFs({ log: () => ({ write }) }) },
    "/blobs": new BlobFs({ "a": new Uint8Array(1) }),
  });
  const jail = new BasePathFs(mounts, "dir");
  return [memory, overlay, mounts, jail, new QuotaFs(new ObserveFs(jail))];
}

/** Each is none, by its type: one that answers later is in it. */
function asynchronous(fs: Fs, root: string): readonly SyncFs[] {
  const memory = new MemoryFs();
  return [
    // @ts-expect-error: any file system
    new ReadOnlyFs(fs),
    // @ts-expect-error: one of both
    new OverlayFs(memory, fs),
    // @ts-expect-error: one of several
    new MountFs({ "/": memory, "/other": fs }),
    // @ts-expect-error: a device that answers later
    new DeviceFs({ log: () => ({ write: writeLater }) }),
    // @ts-expect-error: a blob is read later
    new BlobFs({ "a": new Blob() }),
    // @ts-expect-error: it was not asked to be
    new DenoFs(root),
  ];
}

Deno.test("what is synchronous by its type answers at once", () => {
  for (const fs of synchronous()) {
    const strict = atOnce(fs);
    using directory = strict.open("/");
    assertEquals(directory.readdirnames().length > 0, true);
  }
  const overlay = new OverlayFs(MemoryFs.from({ "a": "1" }), new MemoryFs());
  overlay.appendFile("a", "2");
  const text: string = overlay.readTextFile("a");
  assertEquals(text, "12");
});

Deno.test("what is not synchronous by its type is a file system all the same", async () => {
  const root = await Deno.makeTempDir();
  const slow = new FaultFs(
    new MemoryFs(),
    () => ({ until: Promise.resolve() }),
  );
  const all: readonly Fs[] = asynchronous(slow, root);
  for (const fs of all) assertEquals((await fs.stat("/")).kind, "directory");
  let isNoticed = false;
  try {
    atOnce(slow as Fs as SyncFs).stat("/");
  } catch {
    isNoticed = true;
  }
  assertEquals(isNoticed, true);
  await Deno.remove(root);
});
