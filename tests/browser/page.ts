// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What the tests run in a page, and in a Worker of it: bundled into one script.
 *
 * @module
 */
import { MemoryFs, Runtime } from "../../mod.ts";
import { BlobFs, OpfsFs } from "../../vfs/mod.ts";
import { conformance } from "../../vfs/testing/mod.ts";

/** How one test ended: with nothing, or with an error. */
export interface Outcome {
  readonly name: string;
  readonly error?: string;
}

type Case = [name: string, test: () => Promise<void>];

async function outcomes(cases: readonly Case[]): Promise<Outcome[]> {
  const all: Outcome[] = [];
  for (const [name, test] of cases) {
    try {
      await test();
      all.push({ name });
    } catch (error) {
      all.push({ name, error: `${(error as Error).stack ?? error}` });
    }
  }
  return all;
}

/** Runs the conformance suite over a new directory of the private file system each. */
async function opfs(place = "page"): Promise<Outcome[]> {
  const cases: Case[] = [];
  let made = 0;
  const register = (name: string, test: () => Promise<void>) => {
    cases.push([name, test]);
  };
  conformance(
    "OpfsFs",
    () => OpfsFs.open(`/${place}-${++made}`),
    { links: false, metadata: false, register },
  );
  return await outcomes(cases);
}

/** As in browsers that cannot move files, and in directories that the user chose. */
async function opfsByCopying(): Promise<Outcome[]> {
  const { FileSystemFileHandle } = globalThis as unknown as {
    FileSystemFileHandle: { prototype: { move?: unknown } };
  };
  const { prototype } = FileSystemFileHandle;
  const { move } = prototype;
  delete prototype.move;
  try {
    return await opfs("copying");
  } finally {
    prototype.move = move;
  }
}

/** In a Worker, files are read and written in place. */
function opfsInWorker(): Promise<Outcome[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker("/page.js", { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
}

/** Does what people do with a file that they chose. */
async function media(
  engine: string,
  encoder: string,
): Promise<Record<string, unknown>> {
  const input = await (await fetch("/in.mp4")).blob();
  const bytes = await (await fetch(engine)).arrayBuffer();
  await using runtime = await Runtime.create({ module: { bytes } });
  const fs = new MemoryFs();
  const mounts = { "/in": new BlobFs({ "a.mp4": input }) };
  const fractions: number[] = [];
  const args = `-i /in/a.mp4 -vf scale=64:-2 -c:v ${encoder} -c:a aac out.mkv`
    .split(
      " ",
    );
  const { exitCode } = await runtime.run(fs, args, {
    mounts,
    onProgress: ({ fraction }) => void fractions.push(fraction ?? -1),
  });
  const { formatNames, streams } = await runtime.probe(fs, "out.mkv");
  const picture = await runtime.thumbnail(fs, "out.mkv", { width: 32 });
  const opened = await OpfsFs.open(`/media-${encoder}`);
  await opened.writeFile("in.mp4", new Uint8Array(await input.arrayBuffer()));
  const inPlace = await runtime.run(
    opened,
    "-y -i in.mp4 -c copy -movflags +faststart out.mp4".split(" "),
  );
  const copied = await runtime.probe(opened, "out.mp4");
  const aborting = new AbortController();
  const endless = runtime.run(
    fs,
    "-f lavfi -i testsrc2 -f null -".split(" "),
    { signal: aborting.signal, onProgress: () => aborting.abort() },
  );
  const reason = await endless.then(() => "ended", ({ name }) => name);
  const after = await runtime.run(fs, ["-version"]);
  return {
    exitCode,
    formatNames,
    codecs: streams.map(({ codec }) => codec),
    ended: fractions.at(-1),
    magic: Array.from(picture.subarray(0, 4)),
    inPlace: [inPlace.exitCode, copied.streams.map(({ codec }) => codec)],
    reason,
    after: after.success,
  };
}

/** Runs a guest whose threads run at the same time, in several ways. */
async function threads(): Promise<Record<string, unknown>> {
  const bytes = await (await fetch("/threads.wasm")).arrayBuffer();
  await using runtime = await Runtime.create({
    module: { bytes },
    maxMemoryBytes: 64 * 2 ** 20,
    threads: 2,
  });
  const exitCodes: Record<string, number> = {};
  for (const way of ["count", "files", "jumps", "random", "exit", "return"]) {
    console.log(way);
    exitCodes[way] = (await runtime.run(new MemoryFs(), [way])).exitCode;
  }
  return exitCodes;
}

/** What a page gets that is not isolated: file systems, but no runtime. */
async function plain(): Promise<Record<string, unknown>> {
  const opened = await OpfsFs.open("/plain");
  await opened.writeFile("a.txt", "hello");
  const bytes = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const error = await Runtime.create({ module: { bytes } }).then(
    () => undefined,
    ({ name, missing }) => ({ name, missing }),
  );
  return { text: await opened.readTextFile("a.txt"), error };
}

/** What the page offers to the tests. */
export const offered: {
  readonly opfs: () => Promise<Outcome[]>;
  readonly opfsByCopying: () => Promise<Outcome[]>;
  readonly opfsInWorker: () => Promise<Outcome[]>;
  readonly media: typeof media;
  readonly threads: typeof threads;
  readonly plain: () => Promise<Record<string, unknown>>;
} = { opfs, opfsByCopying, opfsInWorker, media, threads, plain };

if ("document" in globalThis) Object.assign(globalThis, offered);
else (globalThis as unknown as Worker).postMessage(await opfs("worker"));
