// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Channel, type Turn, turn } from "../../src/bridge/channel.ts";
import { BridgeClient } from "../../src/bridge/client.ts";
import { StoppedError } from "../../src/bridge/stopped_error.ts";
import { BridgeServer } from "../../src/bridge/server.ts";
import { BaseFile } from "../../vfs/base_file.ts";
import { FsError } from "../../vfs/fs_error.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const nothing = new BaseFile("nothing");

/** A channel that reports when the caller begins to wait. */
class TellingChannel extends Channel {
  #waits = Promise.withResolvers<void>();

  /** Resolves when the caller waits the next time: it has done all that was to do. */
  nextWait(): Promise<void> {
    this.#waits = Promise.withResolvers();
    return this.#waits.promise;
  }

  override changed(now: Turn): Promise<boolean> {
    const change = super.changed(now);
    this.#waits.resolve();
    return change;
  }
}

/** A guest's and a caller's end of one channel. */
function bridge(write: (data: Uint8Array) => number | Promise<number>) {
  const channel = new TellingChannel();
  const stderr = new (class extends BaseFile {
    override write = write;
  })("stderr");
  const target = { mounts: {}, stdin: nothing, stdout: nothing, stderr };
  const end = new Channel(channel.buffer);
  const client = new BridgeClient(end);
  return { channel, end, client, server: new BridgeServer(channel, target) };
}

/** Waits as a caller with a thread does: without one, the event loop would end. */
async function alive<T>(promise: Promise<T>): Promise<T> {
  const { port1, port2 } = new MessageChannel();
  // A listening port keeps the process alive, as a thread does.
  port1.onmessage = () => {};
  try {
    return await promise;
  } finally {
    port1.close();
    port2.close();
  }
}

Deno.test("Channel.changed() resolves whenever something was posted", async () => {
  const total = 2_000_000;
  const channel = new Channel();
  const worker = new Worker(new URL("./post_worker.ts", import.meta.url), {
    type: "module",
  });
  worker.postMessage({ buffer: channel.buffer, total });
  let received = 0;
  let isInOrder = true;
  for (;;) {
    const now = channel.turn;
    for (const byte of channel.posted.take()) {
      isInOrder &&= byte === (received++ & 0xff);
    }
    if (now === turn.ended) break;
    await channel.changed(now);
  }
  worker.terminate();
  assertEquals([received, isInOrder], [total, true]);
});

Deno.test("BridgeServer passes posts on while the guest continues", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const { channel, client, server } = bridge((data) => {
    resolve(new TextDecoder().decode(data));
    return data.length;
  });
  const waits = channel.nextWait();
  const served = server.serve();
  await alive(waits);
  assert(client.post(bytes("line")));
  assertEquals(await alive(promise), "line");
  client.end("outcome");
  assertEquals(await alive(served), "outcome");
});

Deno.test("BridgeServer passes posts on before it ends, in order and one by one", async () => {
  let text = "";
  let busy = 0;
  const { end, client, server } = bridge(async (data) => {
    assertEquals(++busy, 1);
    if (text === "") {
      // Waiters are woken in order: the caller before this.
      const woken = end.changed(turn.guest);
      client.post(bytes("b"));
      assert(await woken);
    }
    text += new TextDecoder().decode(data);
    if (text === "a") {
      client.post(bytes("c"));
      client.end("outcome");
    }
    busy--;
    return data.length;
  });
  assert(client.post(bytes("a")));
  assertEquals(await alive(server.serve()), "outcome");
  assertEquals(text, "abc");
});

Deno.test("BridgeServer accepts no more posts when one cannot be written", async () => {
  const { channel, client, server } = bridge(() => {
    throw new FsError("EPIPE", { operation: "write", path: "stderr" });
  });
  assert(client.post(bytes("line")));
  const waits = channel.nextWait();
  const served = server.serve();
  await alive(waits);
  assert(!client.post(bytes("more")));
  client.end("outcome");
  assertEquals(await alive(served), "outcome");
});

Deno.test("BridgeServer ends the run when the target of the posts is broken", async () => {
  const { channel, client, server } = bridge(() => {
    throw new Error("broken");
  });
  const served = server.serve();
  const waits = channel.nextWait();
  assert(client.post(bytes("line")));
  await alive(waits);
  assertThrows(() => client.post(bytes("more")), StoppedError);
  client.end("outcome");
  await assertRejects(() => alive(served), Error, "broken");
});

Deno.test("BridgeServer passes nothing on after it was stopped", async () => {
  let text = "";
  const { client, server } = bridge((data) => {
    text += new TextDecoder().decode(data);
    return data.length;
  });
  assert(client.post(bytes("line")));
  server.stop();
  client.end("outcome");
  assertEquals(await server.serve(), "outcome");
  assertEquals(text, "");
});

Deno.test("BridgeServer lets other tasks run while a guest posts endlessly", async () => {
  const { client, server } = bridge((data) => {
    client.post(data);
    return data.length;
  });
  assert(client.post(bytes("line")));
  const served = server.serve();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    server.stop();
    client.end("outcome");
  };
  port2.postMessage("another task");
  assertEquals(await alive(served), "outcome");
  port1.close();
  port2.close();
});
