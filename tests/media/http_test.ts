// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Media at URLs: how little of them is fetched. */
import { assert, assertEquals } from "@std/assert";
import type { Runtime } from "../../mod.ts";
import { BasePathFs, HttpFs, MemoryFs, MountFs } from "../../vfs/mod.ts";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import { hugeMovie } from "../support/huge_movie.ts";
import { prepare } from "../support/prepare.ts";
import { RangeServer, type Served } from "../support/range_server.ts";

let runtime!: Runtime;
let movie!: Uint8Array<ArrayBuffer>;
let huge!: Served;
prepare(async () => {
  runtime = await engineRuntime("gpl");
  const { fs } = await ffmpeg(
    runtime,
    "-f lavfi -i testsrc=s=320x180:d=2 -f lavfi -i sine=d=2 -c:v libx264 -g 10 -c:a aac a.mp4",
  );
  movie = fs.readFile("a.mp4");
  huge = hugeMovie(movie, 4 * 1024 ** 3);
});

Deno.test("probing a movie of 4 GiB takes one round of two requests", async () => {
  const both = Promise.withResolvers<void>();
  await using server = new RangeServer({ "a.mp4": huge }, async ({ index }) => {
    // The first is not answered before the second has come.
    if (index === 1) both.resolve();
    if (index === 0) await both.promise;
    return undefined;
  });
  await using fs = new HttpFs({ "in/a.mp4": server.url("a.mp4?key=1") });
  const { durationSec, streams } = await runtime.probe(fs, "in/a.mp4");
  assertEquals([durationSec, streams.length], [2, 2]);
  const asked = server.ranges.filter((range) => range !== "bytes=0-0");
  assertEquals(asked.toSorted(), ["bytes=-1048576", "bytes=0-262143"]);
  assert(server.sentBytes < 2 * 1024 ** 2, `${server.sentBytes}`);

  // A run uses what the probe has fetched, which is only confirmed.
  const { sentBytes } = server;
  const out = new MemoryFs();
  const { exitCode, stderr } = await runtime.run(
    new MountFs({ "/in": new BasePathFs(fs, "in"), "/": out }),
    "-i in/a.mp4 -c copy -f framemd5 out.md5".split(" "),
  );
  assertEquals(exitCode, 0, stderr);
  assertEquals(server.sentBytes, sentBytes);
  assert(
    server.requests.slice(2).every(({ headers }) =>
      headers.get("if-none-match") === '"huge"'
    ),
  );
  const { fs: local } = await ffmpeg(
    runtime,
    "-i a.mp4 -c copy -f framemd5 out.md5",
    { "a.mp4": movie },
  );
  assertEquals(out.readTextFile("out.md5"), local.readTextFile("out.md5"));
});
