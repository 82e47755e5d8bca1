// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertGreater,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { Queue, QueueEvents } from "bullmq";
import { Redis } from "ioredis";
import { ClosedError, MemoryFs, RuntimePool } from "../../mod.ts";
import {
  createQueue,
  createWorker,
  JobCancelledError,
  JobFailedError,
  type JobProgress,
  type JobQueue,
  type JobRequest,
  JobRequestError,
  type QueuedJob,
  type RedisWorker,
  scratchIn,
  transcodeSplit,
  UnreachableError,
} from "../../src/queue/mod.ts";
import { checkJob } from "../../src/queue/check_job.ts";
import { performJob } from "../../src/queue/perform_job.ts";
import { redisNames } from "../../src/queue/redis/names.ts";
import { memoryScratch } from "../../src/queue/scratch.ts";
import { TenantRate } from "../../src/queue/tenant_rate.ts";
import {
  type Errno,
  type Fs,
  FsError,
  ObserveFs,
  QuotaFs,
} from "../../vfs/mod.ts";
import { SetSteps } from "../support/set_steps.ts";
import { CuttableProxy } from "../support/cuttable_proxy.ts";
import { engineBytes } from "../support/engine.ts";
import { nativeProbe } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";
import { RedisServer } from "../support/redis.ts";

let bytes!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  bytes = await engineBytes("lgpl");
});

const sine = (seconds: number, key: string): JobRequest => ({
  version: 1,
  args: ["-f", "lavfi", "-i", `sine=d=${seconds}`, "/out.wav"],
  outputs: { "/out.wav": { store: "media", key } },
});

const endless: JobRequest = {
  version: 1,
  args: "-re -f lavfi -i testsrc2=s=32x32 -f null -".split(" "),
};

/** A queue with what runs its jobs. */
interface Setting {
  readonly queue: JobQueue;
  readonly media: MemoryFs;
  /** Where the server is, if there is one. */
  readonly url?: string;
}

type Use = (setting: Setting) => Promise<void>;

/** What a queue is tested with: its stores fail as `faults` says. */
interface Given {
  readonly attempts?: number;
  readonly keep?: number;
  readonly backoff?: number;
  readonly tenantRate?: { jobs: number; per: number };
  readonly media?: MemoryFs | ObserveFs;
}

const kinds: Record<string, (given: Given, use: Use) => Promise<void>> = {
  async "in this process"({ media, ...given }, use) {
    const module = { bytes };
    await using pool = await RuntimePool.create({ module, size: 2 });
    const store = media ?? new MemoryFs();
    await using queue = await createQueue({
      inProcess: pool,
      stores: { media: store },
      ...given,
    });
    await use({ queue, media: store as MemoryFs });
  },
  async "on a server"({ media, tenantRate, ...given }, use) {
    await using server = await RedisServer.start();
    await using pool = await RuntimePool.create({ module: { bytes }, size: 2 });
    const store = media ?? new MemoryFs();
    const { url: redis } = server;
    await using _worker: RedisWorker = await createWorker({
      ...{ redis, pool, stores: { media: store } },
      // What a listener throws fails no job.
      onEvent() {
        throw new Error("a listener's");
      },
      ...(tenantRate && { tenantRate }),
    });
    await using queue = await createQueue({ redis, ...given });
    await use({ queue, media: store as MemoryFs, url: redis });
  },
};

