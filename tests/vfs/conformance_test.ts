// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  BasePathFs,
  BlobFs,
  CacheOnReadFs,
  DenoFs,
  DeviceFs,
  FilterFs,
  type Fs,
  MemoryFs,
  MountFs,
  ObserveFs,
  OverlayFs,
  QuotaFs,
  ReadAheadFs,
  ReadOnlyFs,
  type SyncFs,
} from "../../vfs/mod.ts";
import {
  conformance,
  FaultFs,
  readOnlyConformance,
  seedTree,
} from "../../vfs/testing/mod.ts";
import { atOnce } from "../support/at_once.ts";

const root = Deno.makeTempDirSync();
globalThis.addEventListener(
  "unload",
  () => Deno.removeSync(root, { recursive: true }),
);

/** An empty directory of the host. */
function scratch(): DenoFs {
  return new DenoFs(Deno.makeTempDirSync({ dir: root }));
}

/** A stack that is synchronous by its type, and so must never return a promise. */
function synchronous(name: string, make: () => SyncFs): void {
  conformance(name, () => atOnce(make()));
}

synchronous("MemoryFs", () => new MemoryFs());
conformance("DenoFs", scratch);
synchronous("DenoFs that is synchronous", () => {
  const dir = Deno.makeTempDirSync({ dir: root });
  return new DenoFs(dir, { synchronous: true });
});
synchronous(
  "OverlayFs(ReadOnlyFs(DenoFs), MemoryFs) that is synchronous",
  () => {
    const dir = Deno.makeTempDirSync({ dir: root });
    const base = new DenoFs(dir, { synchronous: true });
    return new OverlayFs(new ReadOnlyFs(base), new MemoryFs());
  },
);
synchronous("BasePathFs(MemoryFs)", () => {
  const fs = new MemoryFs();
  fs.mkdirAll("a/base");
  fs.writeFile("a/base2", "a sibling");
  return new BasePathFs(fs, "a/base");
});
synchronous(
  "ObserveFs(MemoryFs)",
  () => new ObserveFs(new MemoryFs(), () => {}),
);
synchronous("QuotaFs(MemoryFs)", () => new QuotaFs(new MemoryFs(), {}));
conformance("FilterFs(MemoryFs)", () => new FilterFs(new MemoryFs(), /./));
synchronous("MountFs(MemoryFs)", () => new MountFs({ "/": new MemoryFs() }));
synchronous(
  "OverlayFs(MemoryFs, MemoryFs)",
  () => new OverlayFs(new MemoryFs(), new MemoryFs()),
);
conformance(
  "OverlayFs(ReadOnlyFs(DenoFs), MemoryFs)",
  () => new OverlayFs(new ReadOnlyFs(scratch()), new MemoryFs()),
);
synchronous("BasePathFs(OverlayFs)", () => {
  const base = new MemoryFs();
  base.mkdirAll("a/b");
  return new BasePathFs(new OverlayFs(base, new MemoryFs()), "a/b");
});
synchronous(
  "a stack of everything over MemoryFs",
  () => {
    const base = new MemoryFs();
    base.mkdir("root");
    const mounts = new MountFs({
      "/": new OverlayFs(new ReadOnlyFs(base), new MemoryFs()),
      "/dev": new DeviceFs(),
      "/fonts": new BlobFs({ "a.ttf": new Uint8Array(10) }),
    });
    const jail = new BasePathFs(new QuotaFs(mounts), "root");
    return new ObserveFs(jail, () => {});
  },
);
synchronous(
  "QuotaFs(ObserveFs(MemoryFs))",
  () => new QuotaFs(new ObserveFs(new MemoryFs(), () => {}), {}),
);
conformance(
  "MountFs(/a MemoryFs, /b DenoFs, / OverlayFs)",
  () =>
    new BasePathFs(
      new MountFs({
        "/a": new MemoryFs(),
        "/b": scratch(),
        "/": new OverlayFs(new MemoryFs(), new MemoryFs()),
      }),
      "/b",
    ),
);
conformance(
  "FaultFs(MemoryFs)",
  () => new FaultFs(new MemoryFs(), () => undefined),
);
conformance(
  "FaultFs(MemoryFs) with short reads and writes",
  () => new FaultFs(new MemoryFs(), () => ({ until: Promise.resolve() })),
);
conformance(
  "CacheOnReadFs(slow, MemoryFs)",
  () => {
    const slow = new FaultFs(
      new MemoryFs(),
      () => ({ until: Promise.resolve() }),
    );
    return new CacheOnReadFs(slow, new MemoryFs());
  },
);
conformance(
  "ReadAheadFs(slow)",
  () => {
    const slow = new FaultFs(
      new MemoryFs(),
      () => ({ until: Promise.resolve() }),
    );
    return new ReadAheadFs(slow, { blockBytes: 3 });
  },
);
conformance("ReadAheadFs(DenoFs)", () => new ReadAheadFs(scratch()));

const text = (content: string) => new TextEncoder().encode(content);
const seed = Object.entries(seedTree).map(([path, content]) =>
  [path, text(content)] as const
);

async function seeded<T extends Fs>(fs: T): Promise<T> {
  await fs.mkdirAll("d/e");
  for (const [path, content] of seed) {
    await using file = await fs.create(path);
    await file.write(content);
  }
  return fs;
}

readOnlyConformance(
  "ReadOnlyFs(MemoryFs)",
  async () => atOnce(new ReadOnlyFs(await seeded(new MemoryFs()))),
);
readOnlyConformance(
  "ReadOnlyFs(DenoFs)",
  async () => new ReadOnlyFs(await seeded(scratch())),
);
readOnlyConformance(
  "BlobFs of bytes",
  () => atOnce(new BlobFs(Object.fromEntries(seed))),
);
readOnlyConformance("BlobFs of blobs", () => {
  const blobs = seed.map(([path, content]) => [path, new Blob([content])]);
  return new BlobFs(Object.fromEntries(blobs));
});
