// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import { buildEngine } from "../../engine/build.ts";
import {
  createQueue,
  JobCancelledError,
  type JobRequest,
} from "../../src/queue/mod.ts";
import { inFolder } from "../support/cli.ts";
import { decibels } from "../support/frame_likeness.ts";
import { RedisServer } from "../support/redis.ts";
import { WorkerProcess } from "./spawn_worker.ts";
import { playSplit } from "./split_scene.ts";

const job = (i: number, seconds: number): JobRequest => ({
  version: 1,
  args: [..."-f lavfi -i".split(" "), `sine=d=${seconds}`, "/out.wav"],
  outputs: { "/out.wav": { store: "media", key: `${i}.wav` } },
  key: `job ${i}`,
});

/** Encodes so long that there is time to kill the worker. */
const long = (i: number): JobRequest => ({
  ...job(i, 1),
  args: "-re -f lavfi -i sine=d=3 /out.wav".split(" "),
});

Deno.test("jobs survive workers that are killed, and a server that is", async () => {
  const { path: engine } = await buildEngine("lgpl");
  await inFolder({}, async (store) => {
    await using server = await RedisServer.start();
    await using queue = await createQueue({ redis: server.url, backoff: 50 });
    const start = () => new WorkerProcess(server.url, engine, store);
    await using first = start();
    await using second = start();
    await Promise.all([first.until("ready"), second.until("ready")]);

    const jobs = await Promise.all([
      queue.add(long(0)),
      ...Array.from({ length: 30 }, (_, i) => queue.add(job(i + 1, 1))),
    ]);
    // Whichever has the long one is lost with it.
    const { id } = await Promise.race(
      [first, second].map((worker) => worker.until("started")),
    );
    assert(jobs.some((each) => each.id === id));
    await first.stop("SIGKILL");
    await server.down();
    await server.up();
    const cancelled = await queue.add({
      ...long(99),
      args: "-re -f lavfi -i sine=d=600 /out.wav".split(" "),
    });
    await cancelled.cancel();
    await Promise.all(jobs.map((each) => each.result()));
    await cancelled.result().then(
      () => assert(false, "was not cancelled"),
      (error) => assert(error instanceof JobCancelledError),
    );

    const files = Array.from(Deno.readDirSync(store), ({ name }) => name);
    assertEquals(
      files.sort(),
      jobs.map((_, i) => `${i}.wav`).sort(),
    );
    const sizes = new Set(
      jobs.slice(1).map((_, i) => Deno.statSync(`${store}/${i + 1}.wav`).size),
    );
    assertEquals(sizes.size, 1);
    const { completed, waiting, running } = await queue.stats();
    assertEquals([completed, waiting, running], [jobs.length, 0, 0]);

    // Told to stop, it finishes what it has.
    const rest = second.rest();
    const last = await queue.add(long(50));
    for await (const _ of last.progress()) break;
    const { code } = await second.stop("SIGTERM");
    assertEquals(code, 0);
    assert(
      (await rest).some(({ event, id }) =>
        event === "completed" && id === last.id
      ),
    );
    assertEquals(await last.state(), "completed");
  });
});

Deno.test("a video in parts has the frames of one run, though a worker is lost with one", async () => {
  const { path: engine } = await buildEngine("lgpl");
  await inFolder({}, async (store) => {
    const scene = { engine, seconds: 12, size: "160x90", parts: 6 };
    const outcome = await playSplit(scene, store);
    const { oneRun, split, hashes: [disturbed, calm], started } = outcome;
    assertEquals(split.times, oneRun.times);
    assertEquals(split.sound, oneRun.sound);
    assertEquals(disturbed, calm);
    assertEquals(disturbed!.length, 360);
    const loss = decibels(oneRun.errors) - decibels(split.errors);
    assert(loss < 0.1, `${loss} dB`);
    // Six parts, the sound, and what joins them; one was begun twice.
    assertEquals([started.length, new Set(started).size], [9, 8]);
    assertEquals(outcome.names, ["calm.mp4", "in.mkv", "many.mp4", "one.mp4"]);
  });
});

Deno.test("a job that takes its workers with it has failed", async () => {
  const { path: engine } = await buildEngine("lgpl");
  await inFolder({}, async (store) => {
    await using server = await RedisServer.start();
    await using queue = await createQueue({ redis: server.url });
    const poison = await queue.add(long(0));
    for (let i = 0; i <= 3; i++) {
      await using worker = new WorkerProcess(server.url, engine, store);
      await worker.until("started");
      await worker.stop("SIGKILL");
    }
    await using worker = new WorkerProcess(server.url, engine, store);
    const other = await queue.add(job(1, 1));
    await other.result();
    await worker.until("completed");
    const failed = await poison.result().then(
      () => undefined,
      (error) => error,
    );
    assertEquals(failed?.name, "JobFailedError");
  });
});