for (const [kind, within] of Object.entries(kinds)) {
  Deno.test(`a queue ${kind} runs jobs, and says what became of them`, async (t) => {
    await within({}, async ({ queue, media }) => {
      await t.step("from a store to a store", async () => {
        const first = await queue.add(sine(1, "a/one.wav"));
        await first.result();
        const job = await queue.add({
          version: 1,
          args: ["-i", "/w/in.wav", "-c:a", "flac", "/w/out.flac"],
          inputs: { "/w/in.wav": { store: "media", key: "a/one.wav" } },
          outputs: { "/w/out.flac": { store: "media", key: "b/one.flac" } },
          returns: { probe: ["/w/out.flac"], log: 500 },
        });
        const { outputs, probes, log } = await job.result();
        assertEquals(await job.state(), "completed");
        const file = media.readFile("b/one.flac");
        assertEquals(outputs["/w/out.flac"], {
          ...{ store: "media", key: "b/one.flac" },
          bytes: file.length,
        });
        assertEquals(probes["/w/out.flac"]?.streams[0]?.codec, "flac");
        assertStringIncludes(log, "muxing overhead");
        const { streams } = await nativeProbe("a.flac", { "a.flac": file });
        assertEquals(streams[0]?.codec_name, "flac");
        assertEquals(
          media.open("b").readdirnames(),
          ["one.flac"],
        );
      });
      await t.step("a directory, from bytes in the job", async () => {
        const wav = media.readFile("a/one.wav");
        const job = await queue.add({
          version: 1,
          args: "-i /in.wav -c:a aac -f hls -hls_time 0.5 /hls/a.m3u8".split(
            " ",
          ),
          inputs: { "/in.wav": { base64: wav.toBase64() } },
          outputs: { "/hls/": { store: "media", key: "c/hls/" } },
        });
        await job.result();
        assert(media.open("c/hls").readdirnames().includes("a.m3u8"));
        assert(media.open("c/hls").readdirnames().length >= 3);
      });
      await t.step("the same key is the same job", async () => {
        const request = { ...sine(1, "k.wav"), key: "upload 7: wav" };
        const jobs = await Promise.all([1, 2, 3].map(() => queue.add(request)));
        assertEquals(new Set(jobs.map(({ id }) => id)).size, 1);
        await Promise.all(jobs.map((job) => job.result()));
        const again = await queue.add(request);
        assertEquals(await again.state(), "completed");
        assertEquals(await again.result(), await jobs[0]!.result());
      });
      await t.step("what ffmpeg refuses fails once, with its log", async () => {
        const job = await queue.add({
          version: 1,
          args: ["-i", "/none.mp4", "/out.mp4"],
          outputs: { "/out.mp4": { store: "media", key: "none.mp4" } },
        });
        const error = await assertRejects(() => job.result(), JobFailedError);
        assertEquals([error.id, error.attempts], [job.id, 1]);
        assertEquals(error.reason.name, "ExitError");
        assertStringIncludes(`${error.reason.stderr}`, "No such file");
        assertEquals(await job.state(), "failed");
        const [dead] = await queue.failed();
        assertEquals([dead?.id, dead?.job.args?.[1]], [job.id, "/none.mp4"]);
        const retried = await queue.retry(job.id);
        await assertRejects(() => retried!.result(), JobFailedError);
        assertEquals(await queue.retry("unknown"), undefined);
      });
      await t.step(
        "an output that was not made fails it, with nothing published",
        async () => {
          const { args, outputs } = sine(1, "made.wav");
          const job = await queue.add({
            version: 1,
            args: args!,
            outputs: {
              ...outputs,
              "/other.wav": { store: "media", key: "other.wav" },
            },
          });
          const { reason } = await assertRejects(
            () => job.result(),
            JobFailedError,
          );
          assertEquals(reason.code, "ENOENT");
          assertStringIncludes(
            `${reason.message}`,
            "the job ended without making it",
          );
          assert(!media.readDir("/").some(({ name }) => name === "made.wav"));
        },
      );
      await t.step(
        "a directory that was not filled fails it, and replaces nothing",
        async () => {
          media.mkdirAll("shots");
          media.writeFile("shots/1.png", "of yesterday");
          const job = await queue.add({
            version: 1,
            args: "-ss 9 -f lavfi -i testsrc=d=1:s=32x32 /shots/%d.png"
              .split(" "),
            outputs: { "/shots/": { store: "media", key: "shots/" } },
          });
          const { attempts, reason } = await assertRejects(
            () => job.result(),
            JobFailedError,
          );
          assertEquals([attempts, reason.code], [1, "ENOENT"]);
          assertEquals(media.open("shots").readdirnames(), ["1.png"]);
        },
      );
      await t.step("cancels a job that runs, and one that waits", async () => {
        const failed = (await queue.failed()).length;
        const running = await queue.add(endless);
        const seen: JobProgress[] = [];
        for await (const sample of running.progress()) {
          seen.push(sample);
          break;
        }
        assertGreater(seen[0]!.outTimeSec!, 0);
        const others = await Promise.all([1, 2].map(() => queue.add(endless)));
        await Promise.all([running, ...others].map((job) => job.cancel()));
        await assertRejects(() => running.result(), JobCancelledError);
        for (const job of others) {
          await assertRejects(() => job.result(), JobCancelledError);
        }
        await running.cancel();
        // It is forgotten; its key is free again.
        const first = await queue.add({ ...endless, key: "again" });
        await first.cancel();
        assertEquals(await queue.get(first.id), undefined);
        const second = await queue.add({
          ...sine(1, "again.wav"),
          key: "again",
        });
        await second.result();
        assertEquals((await queue.failed()).length, failed);
      });
      await t.step("cancels at once what waits while others run", async () => {
        const busy = await Promise.all([1, 2].map(() => queue.add(endless)));
        for (const job of busy) for await (const _ of job.progress()) break;
        const waiting = await queue.add(endless);
        await waiting.cancel();
        await assertRejects(() => waiting.result(), JobCancelledError);
        for (const job of busy) assertEquals(await job.state(), "running");
        await Promise.all(busy.map((job) => job.cancel()));
      });
      await t.step("cancels what runs within a second", async () => {
        const order: string[] = [];
        const seen = async (job: QueuedJob, seconds: number) => {
          for await (const { outTimeSec = 0 } of job.progress()) {
            if (outTimeSec >= seconds) return;
          }
        };
        const beside = await queue.add({
          version: 1,
          args: "-re -f lavfi -i sine=d=1.5 -f null -".split(" "),
        });
        const running = await queue.add(endless);
        const ends = [
          beside.result().then(() => order.push("beside")),
          running.result().catch(() => order.push("cancelled")),
        ];
        // A second of it is left.
        await Promise.all([seen(beside, 0.5), seen(running, 0)]);
        await running.cancel();
        await Promise.all(ends);
        assertEquals(order, ["cancelled", "beside"]);
      });
      await t.step("stops waiting when the signal says so", async () => {
        const job = await queue.add(endless);
        const stop = new AbortController();
        const waiting = job.result({ signal: stop.signal });
        stop.abort(new Error("enough"));
        await assertRejects(() => waiting, Error, "enough");
        await job.cancel();
      });
      await t.step("drains", async () => {
        await queue.add(sine(1, "d1.wav"));
        await queue.add(sine(1, "d2.wav"));
        await queue.drain();
        assert(media.exists("d1.wav") && media.exists("d2.wav"));
        const { waiting, running, completed } = await queue.stats();
        assertEquals([waiting, running], [0, 0]);
        assertGreater(completed, 4);
        assertEquals(await queue.get("unknown"), undefined);
      });
    });
  });

  Deno.test(`a queue ${kind} transcodes a video in parts, and goes on where it was`, async () => {
    await using pool = await RuntimePool.create({ module: { bytes }, size: 1 });
    await within({}, async ({ queue, media }) => {
      media.mkdir("in");
      // A name that means something to ffmpeg.
      const input = "in/it's 50%.mp4";
      const clip = "-f lavfi -i testsrc=s=64x64:d=4 -f lavfi -i sine=d=4 " +
        "-c:v mpeg4 -g 25";
      await pool.run(media, [...clip.split(" "), input]);
      const fractions: number[] = [];
      const split = { store: "media", parts: 3, key: "film" };
      const result = await transcodeSplit(queue, pool, media, input, "o.mp4", {
        ...split,
        onProgress: ({ fraction }) => void fractions.push(fraction!),
      });
      assertEquals(fractions, fractions.toSorted((a, b) => a - b));
      assertEquals(fractions.at(-1), 1);
      const file = media.readFile("o.mp4");
      assertEquals(result.outputs["/o.mp4"]?.bytes, file.length);
      const { streams } = await nativeProbe("o.mp4", { "o.mp4": file });
      assertEquals(
        streams.map(({ codec_name }) => codec_name),
        ["h264", "aac"],
      );
      assertEquals(streams[0]?.nb_read_frames, "100");
      assertEquals(media.open("/").readdirnames(), ["in", "o.mp4"]);
      // All is known: nothing is done again.
      const { completed } = await queue.stats();
      await transcodeSplit(queue, pool, media, input, "o.mp4", split);
      assertEquals((await queue.stats()).completed, completed);

      const stop = new AbortController();
      const stopped = transcodeSplit(queue, pool, media, input, "p.mp4", {
        store: "media",
        signal: stop.signal,
        onProgress: () => stop.abort(new Error("enough")),
      });
      await assertRejects(() => stopped, Error, "enough");
      assertEquals(media.open("/").readdirnames(), ["in", "o.mp4"]);
      const { waiting, running } = await queue.stats();
      assertEquals([waiting, running], [0, 0]);
      // Its name is no file of the plan.
      media.mkdirAll("videos/2024");
      media.rename(input, "videos/2024/constructor");
      await transcodeSplit(
        ...[queue, pool, media, "videos/2024/constructor", "c.mp4"] as const,
        { store: "media" },
      );
      assertGreater(media.readFile("c.mp4").length, 1000);
    });
  });

  Deno.test(`a queue ${kind} goes on with a video in parts that was aborted or has failed`, async () => {
    await using pool = await RuntimePool.create({ module: { bytes }, size: 1 });
    const inner = new MemoryFs();
    const media = new ObserveFs(inner, () => {});
    let isReadOnly = false;
    media.rename = (from: string, to: string) => {
      // One part is complete before.
      if (isReadOnly && inner.exists("/done")) {
        throw new FsError("EROFS", { operation: "rename", path: from });
      }
      if (isReadOnly) inner.writeFile("/done", "");
      return inner.rename(from, to);
    };
    await within({ media }, async ({ queue }) => {
      const clip = "-f lavfi -i testsrc=s=64x64:d=4 -c:v mpeg4 -g 25 in.mp4";
      await pool.run(inner, clip.split(" "));
      const done = async (key: string, options: object = {}) =>
        await transcodeSplit(queue, pool, inner, "in.mp4", "o.mp4", {
          ...{ store: "media", parts: 3, key },
          ...options,
        });
      const stop = new AbortController();
      const stopped = done("aborted", {
        signal: stop.signal,
        // Two run at the same time, so that one is complete.
        onProgress({ fraction }: JobProgress) {
          if (fraction! > 0.7) stop.abort(new Error("enough"));
        },
      });
      await assertRejects(() => stopped, Error, "enough");
      await done("aborted");
      const refused = done("refused", {
        onProgress: async ({ fraction }: JobProgress) => {
          if (fraction === 1) throw await Promise.resolve(new Error("no"));
        },
      });
      await assertRejects(() => refused, Error, "no");
      await done("refused");
      isReadOnly = true;
      await assertRejects(() => done("failed"), JobFailedError, "EROFS");
      isReadOnly = false;
      inner.remove("/done");
      await done("failed");
      assertEquals(inner.open("/").readdirnames(), ["in.mp4", "o.mp4"]);
      assertEquals(await queue.failed(), []);
    });
  });

  Deno.test(`a queue ${kind} that keeps nothing says of no failure that it was cancelled`, async () => {
    await within({ keep: 0 }, async ({ queue }) => {
      const job = await queue.add({
        version: 1,
        args: ["-i", "/none.mp4", "/out.mp4"],
      });
      await assertRejects(() => job.result(), JobFailedError);
    });
  });

  Deno.test(`a queue ${kind} does again what it has forgotten`, async () => {
    await within({ keep: 0 }, async ({ queue, media }) => {
      const request = { ...sine(1, "a.wav"), key: "sine" };
      for (let i = 0; i < 2; i++) {
        const job = await queue.add(request);
        await job.result();
        assertEquals(await job.state(), undefined);
        media.remove("a.wav");
      }
    });
  });

  Deno.test(`a queue ${kind} tries again what may pass`, async () => {
    let failures = 2;
    let code: Errno = "EIO";
    const inner = new MemoryFs();
    const media = new ObserveFs(inner, () => {});
    media.rename = (from: string, to: string) => {
      if (failures-- > 0) {
        throw new FsError(code, { operation: "rename", path: from });
      }
      return inner.rename(from, to);
    };
    await within({ media, attempts: 3, backoff: 1 }, async ({ queue }) => {
      const job = await queue.add(sine(1, "a.wav"));
      await job.result();
      assertEquals(inner.open("/").readdirnames(), ["a.wav"]);
      // A directory that is replaced is kept until its successor is there.
      inner.mkdirAll("d");
      inner.writeFile("d/old.wav", "old");
      failures = Infinity;
      const folder = await queue.add({
        version: 1,
        args: ["-f", "lavfi", "-i", "sine=d=1", "/d/new.wav"],
        outputs: { "/d/": { store: "media", key: "d/" } },
      });
      await assertRejects(() => folder.result(), JobFailedError);
      assertEquals(inner.open("d").readdirnames(), ["old.wav"]);
      inner.removeAll("d");
      const lost = await queue.add(sine(1, "b.wav"));
      const error = await assertRejects(() => lost.result(), JobFailedError);
      assertEquals([error.attempts, error.reason.code], [3, "EIO"]);
      // What cannot be written now cannot be either after another run.
      code = "EROFS";
      const refused = await queue.add(sine(1, "c.wav"));
      const { attempts } = await assertRejects(
        () => refused.result(),
        JobFailedError,
      );
      assertEquals(attempts, 1);
      assertEquals(inner.open("/").readdirnames(), ["a.wav"]);
    });
  });

  Deno.test(`a queue ${kind} holds a tenant to its rate`, async () => {
    const add = async (queue: JobQueue, tenant: string, i: number) =>
      await queue.add({ ...sine(1, `${i}.wav`), tenant });
    // In eleven days, one of each.
    const long = { jobs: 1, per: 1e9 };
    await within({ tenantRate: long }, async ({ queue }) => {
      const first = await add(queue, "a", 1);
      await first.result();
      const second = await add(queue, "a", 2);
      const other = await add(queue, "b", 3);
      await other.result();
      assertEquals(await second.state(), "waiting");
      await second.cancel();
    });
    const short = { jobs: 1, per: 300 };
    await within({ tenantRate: short }, async ({ queue }) => {
      const jobs = [await add(queue, "a", 1), await add(queue, "a", 2)];
      await Promise.all(jobs.map((job) => job.result()));
    });
  });
}

