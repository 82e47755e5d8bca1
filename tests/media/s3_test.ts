// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** Media from an object store into it, held only in part. */
import { assert, assertEquals } from "@std/assert";
import type { Runtime } from "../../mod.ts";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";
import { Swift } from "../support/swift.ts";

let swift!: Swift;
let runtime!: Runtime;
prepare(async () => {
  [swift, runtime] = await Promise.all([Swift.start(), engineRuntime("gpl")]);
  await swift.createBucket("media");
});
Deno.test.afterAll(() => swift[Symbol.asyncDispose]());

Deno.test("a run reads from an object store and writes to it, with little in memory", async () => {
  const made =
    "-f lavfi -i testsrc=s=640x360:d=1:r=5,noise=alls=60 -f lavfi -i sine=d=1 -c:v ffv1 -c:a pcm_s16le in.mkv";
  const { fs: local } = await ffmpeg(runtime, made);
  const movie = local.readFile("in.mkv");
  const partBytes = 65_536;
  await using fs = swift.fs("media", {
    ...{ partBytes, maxSpoolBytes: 3 * partBytes, blockBytes: 65_536 },
    maxCacheBytes: 4 * 65_536,
  });
  await fs.writeFile("in.mkv", movie);
  assert(movie.length > 10 * partBytes, `${movie.length}`);
  // A muxer that comes back to its beginning, and one that writes an index at the end.
  for (const name of ["out.mkv", "out.mov"]) {
    const command = `-i in.mkv -c copy -fflags +bitexact ${name}`;
    const { exitCode, stderr } = await runtime.run(fs, command.split(" "));
    assertEquals(exitCode, 0, stderr);
    const { fs: expected } = await ffmpeg(runtime, command, {
      "in.mkv": movie,
    });
    const out = await fs.readFile(name);
    assert(out.length > 10 * partBytes, `${out.length}`);
    assertEquals(out, expected.readFile(name), name);
  }
  assertEquals((await runtime.probe(fs, "out.mov")).streams.length, 2);
});
