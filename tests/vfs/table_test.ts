// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Compares the table of backends in the reference with the backends.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import * as vfs from "../../vfs/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import { S3Fs } from "../../vfs/s3/mod.ts";
import { ZipFs } from "../../vfs/zip/mod.ts";
import { ConditionalStore } from "../support/conditional_store.ts";

const { MemoryFs } = vfs;
const store = new ConditionalStore();
Deno.test.afterAll(() => store[Symbol.asyncDispose]());
const abstract = ["BaseFs", "DelegatingFs", "ResolvingFs"];

const make: Record<string, () => vfs.Fs> = {
  MemoryFs: () => new MemoryFs(),
  DenoFs: () => new vfs.DenoFs(Deno.makeTempDirSync()),
  BlobFs: () => new vfs.BlobFs({ a: new Uint8Array(1) }),
  HttpFs: () =>
    new vfs.HttpFs({ a: "http://127.0.0.1:9/a" }, { retryDelays: [] }),
  S3Fs: () =>
    new S3Fs({
      ...{ endpoint: store.endpoint, bucket: "media" },
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    }),
  TarFs: () => new vfs.TarFs({ fs: holding("a.tar"), path: "a.tar" }),
  ZipFs: () => new ZipFs({ fs: holding("a.zip"), path: "a.zip" }),
  DeviceFs: () => new vfs.DeviceFs(),
  OverlayFs: () => new vfs.OverlayFs(new MemoryFs(), new MemoryFs()),
  ReadOnlyFs: () => new vfs.ReadOnlyFs(new MemoryFs()),
  BasePathFs: () => new vfs.BasePathFs(new MemoryFs(), "/"),
  MountFs: () => new vfs.MountFs({ "/": new MemoryFs() }),
  CacheOnReadFs: () => new vfs.CacheOnReadFs(new MemoryFs(), new MemoryFs()),
  ReadAheadFs: () => new vfs.ReadAheadFs(new MemoryFs()),
  FilterFs: () => new vfs.FilterFs(new MemoryFs(), /./),
  QuotaFs: () => new vfs.QuotaFs(new MemoryFs(), {}),
  ObserveFs: () => new vfs.ObserveFs(new MemoryFs(), () => {}),
  FaultFs: () => new FaultFs(new MemoryFs(), () => undefined),
};

/** An empty archive, which ends by a record in zip, and by zeros in tar. */
function holding(path: string): vfs.MemoryFs {
  const fs = new MemoryFs();
  const bytes = new Uint8Array(path.endsWith(".zip") ? 22 : 1024);
  if (path.endsWith(".zip")) bytes.set([0x50, 0x4b, 5, 6]);
  fs.writeFile(path, bytes);
  return fs;
}

async function succeeds(action: () => unknown): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (error instanceof vfs.FsError) return false;
    throw error;
  }
}

/** Whether no call of a file system or of one of its files returns a promise. */
function isSynchronous(fs: vfs.Fs): boolean {
  const isAtOnce = (call: () => unknown) => {
    try {
      const answer = call();
      if (answer instanceof Promise) answer.catch(() => {});
      return !(answer instanceof Promise);
    } catch (error) {
      if (error instanceof vfs.FsError) return true;
      throw error;
    }
  };
  const areFilesAtOnce = ["/", "a", "null"].every((path) =>
    isAtOnce(() => fs.stat(path)) &&
    isAtOnce(() => {
      const file = fs.open(path);
      if (file instanceof Promise) return file;
      return [
        () => file.stat(),
        () => file.readdir(),
        () => file.read(new Uint8Array(1)),
        () => file.sync(),
        () => file.close(),
      ].every(isAtOnce) || Promise.resolve();
    })
  );
  if (!areFilesAtOnce) return false;
  // Much to do at once: others might get a turn meanwhile.
  const steps = Array.from({ length: 1100 }, (_, i) => `large/${i}`);
  const isEach = steps.every((path) => isAtOnce(() => fs.mkdirAll(path)));
  return isEach && isAtOnce(() => fs.rename("large", "moved"));
}

/** Whether a file system is synchronous, writable, and has links. */
async function propertiesOf(fs: vfs.Fs): Promise<boolean[]> {
  await succeeds(async () => await (await fs.create("a")).close());
  return [
    isSynchronous(fs),
    await succeeds(async () => await (await fs.create("new")).close()),
    await succeeds(() => fs.symlink!("new", "link")),
  ];
}

Deno.test("the reference describes each file system correctly", async (t) => {
  const page = await Deno.readTextFile(
    new URL("../../guides/reference/file-systems.md", import.meta.url),
  );
  const rows = Array.from(
    page.matchAll(
      /^\| `(\w+Fs)` +\|[^|]*\| (\S+) +\| (\S+) +\| (\S+) +\|$/gm,
    ),
    ([, name, ...marks]) =>
      [name!, marks.map((mark) => mark === "yes")] as const,
  );
  const exported = Object.keys(vfs)
    .filter((name) => name.endsWith("Fs") && !abstract.includes(name));
  assertEquals(
    rows.map(([name]) => name).toSorted(),
    [...exported, "FaultFs", "S3Fs", "ZipFs"].toSorted(),
  );
  for (const [name, properties] of rows) {
    // Of a browser: tests/browser looks at it there.
    if (name === "OpfsFs") continue;
    await t.step(name, async () => {
      assertEquals(await propertiesOf(make[name]!()), properties);
    });
  }
});