Deno.test("what jobs write first is disposed of, and need not lie in memory", async (t) => {
  await using pool = await RuntimePool.create({ module: { bytes }, size: 1 });
  const media = new MemoryFs();
  const use = async (
    scratch: () => Fs | Promise<Fs>,
    action: (queue: JobQueue) => Promise<void>,
  ) => {
    const stores = { media };
    await using queue = await createQueue({ inProcess: pool, stores, scratch });
    await action(queue);
  };
  await t.step("if it can be, whatever becomes of the job", async () => {
    const ends: string[] = [];
    const scratch = () =>
      Object.assign(new MemoryFs(), {
        [Symbol.dispose]: () => void ends.push("sync"),
        [Symbol.asyncDispose]: () => Promise.resolve(void ends.push("async")),
      });
    await use(scratch, async (queue) => {
      const right = await queue.add(sine(1, "a.wav"));
      await right.result();
      assertEquals(ends, ["async"]);
      const wrong = await queue.add({ version: 1, args: ["-i", "/none"] });
      await assertRejects(() => wrong.result(), JobFailedError);
      assertEquals(ends, ["async", "async"]);
    });
  });
  await t.step("in a directory of the host", async () => {
    const directory = await Deno.makeTempDir();
    const names = () => [...Deno.readDirSync(directory)];
    await use(scratchIn(directory), async (queue) => {
      const running = await queue.add({
        ...sine(1, "c.wav"),
        args: "-re -f lavfi -i sine=d=600 /out.wav".split(" "),
      });
      for await (const _ of running.progress()) break;
      const [{ name }] = names() as [Deno.DirEntry];
      assertMatch(name, /^job-/);
      assert(Deno.statSync(`${directory}/${name}/out.wav`).isFile);
      await running.cancel();
      assertEquals(names(), []);
      const job = await queue.add(sine(1, "b.wav"));
      await job.result();
      assertEquals(names(), []);
      assertEquals(media.readFile("b.wav"), media.readFile("a.wav"));
    });
    assertThrows(() => scratchIn(`${directory}/none`), FsError, "ENOENT");
    await Deno.remove(directory);
  });
  await t.step("a full one is named", async () => {
    const scratch = () => new QuotaFs(new MemoryFs(), { maxBytes: 10_000 });
    await use(scratch, async (queue) => {
      const job = await queue.add(sine(1, "d.wav"));
      const error = await assertRejects(() => job.result(), JobFailedError);
      assertEquals([error.attempts, error.reason.name], [1, "ExitError"]);
      assertStringIncludes(error.message, "the `scratch` of its worker");
    });
  });
  await t.step("by default, memory is bounded", () => {
    const scratch = memoryScratch();
    scratch.writeFile("a", "");
    using file = scratch.openFile("a", { write: true });
    file.truncate(1024 ** 3);
    assertThrows(() => file.truncate(1024 ** 3 + 1), FsError, "ENOSPC");
  });
});

