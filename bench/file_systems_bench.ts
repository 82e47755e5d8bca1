// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What each file system costs, per call and per byte, for the page
 * `vfs/README.md`: `deno run -A bench/file_systems_bench.ts`. Servers are on the same
 * machine, so that their distance comes on top.
 *
 * @module
 */
import { RangeServer, served } from "../tests/support/range_server.ts";
import { Swift } from "../tests/support/swift.ts";
import {
  BasePathFs,
  BlobFs,
  CacheOnReadFs,
  DenoFs,
  type Fs,
  FsError,
  HttpFs,
  MemoryFs,
  OverlayFs,
  QuotaFs,
  tar,
  TarFs,
  writeFile,
} from "../vfs/mod.ts";
import { zip, ZipFs } from "../vfs/zip/mod.ts";

const MiB = 2 ** 20;
const SIZE = 16 * MiB;
const bytes = new Uint8Array(SIZE).map((_, i) => (i * 2654435761) >>> 13);
const folder = await Deno.makeTempDir();
await Deno.writeFile(`${folder}/a.bin`, bytes);
await using server = new RangeServer({ "a.bin": served(bytes) });
await using swift = await Swift.start();
await swift.createBucket("media");
const bucket = crypto.randomUUID();
await writeFile(
  { fs: swift.fs("media", { prefix: bucket }), path: "a.bin" },
  bytes,
);

const memory = new MemoryFs();
memory.writeFile("a.bin", bytes);
const archives = new MemoryFs();
await tar(memory).pipeTo(archives.writable("a.tar"));
await zip(memory).pipeTo(archives.writable("stored.zip"));
await zip(memory, "/", { level: 6 }).pipeTo(archives.writable("deflated.zip"));

const make: Record<string, () => Fs> = {
  MemoryFs: () => memory,
  "BlobFs of bytes": () => new BlobFs({ "a.bin": bytes }),
  "BlobFs of a Blob": () => new BlobFs({ "a.bin": new Blob([bytes]) }),
  DenoFs: () => new DenoFs(folder),
  "BasePathFs over MemoryFs": () => new BasePathFs(memory, "/"),
  "QuotaFs over MemoryFs": () => new QuotaFs(memory, {}),
  "OverlayFs over MemoryFs": () => new OverlayFs(memory, new MemoryFs()),
  "TarFs in MemoryFs": () => new TarFs({ fs: archives, path: "a.tar" }),
  "ZipFs in MemoryFs, stored": () =>
    new ZipFs({ fs: archives, path: "stored.zip" }),
  "ZipFs in MemoryFs, deflated": () =>
    new ZipFs({ fs: archives, path: "deflated.zip" }),
  HttpFs: () => new HttpFs(server.url()),
  S3Fs: () => swift.fs("media", { prefix: bucket }),
  "CacheOnReadFs(S3Fs, MemoryFs)": () =>
    new CacheOnReadFs(swift.fs("media", { prefix: bucket }), new MemoryFs()),
};

/** The shortest time of some rounds, in microseconds: what else runs only adds. */
async function time(rounds: number, work: () => unknown): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await work();
    least = Math.min(least, performance.now() - start);
  }
  return least * 1000;
}

async function readAll(fs: Fs, step: number): Promise<void> {
  await using file = await fs.open("a.bin");
  const buffer = new Uint8Array(step);
  while (await file.read(buffer) !== null);
}

const rows: string[][] = [];
for (const [name, create] of Object.entries(make)) {
  const fs = create();
  const isRemote = /S3|Http/.test(name);
  const rounds = isRemote ? 10 : 300;
  const stat = await time(rounds, () => fs.stat("a.bin"));
  const open = await time(rounds, async () => {
    await (await fs.open("a.bin")).close();
  });
  const file = await fs.open("a.bin");
  const small = new Uint8Array(4096);
  await file.readAt(small, 5 * MiB);
  const read = await time(rounds, () => file.readAt(small, 5 * MiB + 4096));
  await file.close();
  const all = await time(isRemote ? 3 : 5, () => readAll(create(), 64 * 1024));
  let write = NaN;
  try {
    write = await time(isRemote ? 3 : 5, async () => {
      await using file = await fs.create("new.bin");
      for (let at = 0; at < SIZE; at += 64 * 1024) {
        await file.write(bytes.subarray(at, at + 64 * 1024));
      }
    });
  } catch (error) {
    if (!(error instanceof FsError) || error.code !== "EROFS") throw error;
  }
  const rate = (us: number) =>
    isNaN(us) ? "–" : `${Math.round(SIZE / MiB / (us / 1e6))}`;
  const us = (value: number) =>
    value < 10 ? value.toFixed(1) : `${Math.round(value)}`;
  rows.push([name, us(stat), us(open), us(read), rate(all), rate(write)]);
}
const titles = ["", "stat", "open, close", "4 KiB", "MiB/s read", "written"];
console.log(`| ${titles.join(" | ")} |\n|${" --- |".repeat(titles.length)}`);
for (const row of rows) console.log(`| ${row.join(" | ")} |`);
await Deno.remove(folder, { recursive: true });
