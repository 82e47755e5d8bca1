// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * What becomes of the outputs of a run that does not end by itself, in a store that
 * takes a file as a whole when it is closed: Debian's Swift, through its S3 API.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { GuestTrapError, MemoryFs, Runtime, TimeoutError } from "../../mod.ts";
import { runPlan } from "../../src/media/mod.ts";
import { QuotaFs, writable } from "../../vfs/mod.ts";
import { statIfThere } from "../../vfs/stat_if_there.ts";
import type { S3Fs } from "../../vfs/s3/mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { engineRuntime } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";
import { Swift } from "../support/swift.ts";
import { turn } from "../support/turn.ts";

let swift!: Swift;
let behave!: { bytes: Uint8Array<ArrayBuffer> };
prepare(async () => {
  behave = { bytes: await compileGuest("behave.c") };
  swift = await Swift.start();
  await swift.createBucket("media");
});
Deno.test.afterAll(() => swift[Symbol.asyncDispose]());

const PART = 65_536;

/** A store with an output of an earlier run, and another view of it. */
async function store(): Promise<{ fs: S3Fs; other: S3Fs }> {
  const options = {
    prefix: `${crypto.randomUUID()}/`,
    ...{ partBytes: PART, maxSpoolBytes: 3 * PART },
  };
  const fs = swift.fs("media", options);
  await fs.writeFile("out", "whole");
  return { fs, other: swift.fs("media", options) };
}

/**
 * Waits until nothing is open any more, which an abort does not wait for. Then there is
 * what there was before.
 */
async function assertKept({ fs, other }: { fs: S3Fs; other: S3Fs }) {
  const sizes = (fs: S3Fs) =>
    Promise.all(
      ["out", "new"].map(async (path) => (await statIfThere(fs, path))?.size),
    );
  while (`${await sizes(fs)}` !== `${await sizes(other)}`) await turn();
  assertEquals(await sizes(other), [5, undefined]);
  assertEquals(await other.readTextFile("out"), "whole");
  assertEquals(await swift.uploads("media"), []);
}

Deno.test("a guest that ends by itself has its files stored, whatever its status; one that traps or is stopped has not", async () => {
  await using runtime = await Runtime.create({ module: behave });
  for (const status of [0, 1]) {
    const { fs, other } = await store();
    const args = ["leave", "out", "partial", `${status}`];
    const { exitCode } = await runtime.run(fs, args);
    assertEquals(exitCode, status);
    assertEquals(await other.readTextFile("out"), "partial");
  }
  const stored = await store();
  const { fs } = stored;
  for (const path of ["out", "new"]) {
    await assertRejects(
      () => runtime.run(fs, ["leave", path, "partial", "trap"]),
      GuestTrapError,
    );
    await assertKept(stored);
    const job = runtime.spawn(fs, ["leave", path, "partial", "never"], {
      stdout: "piped",
    });
    await job.stdout.getReader().read();
    job.abort(new Error("stop"));
    await assertRejects(() => job.status, Error, "stop");
    await assertKept(stored);
  }
});

Deno.test("a run that is stopped while a large file is uploaded leaves no part of it", async () => {
  await using runtime = await Runtime.create({ module: behave });
  const stored = await store();
  const { fs } = stored;
  for (const path of ["out", "new"]) {
    const job = runtime.spawn(fs, ["fill", path]);
    while ((await swift.uploads("media")).length === 0) await turn();
    job.abort(new Error("stop"));
    await assertRejects(() => job.status, Error, "stop");
    await assertKept(stored);
  }
});

Deno.test("what is written to a disk stays, however the run ends, and is given back", async () => {
  await using runtime = await Runtime.create({ module: behave });
  const memory = new MemoryFs();
  const fs = new QuotaFs(memory, { maxBytes: 10 });
  for (let i = 0; i < 3; i++) {
    await assertRejects(
      () => runtime.run(fs, ["leave", "out", "partial", "trap"]),
      GuestTrapError,
    );
    assertEquals(memory.readTextFile("out"), "partial");
    fs.remove("out");
    assertEquals(await fs.usage(), { bytes: 0, files: 0 });
  }
});

Deno.test("what a run writes to a stream into a store is not stored if it fails", async () => {
  await using runtime = await Runtime.create({ module: behave });
  const stored = await store();
  const { fs } = stored;
  await assertRejects(
    () =>
      runtime.run(fs, ["shout"], { stdout: writable(fs, "out"), timeout: 1 }),
    TimeoutError,
  );
  await assertKept(stored);
});

Deno.test("ffmpeg that is aborted while it writes keeps the former output whole", async () => {
  await using runtime = await engineRuntime("lgpl");
  const stored = await store();
  const { fs } = stored;
  const source = "-f lavfi -i testsrc2=size=640x360:rate=25";
  const args = `-nostdin -y ${source} -c:v mpeg4 -q:v 2 -f mpegts out`;
  const begun = async () => {
    while ((await swift.uploads("media")).length === 0) await turn();
  };
  const controller = new AbortController();
  const { signal } = controller;
  const run = runtime.run(fs, args.split(" "), { signal });
  await begun();
  controller.abort(new Error("stop"));
  await assertRejects(() => run, Error, "stop");
  await assertKept(stored);
  // Whoever asks it to end gets what there is.
  const job = runtime.spawn(fs, args.split(" "));
  await begun();
  job.kill("SIGINT");
  assertEquals((await job.status).exitCode, 255);
  assert((await fs.stat("out")).size > PART);
  const { streams } = await runtime.probe(fs, "out");
  assertEquals(streams[0]?.codec, "mpeg4");
});

Deno.test("a plan that is aborted leaves nothing in a store, under no name", async () => {
  await using runtime = await engineRuntime("lgpl");
  const stored = await store();
  const { fs, other } = stored;
  const source = "-f lavfi -i testsrc2=size=640x360:rate=25";
  const command =
    `ffmpeg -nostdin -y ${source} -c:v mpeg4 -q:v 2 -f mpegts out`;
  const controller = new AbortController();
  const { signal } = controller;
  const plan = { steps: [{ argv: command.split(" ") }], outputs: ["out"] };
  const run = runPlan(runtime, fs, plan, { signal });
  while ((await swift.uploads("media")).length === 0) await turn();
  controller.abort(new Error("stop"));
  await assertRejects(() => run, Error, "stop");
  while ((await swift.uploads("media")).length > 0) await turn();
  await assertKept(stored);
  assertEquals((await other.readDir("/")).map(({ name }) => name), ["out"]);
});