Deno.test("a job is refused that is none, or that a worker must not do", async (t) => {
  await kinds["in this process"]!({}, async ({ queue }) => {
    const right = sine(1, "a.wav");
    const wrong: [job: unknown, text: string][] = [
      [undefined, "give"],
      [{ ...right, version: 2 }, "version"],
      [{ version: 1 }, "exactly one of `args` and `plan`"],
      [{ ...right, args: ["-i", 5] }, "args[1]"],
      [{ ...right, argz: [] }, "argz"],
      [
        { ...right, outputs: { "out.wav": right.outputs!["/out.wav"] } },
        "absolute",
      ],
      [
        { ...right, outputs: { "/a": { store: "media", key: "../x" } } },
        "without . and ..",
      ],
      [
        { ...right, outputs: { "/a/": { store: "media", key: "x" } } },
        "both end in /",
      ],
      [{ ...right, outputs: { "/a": { store: "media" } } }, "key"],
      // Its directories alone would keep a worker busy.
      [
        {
          ...right,
          outputs: { "/a": { store: "media", key: "é/".repeat(400) } },
        },
        "of at most 1024 bytes",
      ],
      [
        { ...right, inputs: { ["/a".repeat(600)]: { base64: "" } } },
        "of at most 1024 bytes",
      ],
      ...["/", "//"].map((key): [unknown, string] => [
        { ...right, outputs: { "/a/": { store: "media", key } } },
        "below the root",
      ]),
      [
        { ...right, outputs: { "//": { store: "media", key: "a/" } } },
        "absolute",
      ],
      ...[["x", "/x"], ["x/", "x/y"], ["x/y/z", "x/", "x-y"]].map(
        (keys): [unknown, string] => [{
          ...right,
          outputs: Object.fromEntries(keys.map((key, i) => [
            `/${i}${key.endsWith("/") ? "/" : ""}`,
            { store: "media", key },
          ])),
        }, "keys apart"],
      ),
      ...["in/", "in/a.wav"].map((key): [unknown, string] => [{
        ...right,
        inputs: { "/a.wav": { store: "media", key: "/in//a.wav" } },
        outputs: {
          [key.endsWith("/") ? "/o/" : "/o"]: { store: "media", key },
        },
      }, "keys apart"]),
      [{ ...right, inputs: { "/a": { path: "x" } } }, "{ store, key }"],
      [{ ...right, inputs: { "/../a": { base64: "" } } }, "absolute"],
      [{ ...right, inputs: { "/a": { base64: "%" } } }, "base64"],
      [{ ...right, inputs: { "/out.wav": { base64: "" } } }, "each path once"],
      [{ ...right, returns: { probe: ["/b"] } }, "returns.probe"],
      [{ ...right, priority: "high" }, "priority"],
      [{ ...right, limits: { timeout: "1s" } }, "timeout"],
      [{ ...right, args: ["x".repeat(2_000_000)] }, "characters of JSON"],
    ];
    for (const [job, text] of wrong) {
      await t.step(text, async () => {
        await assertRejects(
          () => queue.add(job as JobRequest),
          JobRequestError,
          text,
        );
      });
    }
    const forbidden: [job: JobRequest, text: string][] = [
      [
        { ...right, outputs: { "/a": { store: "other", key: "a" } } },
        "this one has media",
      ],
      [
        { ...right, outputs: { "/a": { store: "toString", key: "a" } } },
        "has media",
      ],
      [
        { ...right, outputs: { "/a": { store: "x".repeat(9999), key: "a" } } },
        `"${"x".repeat(60)}…": received`,
      ],
      [
        { ...right, inputs: { "/a": { url: "http://127.0.0.1:1/a" } } },
        "does not allow",
      ],
      // Others read the error.
      [
        {
          ...right,
          inputs: { "/a": { url: "http://me:word@x.test/a?sign=1" } },
        },
        'Cannot fetch "http://…@x.test/a": received',
      ],
    ];
    for (const [job, text] of forbidden) {
      await t.step(text, async () => {
        const added = await queue.add(job);
        const error = await assertRejects(() => added.result(), JobFailedError);
        assertEquals([error.attempts, error.reason.name], [
          1,
          "JobRequestError",
        ]);
        assertStringIncludes(error.message, text);
      });
    }
  });
});

