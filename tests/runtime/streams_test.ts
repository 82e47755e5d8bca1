// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertLess,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  Job,
  KilledError,
  MemoryFs,
  type Result,
  type RunOptions,
  Runtime,
  type StdinSource,
} from "../../mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { engineRuntime } from "../support/engine.ts";
import { type Footprint, inProcessOfItsOwn } from "../support/footprint.ts";
import { prepare } from "../support/prepare.ts";

let module!: { bytes: Uint8Array<ArrayBuffer> };
let behave!: { bytes: Uint8Array<ArrayBuffer> };
prepare(async () => {
  module = { bytes: await compileGuest("pipe.c") };
  behave = { bytes: await compileGuest("behave.c") };
});
const fs = new MemoryFs();
const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i * 7 + (i >> 8));

/** Everything that a stream delivers. */
async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A stream that ends in an error after the first chunk. */
function breaking(error: Error): ReadableStream<Uint8Array> {
  let isFirst = true;
  return new ReadableStream({
    pull(controller) {
      if (isFirst) controller.enqueue(bytes);
      else controller.error(error);
      isFirst = false;
    },
  });
}

Deno.test("Runtime.run() reads stdin from every kind of source", async (t) => {
  await using runtime = await Runtime.create({ module });
  const path = await Deno.makeTempFile();
  await Deno.writeFile(path, bytes);
  const sources: Record<string, () => StdinSource | Promise<StdinSource>> = {
    "bytes": () => bytes,
    "a Blob": () => new Blob([bytes]),
    "a file of the host": async () => (await Deno.open(path)).readable,
    "a stream of odd chunks": () =>
      ReadableStream.from([
        bytes.subarray(0, 1),
        new Uint8Array(0),
        bytes.subarray(1, 70_000),
        bytes.subarray(70_000),
      ]),
  };
  for (const [name, source] of Object.entries(sources)) {
    await t.step(name, async () => {
      const stdin = await source();
      const { stdout } = await runtime.run(fs, ["copy"], { stdin });
      assertEquals(stdout, bytes);
    });
  }
  await t.step("nothing", async () => {
    assertEquals((await runtime.run(fs, ["copy"])).stdout.length, 0);
  });
  await Deno.remove(path);
});

Deno.test("Runtime.run() releases a stdin that the guest does not read to its end", async () => {
  await using runtime = await Runtime.create({ module });
  const cancelled = Promise.withResolvers<unknown>();
  const stdin = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(bytes),
    cancel: cancelled.resolve,
  });
  const { stdout } = await runtime.run(fs, ["copy", "10"], { stdin });
  assertEquals(stdout, bytes.slice(0, 10));
  await cancelled.promise;
});

Deno.test("Runtime.run() writes stdout to a stream, and closes it", async () => {
  await using runtime = await Runtime.create({ module });
  const { readable, writable } = new TransformStream<
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>
  >();
  const [received, result] = await Promise.all([
    collect(readable),
    runtime.run(fs, ["copy"], { stdin: bytes, stdout: writable }),
  ]);
  assertEquals(received, bytes);
  assertEquals(result.stdout.length, 0);
});

Deno.test("Runtime.run() rejects with the error of a stream of the caller", async () => {
  await using runtime = await Runtime.create({ module });
  const broken = new Error("broken");
  const stdin = breaking(broken);
  const reading = runtime.run(fs, ["copy"], { stdin });
  assertEquals(await assertRejects(() => reading), broken);
  const stdout = new WritableStream<Uint8Array>({
    write: () => Promise.reject(broken),
  });
  const writing = runtime.run(fs, ["copy"], { stdin: bytes, stdout });
  assertEquals(await assertRejects(() => writing), broken);
  const closing = runtime.run(fs, ["copy"], {
    stdout: new WritableStream({ close: () => Promise.reject(broken) }),
  });
  assertEquals(await assertRejects(() => closing), broken);
  const { stdout: after } = await runtime.run(fs, ["copy"], { stdin: bytes });
  assertEquals(after, bytes);
});

Deno.test("Runtime.run() rejects with the error of a stream, even if it looks like a failed operation", async () => {
  await using runtime = await Runtime.create({ module });
  const reset = Object.assign(new Error("reset"), { code: "EPIPE" });
  const stdin = breaking(reset);
  const reading = runtime.run(fs, ["copy"], { stdin });
  assertEquals(await assertRejects(() => reading), reset);
  const stdout = new WritableStream({ write: () => Promise.reject(reset) });
  const writing = runtime.run(fs, ["copy"], { stdin: bytes, stdout });
  assertEquals(await assertRejects(() => writing), reset);
});

Deno.test("Runtime.spawn() buffers as much piped output as a pipe", async () => {
  await using runtime = await Runtime.create({ module });
  const stdin = bytes.subarray(0, 60_000);
  const job = runtime.spawn(fs, ["copy"], { stdin, stdout: "piped" });
  assertEquals((await job.status).exitCode, 0);
  assertEquals(await collect(job.stdout), stdin);
});

