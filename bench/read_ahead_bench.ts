// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Media from a store that takes 20 ms for each request, like one in another city: one
 * request per read, with read-ahead, by `HttpFs`, and downloaded first.
 * `deno run -A bench/read_ahead_bench.ts`
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { assertEquals } from "@std/assert";
import { ObjectStoreFs } from "../examples/object_store_fs.ts";
import { type Fs, MemoryFs, Runtime } from "../mod.ts";
import { RangeServer, served } from "../tests/support/range_server.ts";
import { HttpFs, ReadAheadFs } from "../vfs/mod.ts";
import { compare } from "./compare.ts";
import { type InputName, readInputs } from "./inputs.ts";

const LATENCY_MS = 20;
const inputs = await readInputs(["video360.mp4", "video720.mp4"]);

await using server = new RangeServer(
  Object.fromEntries(
    Object.entries(inputs).map(([name, bytes]) => [name, served(bytes)]),
  ),
  async () => {
    await delay(LATENCY_MS);
    return undefined;
  },
);
const store = new ObjectStoreFs(server.url());
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
    "HttpFs": () => run(new HttpFs(server.url()), command),
    "downloaded first": async () => run(await downloaded(name), command),
  });
}