Deno.test("nobody waits for jobs of a queue on a server once it is closed", async () => {
  await using server = await RedisServer.start();
  await using queue = await createQueue({ redis: server.url });
  const job = await queue.add(endless);
  const waits = [job.result(), job.result(), queue.drain()];
  const outcomes = Promise.allSettled(waits);
  await queue.stats();
  await queue.close();
  for (const outcome of await outcomes) {
    assertEquals(outcome.status, "rejected");
    assertInstanceOf((outcome as PromiseRejectedResult).reason, ClosedError);
  }
});

/** Everything that one can wait for at a queue. */
async function waitAt(queue: JobQueue, job: QueuedJob) {
  const waits = [
    job.result(),
    queue.drain(),
    Array.fromAsync(job.progress()),
  ];
  const outcomes = Promise.allSettled(waits);
  // All of them have asked the server.
  await queue.stats();
  return { outcomes };
}

Deno.test("who waits at a server hears of what ended while the connection was lost", async () => {
  await using server = await RedisServer.start();
  const { url: redis } = server;
  await using queue = await createQueue({ redis });
  const { id } = await queue.add({ version: 1, args: ["-version"] });
  using proxy = new CuttableProxy(Number(new URL(redis).port));
  await using cut = await createQueue({
    redis: `redis://127.0.0.1:${proxy.port}`,
  });
  const { outcomes } = await waitAt(cut, (await cut.get(id))!);
  proxy.cut();
  await using pool = await RuntimePool.create({ module: { bytes }, size: 1 });
  await using _worker = await createWorker({ redis, pool });
  await (await queue.get(id))!.result();
  proxy.restore();
  assertEquals(
    (await outcomes).map(({ status }) => status),
    ["fulfilled", "fulfilled", "fulfilled"],
  );
});

