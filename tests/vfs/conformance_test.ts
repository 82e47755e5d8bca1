// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  BasePathFs,
  BlobFs,
  CacheOnReadFs,
  DenoFs,
  FilterFs,
  type Fs,
  MemoryFs,
  MountFs,
  ObserveFs,
  OverlayFs,
  QuotaFs,
  ReadAheadFs,
  ReadOnlyFs,
} from "../../vfs/mod.ts";
import {
  conformance,
  FaultFs,
  readOnlyConformance,
  seedTree,
} from "../../vfs/testing/mod.ts";

const root = Deno.makeTempDirSync();
globalThis.addEventListener(
  "unload",
  () => Deno.removeSync(root, { recursive: true }),
);

/** An empty directory of the host. */
function scratch(): DenoFs {
  return new DenoFs(Deno.makeTempDirSync({ dir: root }));
}

conformance("MemoryFs", () => new MemoryFs());
conformance("DenoFs", scratch);
conformance("BasePathFs(MemoryFs)", () => {
  const fs = new MemoryFs();
  fs.mkdirAll("a/base");
  fs.writeFile("a/base2", "a sibling");
  return new BasePathFs(fs, "a/base");
});
conformance(
  "ObserveFs(MemoryFs)",
  () => new ObserveFs(new MemoryFs(), () => {}),
);
conformance("QuotaFs(MemoryFs)", () => new QuotaFs(new MemoryFs(), {}));
conformance("FilterFs(MemoryFs)", () => new FilterFs(new MemoryFs(), /./));
conformance("MountFs(MemoryFs)", () => new MountFs({ "/": new MemoryFs() }));
conformance(
  "OverlayFs(MemoryFs, MemoryFs)",
  () => new OverlayFs(new MemoryFs(), new MemoryFs()),
);
conformance(
  "OverlayFs(ReadOnlyFs(DenoFs), MemoryFs)",
  () => new OverlayFs(new ReadOnlyFs(scratch()), new MemoryFs()),
);
conformance("BasePathFs(OverlayFs)", () => {
  const base = new MemoryFs();
  base.mkdirAll("a/b");
  return new BasePathFs(new OverlayFs(base, new MemoryFs()), "a/b");
});
conformance(
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
  async () => new ReadOnlyFs(await seeded(new MemoryFs())),
);
readOnlyConformance(
  "ReadOnlyFs(DenoFs)",
  async () => new ReadOnlyFs(await seeded(scratch())),
);
readOnlyConformance(
  "BlobFs of bytes",
  () => new BlobFs(Object.fromEntries(seed)),
);
readOnlyConformance("BlobFs of blobs", () => {
  const blobs = seed.map(([path, content]) => [path, new Blob([content])]);
  return new BlobFs(Object.fromEntries(blobs));
});
