// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Requests that are abandoned, while the file system still carries them out. */
import { assert, assertEquals } from "@std/assert";
import { Channel, turn } from "../../src/bridge/channel.ts";
import { BridgeServer } from "../../src/bridge/server.ts";
import { BaseFile } from "../../vfs/base_file.ts";
import { DelegatingFile } from "../../vfs/delegating_file.ts";
import { DelegatingFs } from "../../vfs/delegating_fs.ts";
import type { OpenOptions } from "../../vfs/mod.ts";
import { MemoryFs } from "../../vfs/memory_fs.ts";
import { turn as nextTask } from "../support/turn.ts";
import type { AbandonRequest } from "./abandon_worker.ts";
import type { GuestMessage } from "./run_in_worker.ts";

/** What reaches the file `slow`, which answers nothing before it is told. */
class SlowFs extends DelegatingFs {
  readonly #asked = Promise.withResolvers<Uint8Array>();
  readonly #answer = Promise.withResolvers<number>();
  /** Resolves with the bytes of the request. */
  readonly asked: Promise<Uint8Array> = this.#asked.promise;
  hasClosed = false;

  constructor(fs: MemoryFs) {
    super("SlowFs", fs);
  }

  answer(count: number): void {
    this.#answer.resolve(count);
  }

  override async openFile(
    path: string,
    options?: OpenOptions,
  ): Promise<DelegatingFile> {
    const file = await super.openFile(path, options);
    if (path !== "slow") return new DelegatingFile(path, file);
    const ask = (bytes: Uint8Array) => {
      this.#asked.resolve(bytes);
      return this.#answer.promise;
    };
    const closed = async () => {
      await ask(new Uint8Array());
      await file.close();
      this.hasClosed = true;
    };
    return new class extends DelegatingFile {
      override read = ask;
      override write = ask;
      override close = closed;
    }(path, file);
  }
}

/** What a test needs while a request is not answered yet. */
interface Meanwhile {
  server: BridgeServer;
  fs: SlowFs;
  /** What the request reads into, or writes. */
  bytes: Uint8Array;
  /** Has the guest end after a read, and acts before this thread does anything else. */
  onceEnded(act: () => void): Promise<void>;
}

/** Runs a guest that makes a request. Returns its outcome, and what it wrote later. */
async function abandon(
  what: AbandonRequest["what"],
  act: (meanwhile: Meanwhile) => void | Promise<void>,
): Promise<[outcome: string, written: string]> {
  const memory = new MemoryFs();
  const fs = new SlowFs(memory);
  const channel = new Channel();
  const closed = new BaseFile("closed");
  const server = new BridgeServer(channel, {
    mounts: { "/": fs },
    ...{ stdin: closed, stdout: closed, stderr: closed },
  });
  const words = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL("./abandon_worker.ts", import.meta.url), {
    type: "module",
  });
  try {
    const message: GuestMessage<AbandonRequest> = {
      buffer: channel.buffer,
      request: { what, words },
    };
    worker.postMessage(message);
    const served = server.serve();
    const bytes = await fs.asked;
    await act({
      ...{ server, fs, bytes },
      async onceEnded(act) {
        while (channel.turn === turn.caller) await undefined;
        Atomics.store(words, 0, 1);
        Atomics.notify(words, 0);
        Atomics.wait(words, 1, 0);
        act();
      },
    });
    return [await served, memory.readTextFile("other")];
  } finally {
    worker.terminate();
  }
}

for (const end of ["stop", "giveUp"] as const) {
  Deno.test(`what is read after ${end}() does not change the outcome`, async () => {
    const [outcome] = await abandon("read", async (run) => {
      run.server[end]();
      await run.onceEnded(() => run.bytes.fill(0xff));
      run.fs.answer(run.bytes.length);
    });
    assertEquals(outcome, "StoppedError");
  });
}

Deno.test("stop() closes what is open, though the guest does not end", async () => {
  const [outcome] = await abandon("read", async ({ server, fs, onceEnded }) => {
    server.stop();
    fs.answer(0);
    while (!fs.hasClosed) await nextTask();
    await onceEnded(() => {});
  });
  assertEquals(outcome, "StoppedError");
});

Deno.test("a write that was given up still writes the same bytes", async () => {
  let bytes: Uint8Array = new Uint8Array();
  const ended = await abandon("write", (run) => {
    bytes = run.bytes;
    run.server.giveUp();
    run.fs.answer(bytes.length);
  });
  assertEquals(ended, ["StoppedError", "after it"]);
  assertEquals(new TextDecoder().decode(bytes.slice()), "before ".repeat(8));
});

Deno.test("a file that is being closed is not given up", async () => {
  let slow: SlowFs | undefined;
  const [outcome] = await abandon("close", ({ server, fs }) => {
    slow = fs;
    server.giveUp();
    fs.answer(0);
  });
  assertEquals(outcome, "answered");
  assert(slow!.hasClosed);
});
