import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Channel, turn } from "../../src/bridge/channel.ts";
import { BridgeClient, StoppedError } from "../../src/bridge/client.ts";
import { BridgeServer } from "../../src/bridge/server.ts";
import { BaseFile } from "../../vfs/base_file.ts";
import { FsError } from "../../vfs/fs_error.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const nothing = new BaseFile("nothing");

/** A guest's and a caller's end of one channel. */
function bridge(write: (data: Uint8Array) => number | Promise<number>) {
  const channel = new Channel();
  const stderr = new (class extends BaseFile {
    override write = write;
  })("stderr");
  const target = { mounts: {}, stdin: nothing, stdout: nothing, stderr };
  const client = new BridgeClient(new Channel(channel.buffer));
  return { client, server: new BridgeServer(channel, target) };
}

/** Waits as a caller does who has a thread: without one, the loop of events would end. */
async function alive<T>(promise: Promise<T>): Promise<T> {
  const timer = setInterval(() => {}, 1000);
  try {
    return await promise;
  } finally {
    clearInterval(timer);
  }
}

Deno.test("Channel.changed() ends whenever something was posted", async () => {
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

Deno.test("BridgeServer hands on what is posted while the guest goes on", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const { client, server } = bridge((data) => {
    resolve(new TextDecoder().decode(data));
    return data.length;
  });
  const served = server.serve();
  // By now it sleeps.
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert(client.post(bytes("line")));
  assertEquals(await alive(promise), "line");
  client.end("outcome");
  assertEquals(await alive(served), "outcome");
});

Deno.test("BridgeServer hands on what is posted before it ends, in order and one by one", async () => {
  let text = "";
  let busy = 0;
  const { client, server } = bridge(async (data) => {
    assertEquals(++busy, 1);
    if (text === "") client.post(bytes("b"));
    await new Promise((resolve) => setTimeout(resolve, 0));
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

Deno.test("BridgeServer takes no more posts where what was posted cannot be written", async () => {
  const { promise: failed, resolve } = Promise.withResolvers<void>();
  const { client, server } = bridge(() => {
    setTimeout(resolve, 0);
    throw new FsError("EPIPE", { operation: "write", path: "stderr" });
  });
  assert(client.post(bytes("line")));
  const served = server.serve();
  await alive(failed);
  assert(!client.post(bytes("more")));
  client.end("outcome");
  assertEquals(await alive(served), "outcome");
});

Deno.test("BridgeServer ends the run when what takes the posts is broken", async () => {
  const { promise: failed, resolve } = Promise.withResolvers<void>();
  const { client, server } = bridge(() => {
    setTimeout(resolve, 0);
    throw new Error("broken");
  });
  const served = server.serve();
  assert(client.post(bytes("line")));
  await alive(failed);
  assertThrows(() => client.post(bytes("more")), StoppedError);
  client.end("outcome");
  await assertRejects(() => alive(served), Error, "broken");
});

Deno.test("BridgeServer hands nothing on after it was stopped", async () => {
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

Deno.test("BridgeServer lets other tasks have their turn while a guest posts without end", async () => {
  const { client, server } = bridge((data) => {
    client.post(data);
    return data.length;
  });
  assert(client.post(bytes("line")));
  const served = server.serve();
  setTimeout(() => {
    server.stop();
    client.end("outcome");
  }, 0);
  assertEquals(await alive(served), "outcome");
});