Deno.test("Runtime.run() refuses anything that is not a stream of bytes", async (t) => {
  await using runtime = await Runtime.create({ module });
  const locked = new ReadableStream<Uint8Array>();
  locked.getReader();
  const lockedOut = new WritableStream();
  lockedOut.getWriter();
  const free = new ReadableStream<Uint8Array>();
  const text = ReadableStream.from(["text"]) as ReadableStream<unknown>;
  const cases: Record<string, [unknown, string]> = {
    "text": [{ stdin: "text" }, "received string; give a ReadableStream"],
    "an ArrayBuffer": [{ stdin: bytes.buffer }, "received ArrayBuffer"],
    "null": [{ stdin: null }, "received null"],
    "a locked input": [{ stdin: locked }, "locked"],
    "a locked output": [{ stdin: free, stdout: lockedOut }, "locked"],
    "no output": [{ stdout: "inherit" }, "received string; give a Writable"],
    "chunks of text": [{ stdin: text }, "a chunk of the type string"],
  };
  for (const [name, [options, message]] of Object.entries(cases)) {
    await t.step(name, async () => {
      const running = runtime.run(fs, ["copy"], options as RunOptions);
      await assertRejects(() => running, TypeError, message);
    });
  }
  assertEquals(free.locked, false);
});

Deno.test("Runtime.run() cancels its stdin with the reason of an abort", async () => {
  await using runtime = await Runtime.create({ module });
  const reason = new Error("enough");
  const cancelled = Promise.withResolvers<unknown>();
  const stdin = new ReadableStream<Uint8Array>({ cancel: cancelled.resolve });
  const signal = AbortSignal.abort(reason);
  await assertRejects(() => runtime.run(fs, ["copy"], { stdin, signal }));
  assertEquals(await cancelled.promise, reason);
});

Deno.test("Runtime.spawn() pipes in both directions at once", async () => {
  await using runtime = await Runtime.create({ module });
  const job = runtime.spawn(fs, ["copy"], { stdin: "piped", stdout: "piped" });
  const writer = job.stdin.getWriter();
  const reader = job.stdout.getReader();
  for (const text of ["ping", "pong"]) {
    await writer.write(new TextEncoder().encode(text));
    const { value } = await reader.read();
    assertEquals(new TextDecoder().decode(value), text);
  }
  await writer.close();
  assertEquals((await reader.read()).done, true);
  assertEquals((await job.status).success, true);
});

Deno.test("Runtime.spawn() keeps the guest waiting until its output is read", async () => {
  await using runtime = await Runtime.create({ module });
  let taken = 0;
  const full = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const stdout = new WritableStream<Uint8Array>({
    write(chunk) {
      taken += chunk.length;
      if (taken < 1_000_000) return;
      full.resolve();
      return gate.promise;
    },
  });
  const job = runtime.spawn(fs, ["pour"], { stdout });
  await full.promise;
  // Meanwhile, another guest writes six times as much.
  await using other = await Runtime.create({ module });
  assertEquals((await other.run(fs, ["pour", "100"])).exitCode, 0);
  assertLess(taken, 1_000_000 + 300_000);
  job.abort();
  gate.resolve();
  await assertRejects(() => job.status, DOMException, "aborted");
});

Deno.test("Runtime.spawn() fails writes of the guest when nothing reads its output any more", async () => {
  await using runtime = await Runtime.create({ module });
  const job = runtime.spawn(fs, ["pour"], { stdout: "piped" });
  const reader = job.stdout.getReader();
  await reader.read();
  await reader.cancel();
  const { exitCode, stderr } = await job.status;
  assertEquals([exitCode, stderr], [1, "write: Broken pipe\n"]);
});

Deno.test("Runtime.spawn() ends piped streams with the reason of an abort", async (t) => {
  await using runtime = await Runtime.create({ module });
  const stop = new Error("stop");
  const ends = (job: Job) => ({
    stdout: () => collect(job.stdout),
    stderr: () => collect(job.stderr),
    status: () => job.status,
    stdin: async () => {
      const writer = job.stdin.getWriter();
      for (;;) await writer.write(bytes);
    },
  });
  const piped = {
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  } as const;
  await t.step("while it waits for input", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const job = runtime.spawn(fs, ["copy"], { ...piped, signal });
    const { stdin: _, ...reading } = ends(job);
    const all = Object.values(reading).map((end) =>
      assertRejects(end, Error, "stop")
    );
    const writer = job.stdin.getWriter();
    await writer.write(bytes.subarray(0, 1));
    writer.releaseLock();
    controller.abort(stop);
    await Promise.all(all);
    await assertRejects(ends(job).stdin);
  });
  await t.step("before it starts", async () => {
    const signal = AbortSignal.abort(stop);
    const job = runtime.spawn(fs, ["copy"], { ...piped, signal });
    const { stdin, ...reading } = ends(job);
    for (const end of Object.values(reading)) {
      await assertRejects(end, Error, "stop");
    }
    await assertRejects(stdin);
  });
  await t.step("and can be used afterwards", async () => {
    const { stdout } = await runtime.run(fs, ["copy"], { stdin: bytes });
    assertEquals(stdout, bytes);
  });
});