Deno.test("nobody waits for jobs that a server has lost", async () => {
  await using server = await RedisServer.start();
  await using queue = await createQueue({ redis: server.url });
  const job = await queue.add(endless);
  const { outcomes } = await waitAt(queue, job);
  await server.forget();
  assertEquals(
    (await outcomes).map(({ status }) => status),
    ["rejected", "fulfilled", "fulfilled"],
  );
  await assertRejects(() => job.result(), JobFailedError, "has forgotten");
});

Deno.test("a job with limits that bound nothing is one", () => {
  const limits = { timeout: Infinity, maxBytes: Infinity };
  assertEquals(checkJob({ ...sine(1, "a.wav"), limits }).limits, {});
});

Deno.test("a job fetches nothing but what is below the URLs of its worker", async (t) => {
  const paths: string[] = [];
  await using server = Deno.serve({ port: 0, onListen() {} }, ({ url }) => {
    const { pathname, origin } = new URL(url);
    paths.push(pathname);
    const [, led] = /^\/open\/to(\/.*)$/.exec(pathname) ?? [];
    return led ? Response.redirect(origin + led) : new Response("secret");
  });
  const base = `http://127.0.0.1:${server.addr.port}`;
  await using pool = await RuntimePool.create({ module: { bytes }, size: 1 });
  await using queue = await createQueue({
    inProcess: pool,
    stores: { media: new MemoryFs() },
    urls: [`HTTP://127.0.0.1:${server.addr.port}/open/`],
  });
  const outcome = async (url: string) => {
    const job = await queue.add({
      ...{ version: 1, args: ["-version"], inputs: { "/a": { url } } },
    });
    return await job.result().then(() => "", ({ message }) => message);
  };
  assertEquals(await outcome(`${base}/open/a`), "");
  assertEquals(await outcome(`${base}/open/to/open/a`), "");
  paths.length = 0;
  const refused = [
    ...["/open/../a", "/open/%2e%2e/a", "/open/..%2Fa", "/open/..%5ca"],
    ...["/open/%252e%25252E%252fa", "/open", "/open/to/a", "/%6fpen/a"],
  ];
  for (const path of refused) {
    await t.step(path, async () => {
      assertStringIncludes(await outcome(base + path), "does not allow");
    });
  }
  const others = [
    base.replace("//", "//x@"),
    `${base}@localhost`,
    base.replace("127.0.0.1", "localhost"),
  ];
  for (const other of others) {
    await t.step(other, async () => {
      assertStringIncludes(await outcome(`${other}/open/a`), "does not allow");
    });
  }
  assertEquals(new Set(paths), new Set(["/open/to/a"]));
});

