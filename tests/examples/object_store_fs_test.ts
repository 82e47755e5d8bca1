// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertRejects,
} from "@std/assert";
import { ObjectStoreFs } from "../../examples/object_store_fs.ts";
import { FsError, MemoryFs } from "../../mod.ts";
import { MountFs } from "../../vfs/mod.ts";
import { engineRuntime } from "../support/engine.ts";

/** An object store on this machine: `HEAD`, and `GET` of ranges. */
function serve(objects: Map<string, Uint8Array<ArrayBuffer>>) {
  let sent = 0;
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) => {
      const bytes = objects.get(new URL(request.url).pathname.slice(1));
      if (!bytes) return new Response(null, { status: 404 });
      const range = /^bytes=(\d+)-(\d+)$/.exec(
        request.headers.get("range") ?? "",
      );
      const part = range
        ? bytes.slice(Number(range[1]), Number(range[2]) + 1)
        : bytes;
      if (request.method === "HEAD") {
        return new Response(null, {
          headers: { "content-length": `${part.length}` },
        });
      }
      sent += part.length;
      return new Response(part, { status: range ? 206 : 200 });
    },
  );
  return {
    server,
    url: `http://127.0.0.1:${server.addr.port}/`,
    sent: () => sent,
  };
}

Deno.test("ObjectStoreFs lets ffmpeg read the objects of a store", async () => {
  await using runtime = await engineRuntime("lgpl");
  const made = new MemoryFs();
  const args = [
    "-f",
    "lavfi",
    "-i",
    "sine=duration=60",
    "-c:a",
    "pcm_s16le",
    "a.wav",
  ];
  assertEquals((await runtime.run(made, args)).exitCode, 0);
  const objects = new Map([["a.wav", made.readFile("a.wav")]]);
  const { server, url, sent } = serve(objects);
  const store = new ObjectStoreFs(url);
  assertEquals((await runtime.probe(store, "a.wav")).durationSec, 60);
  assertLess(sent(), objects.get("a.wav")!.length / 2);
  const error = await assertRejects(
    () => runtime.probe(store, "no.wav"),
    FsError,
  );
  assertEquals(error.code, "ENOENT");

  const output = new MemoryFs();
  const command = "-i a.wav -t 1 -c copy /out/part.wav";
  const fs = new MountFs({ "/": store, "/out": output });
  const result = await runtime.run(fs, command.split(" "));
  assertEquals(result.exitCode, 0, result.stderr);
  const { durationSec } = await runtime.probe(output, "part.wav");
  assertAlmostEquals(durationSec!, 1, 0.1);
  await server.shutdown();
});