Deno.test("Job kills its run when it is disposed of", async () => {
  await using runtime = await Runtime.create({ module });
  let status: Promise<Result>;
  {
    await using job = runtime.spawn(fs, ["pour"]);
    status = job.status;
  }
  await assertRejects(() => status, DOMException, "aborted");
  {
    await using job = runtime.spawn(fs, ["copy"]);
    status = job.status;
    await status;
  }
  assertEquals((await status).exitCode, 0);
});

Deno.test("Job has only the streams that are piped", async () => {
  await using runtime = await Runtime.create({ module });
  const job = runtime.spawn(fs, ["copy"]);
  for (const name of ["stdin", "stdout", "stderr", "progress"] as const) {
    assertThrows(() => job[name], TypeError, `pass the option \`${name}: `);
  }
  await job.status;
});

Deno.test("Runtime.spawn() passes stderr on at once, even an incomplete line", async () => {
  await using runtime = await Runtime.create({ module: behave });
  const job = runtime.spawn(fs, ["murmur", "ready"], { stderr: "piped" });
  const { value } = await job.stderr.getReader().read();
  assertEquals(new TextDecoder().decode(value), "ready");
  job.abort();
  await assertRejects(() => job.status, DOMException, "aborted");
});

Deno.test("Job.kill() stops running and queued runs with SIGKILL", async () => {
  await using runtime = await Runtime.create({ module: behave });
  const job = runtime.spawn(fs, ["murmur", "ready"], { stderr: "piped" });
  const waiting = runtime.spawn(fs, ["loop"]);
  await job.stderr.getReader().read();
  for (const killed of [waiting, job]) {
    killed.kill("SIGKILL");
    const error = await assertRejects(() => killed.status, KilledError);
    assertEquals(error.signal, "SIGKILL");
    // The run is over: further calls have no effect.
    killed.abort(new Error("late"));
    await assertRejects(() => killed.status, KilledError);
  }
  assertEquals((await runtime.run(fs, ["exit", "7"])).exitCode, 7);
});

Deno.test("Job cannot be constructed", () => {
  const construct = Job as unknown as new (...args: unknown[]) => Job;
  for (const args of [[], [Symbol("creation"), {}, fs, [], {}]]) {
    assertThrows(() => new construct(...args), TypeError, "call spawn()");
  }
});

Deno.test("Runtime.spawn() fails writes of the guest when nothing reads its stderr any more", async () => {
  await using runtime = await Runtime.create({ module: behave });
  const job = runtime.spawn(fs, ["protest"], { stderr: "piped" });
  const reader = job.stderr.getReader();
  await reader.read();
  await reader.cancel();
  const EPIPE = 64;
  assertEquals((await job.status).exitCode, EPIPE);
});

Deno.test("Runtime.spawn() makes a guest wait when it writes stderr faster than it is read", async () => {
  await using runtime = await Runtime.create({ module: behave });
  const job = runtime.spawn(fs, ["spew", "200000"], { stderr: "piped" });
  const said = new TextDecoder().decode(await collect(job.stderr));
  const lines = Array.from({ length: 200_000 }, (_, i) => `err ${i}\n`);
  assertEquals(said === lines.join(""), true);
  assertEquals((await job.status).exitCode, 0);
});

Deno.test("Runtime.spawn() pipes stderr, and also returns it", async () => {
  await using runtime = await engineRuntime("lgpl");
  const job = runtime.spawn(fs, ["-hide_banner", "-i", "none.mp4"], {
    stderr: "piped",
  });
  const said = new TextDecoder().decode(await collect(job.stderr));
  const { exitCode, stderr } = await job.status;
  assertEquals(said, stderr);
  assertStringIncludes(said, "Error opening input file none.mp4.");
  assertStringIncludes(said, "No such file or directory");
  assert(exitCode !== 0);
});

Deno.test("Runtime.spawn() transcodes from pipe to pipe", async () => {
  await using runtime = await engineRuntime("lgpl");
  const raw = ["-f", "s16le", "-ar", "8000", "-ac", "1"];
  const job = runtime.spawn(fs, [...raw, "-i", "pipe:0", ...raw, "pipe:1"], {
    stdin: new Blob([bytes]),
    stdout: "piped",
  });
  assertEquals(await collect(job.stdout), bytes);
  assertEquals((await job.status).exitCode, 0);
});

Deno.test("Runtime.spawn() does not grow while it pipes a gibibyte", async () => {
  const script = new URL("./pipe_endurance.ts", import.meta.url);
  const [before, most] = await inProcessOfItsOwn<[Footprint, Footprint]>(
    script,
  );
  assertLess(most.rss - before.rss, 64 * 2 ** 20);
});