Deno.test("a worker refuses once what somebody else added that is no job", async () => {
  await using server = await RedisServer.start();
  await using pool = await RuntimePool.create({ module: { bytes }, size: 1 });
  const said: string[] = [];
  await using worker = await createWorker({
    ...{ redis: server.url, pool },
    onEvent: ({ event, attempt, error }) =>
      void said.push(`${event} ${attempt} ${error ?? ""}`),
  });
  await using queue = await createQueue({ redis: server.url });
  const redis = new Redis(server.url, { maxRetriesPerRequest: null });
  const { prefix } = redisNames("jobs");
  const others = new Queue("jobs", { connection: redis, prefix });
  const listening = redis.duplicate();
  const events = new QueueEvents("jobs", { connection: listening, prefix });
  await events.waitUntilReady();
  const failed = new Promise((resolve) => events.once("failed", resolve));
  await others.add("job", { version: 2 }, { attempts: 3 });
  await failed;
  const [dead] = await queue.failed();
  assertEquals([dead?.attempts, dead?.reason.name], [1, "JobRequestError"]);
  // Who watches the worker learns of it, too.
  assertEquals(said, ["started 1 ", `failed 1 ${dead!.reason.message}`]);
  assertEquals([worker.stats.running, worker.stats.failed], [0, 1]);
  await events.close();
  await others.close();
  for (const each of [redis, listening]) each.disconnect();
});

Deno.test("a worker whose pool is closed hands its jobs back, and takes no more", async () => {
  await using server = await RedisServer.start();
  const { url: redis } = server;
  await using queue = await createQueue({ redis, attempts: 1 });
  const pool = await RuntimePool.create({ module: { bytes }, size: 1 });
  await pool.close();
  const handedBack = Promise.withResolvers<void>();
  await using first = await createWorker({
    ...{ redis, pool },
    onEvent({ event, error }) {
      if (event !== "handed back") return;
      assertEquals(error, "the pool of the worker is closed");
      handedBack.resolve();
    },
  });
  const jobs = await Promise.all(
    [1, 2, 3].map(() => queue.add({ version: 1, args: ["-version"] })),
  );
  await Promise.race([handedBack.promise, jobs[0]!.result()]);
  await using open = await RuntimePool.create({ module: { bytes }, size: 1 });
  await using second = await createWorker({ redis, pool: open });
  await Promise.all(jobs.map((job) => job.result()));
  assertEquals([first.stats.failed, second.stats.completed], [0, 3]);
});

Deno.test("a worker that is closed by force begins no job that was just delivered", async () => {
  await using server = await RedisServer.start();
  const { url: redis } = server;
  await using queue = await createQueue({ redis });
  await using pool = await RuntimePool.create({ module: { bytes }, size: 1 });
  const events: string[] = [];
  await using worker = await createWorker({
    ...{ redis, pool },
    onEvent: ({ event }) => void events.push(event),
  });
  // A slow answer to the first question about a job.
  const [asked, answer] = [1, 2].map(() => Promise.withResolvers<void>());
  const { get } = Redis.prototype;
  Redis.prototype.get = async function (...args: unknown[]) {
    asked!.resolve();
    await answer!.promise;
    return await Reflect.apply(get, this, args);
  };
  try {
    const job = await queue.add(endless);
    await asked!.promise;
    const closed = worker.close({ force: true });
    answer!.resolve();
    await closed;
    assertEquals([events, await job.state()], [[], "waiting"]);
  } finally {
    Redis.prototype.get = get;
  }
});

Deno.test("a worker whose connection was lost goes on with its job, and can be told to stop", async () => {
  await using server = await RedisServer.start();
  const { url: redis } = server;
  const { port } = new URL(redis);
  using proxy = new CuttableProxy(Number(port));
  await using queue = await createQueue({ redis });
  await using pool = await RuntimePool.create({ module: { bytes }, size: 2 });
  const events: string[] = [];
  await using _worker = await createWorker({
    ...{ redis: `redis://127.0.0.1:${proxy.port}`, pool },
    onEvent: ({ event }) => void events.push(event),
  });
  const begun = async () => {
    const job = await queue.add(endless);
    for await (const _ of job.progress()) break;
    return job;
  };
  const first = await begun();
  proxy.cut();
  const cancelled = first.cancel();
  proxy.restore();
  await cancelled;
  assertEquals(events.splice(0), ["started", "cancelled"]);

  // For so long that it is delivered once more.
  const second = await begun();
  const listening = new Redis(redis, { maxRetriesPerRequest: null });
  const expiries = listening.duplicate();
  await expiries.config("SET", "notify-keyspace-events", "Ex");
  await expiries.subscribe("__keyevent@0__:expired");
  const expired = new Promise<void>((resolve) => {
    expiries.on("message", (_, key) => key.endsWith(":lock") && resolve());
  });
  const { prefix } = redisNames("jobs");
  const seen = new QueueEvents("jobs", { connection: listening, prefix });
  await seen.waitUntilReady();
  const again = new Promise((resolve) => seen.once("active", resolve));
  proxy.cut();
  await expired;
  proxy.restore();
  await again;
  await second.cancel();
  // The worker may not have it yet a second time; there are never two attempts at once.
  assertMatch(events.join(), /^started,cancelled(,started,cancelled)?$/);
  await seen.close();
  for (const each of [listening, expiries]) each.disconnect();
});

