// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Media from a store that takes 20 ms for each request, like one in another city: one
 * request per read, with read-ahead, and downloaded first.
 * `deno run -A bench/read_ahead_bench.ts`
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { assertEquals } from "@std/assert";
import { ObjectStoreFs } from "../examples/object_store_fs.ts";
import { type Fs, MemoryFs, Runtime } from "../mod.ts";
import { ReadAheadFs } from "../vfs/mod.ts";
import { compare } from "./compare.ts";
import { type InputName, readInputs } from "./inputs.ts";

const LATENCY_MS = 20;
const inputs = await readInputs(["video360.mp4", "video720.mp4"]);

await using server = Deno.serve(
  { port: 0, onListen() {} },
  async ({ url, method, headers }) => {
    await delay(LATENCY_MS);
    const object = inputs[new URL(url).pathname.slice(1)];
    if (!object) return new Response(null, { status: 404 });
    const range = /^bytes=(\d+)-(\d+)$/.exec(headers.get("range") ?? "");
    const body = range
      ? object.subarray(Number(range[1]), Number(range[2]) + 1)
      : object;
    return new Response(method === "HEAD" ? null : body, {
      status: range ? 206 : 200,
      headers: { "content-length": `${body.length}` },
    });
  },
);
const store = new ObjectStoreFs(`http://127.0.0.1:${server.addr.port}/`);
await using runtime = await Runtime.create({ module: { file: "ffmpeg.wasm" } });

async function run(fs: Fs, command: string): Promise<void> {
  const { exitCode, stderr } = await runtime.run(fs, command.split(" "));
  assertEquals(exitCode, 0, stderr);
}

async function downloaded(name: InputName): Promise<Fs> {
  const fs = new MemoryFs();
  const response = await store.request(name, { method: "GET" });
  fs.writeFile(name, await response.bytes());
  return fs;
}

for (
  const [name, command] of [
    ["video720.mp4", "-i video720.mp4 -f null -"],
    ["video720.mp4", "-ss 1 -i video720.mp4 -frames:v 1 -f null -"],
    ["video360.mp4", "-i video360.mp4 -c copy -f null -"],
  ] as const
) {
  await compare(command, 5, {
    "as it is": () => run(store, command),
    "ReadAheadFs": () => run(new ReadAheadFs(store), command),
    "downloaded first": async () => run(await downloaded(name), command),
  });
}
