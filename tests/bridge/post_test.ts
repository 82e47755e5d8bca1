import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Channel } from "../../src/bridge/channel.ts";
import { BridgeClient, StoppedError } from "../../src/bridge/client.ts";
import { BridgeServer } from "../../src/bridge/server.ts";
import { BaseFile } from "../../vfs/base_file.ts";
import { FsError } from "../../vfs/fs_error.ts";
import { Random } from "../support/random.ts";

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

Deno.test("Channel.post() keeps the order of what is taken later, and refuses what has no room", () => {
  const random = new Random(1);
  const guest = new Channel();
  const caller = new Channel(guest.buffer);
  const pending: number[] = [];
  let refused = 0;
  for (let i = 0; i < 20_000; i++) {
    const data = Uint8Array.from(
      { length: random.below(300) },
      () => random.below(256),
    );
    if (guest.post(data)) pending.push(...data);
    else refused++;
    assertEquals(caller.pending, pending.length);
    if (random.below(3) > 0) continue;
    const taken = caller.posted().slice(0, random.below(700));
    assertEquals([...taken], pending.splice(0, taken.length));
    caller.take(taken.length);
  }
  assert(refused > 10);
});

Deno.test("BridgeServer hands on what is posted while the guest goes on", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const { client, server } = bridge((data) => {
    resolve(new TextDecoder().decode(data.slice()));
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
    await new Promise((resolve) => setTimeout(resolve, 0));
    text += new TextDecoder().decode(data.slice());
    busy--;
    return data.length;
  });
  const served = server.serve();
  for (const part of ["a", "b", "c"]) assert(client.post(bytes(part)));
  client.end("outcome");
  assertEquals(await served, "outcome");
  assertEquals(text, "abc");
});

Deno.test("BridgeServer tells nobody that what was posted could not be written", async () => {
  const { client, server } = bridge(() => {
    throw new FsError("EPIPE", "write", "stderr");
  });
  assert(client.post(bytes("line")));
  client.end("outcome");
  assertEquals(await server.serve(), "outcome");
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
    text += new TextDecoder().decode(data.slice());
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
    client.post(data.slice());
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