Deno.test("what a lost attempt has left is removed, whatever becomes of the next one", async (t) => {
  await using pool = await RuntimePool.create({ module: { bytes }, size: 1 });
  const failing: JobRequest = {
    ...sine(1, "a.wav"),
    args: ["-i", "/none.wav", "/out.wav"],
  };
  for (const isCancelled of [false, true]) {
    await t.step(isCancelled ? "cancelled" : "failed", async () => {
      const media = new MemoryFs();
      media.writeFile(".afmpeg-7-lost.part", "half");
      media.writeFile(".afmpeg-77-other.part", "of another job");
      const signal = isCancelled
        ? AbortSignal.abort(new JobCancelledError("7"))
        : new AbortController().signal;
      const { name } = await assertRejects(
        () =>
          performJob(
            pool,
            failing,
            { stores: { media } },
            { id: "7", isRepeated: true, signal },
          ),
        Error,
      );
      assertEquals(name, isCancelled ? "JobCancelledError" : "ExitError");
      assertEquals(media.open("/").readdirnames(), [".afmpeg-77-other.part"]);
    });
  }
});

Deno.test("a tenant at its rate costs no more the more jobs it has", async (t) => {
  const tenantRate = { jobs: 1, per: 1e9 };
  const add = async (queue: JobQueue, tenant: string) =>
    await queue.add({ version: 1, args: ["-version"], tenant });
  await t.step("in this process: each look asks about it once", async () => {
    await kinds["in this process"]!({ tenantRate }, async ({ queue }) => {
      let asked = 0;
      const { begin } = TenantRate.prototype;
      TenantRate.prototype.begin = function (...args) {
        asked++;
        return Reflect.apply(begin, this, args);
      };
      try {
        const jobs = await Promise.all(
          Array.from({ length: 100 }, () => add(queue, "a")),
        );
        await jobs[0]!.result();
      } finally {
        TenantRate.prototype.begin = begin;
      }
      assert(asked < 200, `asked ${asked} times`);
    });
  });
  await t.step("on a server: each has a window of its own", async () => {
    await using server = await RedisServer.start();
    const { url: redis } = server;
    await using queue = await createQueue({ redis });
    const jobs: QueuedJob[] = [];
    for (const tenant of "aaaab") jobs.push(await add(queue, tenant));
    await using pool = await RuntimePool.create({ module: { bytes }, size: 1 });
    await using _worker = await createWorker({ redis, pool, tenantRate });
    await jobs.at(-1)!.result();
    const connection = new Redis(redis, { maxRetriesPerRequest: null });
    const { prefix } = redisNames("jobs");
    const others = new Queue("jobs", { connection, prefix });
    const windows = (await others.getDelayed())
      .map(({ delay }) => Math.ceil(delay / tenantRate.per));
    assertEquals(windows.sort(), [1, 2, 3]);
    await others.close();
    connection.disconnect();
  });
});

Deno.test("createQueue() and createWorker() say that a server wants a password", async () => {
  await using server = await RedisServer.start("always", "right");
  const { host } = new URL(server.url);
  await using pool = await RuntimePool.create({ module: { bytes }, size: 1 });
  for (const [user, code] of [["", "NOAUTH"], [":wrong@", "WRONGPASS"]]) {
    const redis = `redis://${user}${host}`;
    const opens = [
      () => createQueue({ redis }),
      () => createWorker({ redis, pool }),
    ];
    for (const open of opens) {
      const error = await assertRejects(open, UnreachableError, code);
      assertStringIncludes(error.message, "give a URL with its password");
      assert(!error.message.includes("wrong@"));
    }
  }
  await using queue = await createQueue({ redis: `redis://:right@${host}` });
  assertEquals((await queue.stats()).waiting, 0);
});

Deno.test("createQueue() and createWorker() check their options", async () => {
  // deno-lint-ignore no-explicit-any
  const wrong: any[] = [
    undefined,
    {},
    { redis: "127.0.0.1" },
    { redis: "redis://x", attempts: 0 },
    { redis: "redis://x", name: "a:b" },
    { inProcess: {} },
    { redis: "redis://x", stores: {} },
    ...[0, 0.5, 2 ** 31, NaN].map((per) => ({
      ...{ redis: "redis://x", tenantRate: { jobs: 1, per } },
    })),
    { inProcess: {}, urls: ["file:///"] },
  ];
  for (const options of wrong) {
    await assertRejects(() => createQueue(options), TypeError);
  }
  const { message } = await assertRejects(
    () => createQueue({ redis: "http://:pass/word@host" }),
    TypeError,
  );
  assertStringIncludes(message, 'received "http://…@host"');
  for (const options of [undefined, { redis: "redis://x" }, { pool: {} }]) {
    const error = await assertRejects(() => createWorker(options as never));
    assertInstanceOf(error, TypeError);
  }
});

Deno.test("a job whose tenant must wait is added without looking at all that wait", async () => {
  await using pool = await RuntimePool.create({ module: { bytes }, size: 4 });
  using steps = new SetSteps();
  const counted = async (count: number) => {
    await using queue = await createQueue({
      inProcess: pool,
      stores: { media: new MemoryFs() },
      tenantRate: { jobs: 1, per: 3_600_000 },
    });
    steps.count = 0;
    for (let i = 0; i < count; i++) {
      await queue.add({ ...sine(1, `${i}.wav`), tenant: `${i % 2}` });
    }
    return steps.count;
  };
  const [one, two] = [await counted(100), await counted(200)];
  assert(two < 2.2 * one + 50, `${one}, then ${two}`);
});
