// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Run by `streams_test.ts`: pipes a gibibyte through a guest to a slow reader, and
 * prints the footprint before and the largest one meanwhile.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { MemoryFs, Runtime } from "../../mod.ts";
import { compileGuest } from "../support/c_guest.ts";
import { type Footprint, footprint } from "../support/footprint.ts";

const GiB = 2 ** 30;
const chunk = new Uint8Array(2 ** 18);

await using runtime = await Runtime.create({
  module: { bytes: await compileGuest("pipe.c") },
});

async function pipe(bytes: number): Promise<Footprint> {
  let left = bytes;
  const stdin = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left === 0) return controller.close();
      controller.enqueue(chunk);
      left -= chunk.length;
    },
  });
  const job = runtime.spawn(new MemoryFs(), ["copy"], {
    stdin,
    stdout: "piped",
  });
  let most = await footprint();
  let [total, chunks] = [0, 0];
  for await (const { length } of job.stdout) {
    total += length;
    if (++chunks % 256 !== 0) continue;
    const now = await footprint();
    if (now.rss > most.rss) most = now;
  }
  assertEquals([total, (await job.status).exitCode], [bytes, 0]);
  return most;
}

const before = await pipe(GiB / 16);
console.log(JSON.stringify([before, await pipe(GiB)]));
