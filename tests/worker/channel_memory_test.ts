// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** One run after another uses the memory of the channel again, if nobody else can. */
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { type Fs, MemoryFs } from "../../mod.ts";
import { turn } from "../../src/bridge/channel.ts";
import { WorkerThread } from "../../src/run/worker_thread.ts";
import { DelegatingFs } from "../../vfs/delegating_fs.ts";
import { compileGuest } from "../support/c_guest.ts";
import { engineRuntime } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";

let module!: WebAssembly.Module;
prepare(async () => {
  module = new WebAssembly.Module(await compileGuest("behave.c"));
});

/** Runs the guest over a file system. Returns the memory of the channel. */
async function memoryOf(
  thread: WorkerThread,
  fs: Fs,
  args: string[],
  signal = new AbortController().signal,
): Promise<SharedArrayBuffer> {
  const streams = new MemoryFs();
  const [stdin, stdout, stderr] = ["0", "1", "2"].map((name) =>
    streams.create(name)
  );
  const channel = thread.newChannel();
  assertEquals([channel.turn, channel.interrupt[0]], [turn.guest, 0]);
  assertEquals([channel.isAside, channel.posted.isEmpty], [false, true]);
  const { buffer } = channel;
  const command = { module, args: ["a", ...args], env: {}, maxOpenFiles: 64 };
  const target = {
    ...{ mounts: { "/": fs }, stdin: stdin! },
    ...{ stdout: stdout!, stderr: stderr! },
  };
  try {
    await thread.run(command, target, channel, signal);
  } finally {
    // Whoever kept it could do so.
    channel.signal(15);
    channel.post(new Uint8Array(9));
  }
  return buffer;
}

Deno.test("a run uses the memory of the channel of the one before", async () => {
  const thread = new WorkerThread();
  const fs = new MemoryFs();
  const write = ["write", "a", "text", "0"];
  const first = await memoryOf(thread, fs, write);
  assertStrictEquals(await memoryOf(thread, fs, ["unreachable"]), first);
  assertStrictEquals(await memoryOf(thread, fs, write), first);
  assertEquals(fs.readTextFile("a"), "text");
  thread.close();
});

Deno.test("no run uses memory that a file system may still fill, or that of a run that was stopped", async () => {
  class AsyncFs extends DelegatingFs {
    override async openFile(...args: Parameters<DelegatingFs["openFile"]>) {
      return await super.openFile(...args);
    }
  }
  class StoppingFs extends DelegatingFs {
    override openFile(...args: Parameters<DelegatingFs["openFile"]>) {
      controller.abort("stop");
      return super.openFile(...args);
    }
  }
  const controller = new AbortController();
  const thread = new WorkerThread();
  const memory = new MemoryFs();
  const write = ["write", "a", "text", "0"];
  const waited = await memoryOf(thread, new AsyncFs("AsyncFs", memory), write);
  const next = thread.newChannel().buffer;
  assert(next !== waited);

  const fs = new StoppingFs("StoppingFs", memory);
  const stopped = await memoryOf(thread, fs, write, controller.signal);
  assert(thread.newChannel().buffer !== stopped);
  thread.close();
});

Deno.test("a signal to a job that has ended does not reach the next one", async () => {
  await using runtime = await engineRuntime("lgpl");
  const ended = runtime.spawn(new MemoryFs(), ["-version"]);
  await ended.status;
  const job = runtime.spawn(
    new MemoryFs(),
    "-f s16le -ar 8000 -ac 1 -i pipe:0 -f s16le pipe:1".split(" "),
    { stdin: "piped", stdout: "piped" },
  );
  const [writer, reader] = [job.stdin.getWriter(), job.stdout.getReader()];
  const written = writer.write(new Uint8Array(2 ** 20));
  // It has started.
  let size = (await reader.read()).value!.length;
  ended.kill("SIGTERM");
  reader.releaseLock();
  const closed = written.then(() => writer.close());
  for await (const { length } of job.stdout) size += length;
  await closed;
  assertEquals(size, 2 ** 20);
  assertEquals((await job.status).exitCode, 0);
});
