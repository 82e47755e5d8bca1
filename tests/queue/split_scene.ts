// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * A video that is split over three worker processes, of which one is killed while it
 * makes a part, compared with the same video encoded in one run.
 *
 * @module
 */
import { Runtime, RuntimePool } from "../../mod.ts";
import { transcode, transcodeParallel } from "../../src/media/mod.ts";
import { createQueue, transcodeSplit } from "../../src/queue/mod.ts";
import { DenoFs } from "../../vfs/mod.ts";
import { frameErrors, packetTimes } from "../support/frame_likeness.ts";
import { nativeFrameHashes, runNative } from "../support/native.ts";
import { RedisServer } from "../support/redis.ts";
import { WorkerProcess } from "./spawn_worker.ts";

/** What is split. */
export interface SplitScene {
  readonly engine: string;
  readonly seconds: number;
  readonly size: string;
  readonly parts: number;
}

/** What one way of encoding has made. */
export interface Encoded {
  /** When each packet of the video is shown, and of the sound. */
  readonly times: Readonly<Record<"v" | "a", readonly string[]>>;
  /** The hash of the decoded sound. */
  readonly sound: string;
  /** The mean square error of each frame. */
  readonly errors: readonly number[];
}

/** What came of it. */
export interface SplitOutcome {
  readonly oneRun: Encoded;
  readonly split: Encoded;
  /** The hashes of the frames of the split, and of one that nothing has disturbed. */
  readonly hashes: readonly (readonly string[])[];
  /** Which jobs were started, by whichever worker, in that order. */
  readonly started: readonly string[];
  /** The names that are left in the store. */
  readonly names: readonly string[];
}

/** Plays it in `folder`, which is the store. */
export async function playSplit(
  { engine, seconds, size, parts }: SplitScene,
  folder: string,
): Promise<SplitOutcome> {
  const module = { file: engine };
  using fs = new DenoFs(folder);
  const source = `testsrc2=s=${size}:r=30000/1001:d=${seconds}`;
  const made = await runNative("ffmpeg", [
    ...["-f", "lavfi", "-i", source, "-f", "lavfi", "-i"],
    `sine=f=330:b=3:d=${seconds}:r=48000`,
    ..."-c:v libx264 -preset ultrafast -crf 12 -g 30 -c:a flac in.mkv".split(
      " ",
    ),
  ]);
  const files = { "in.mkv": made.files["in.mkv"]! };
  await fs.writeFile("in.mkv", files["in.mkv"]);

  await using server = await RedisServer.start();
  await using queue = await createQueue({ redis: server.url, backoff: 50 });
  await using runtime = await Runtime.create({ module });
  const started: string[] = [];
  const follow = async (worker: WorkerProcess, first?: () => Promise<void>) => {
    for await (const { event, id } of worker.events()) {
      if (event !== "started") continue;
      started.push(id);
      await first?.();
      first = undefined;
    }
  };
  {
    const start = () => new WorkerProcess(server.url, engine, folder, 1);
    await using lost = start();
    await using second = start();
    await using third = start();
    const workers = [lost, second, third];
    await Promise.all(workers.map((worker) => worker.until("ready")));
    const ended = [
      follow(lost, async () => void await lost.stop("SIGKILL")),
      follow(second),
      follow(third),
    ];
    await transcodeSplit(queue, runtime, fs, "in.mkv", "many.mp4", {
      ...{ store: "media", parts },
    });
    await Promise.all([second, third].map((worker) => worker.stop("SIGTERM")));
    await Promise.all(ended);
  }
  await using pool = await RuntimePool.create({ module, size: 2 });
  await transcode(pool, fs, "in.mkv", "one.mp4");
  await transcodeParallel(pool, fs, "in.mkv", "calm.mp4", { parts });

  const encoded = async (name: string): Promise<Encoded> => {
    const bytes = await fs.readFile(name);
    const { stdout } = await runNative(
      "ffmpeg",
      "-i x -map 0:a -f md5 -".split(" "),
      { x: bytes },
    );
    return {
      times: {
        v: await packetTimes(bytes, "v"),
        a: await packetTimes(bytes, "a"),
      },
      sound: stdout.trim(),
      errors: await frameErrors("in.mkv", bytes, files),
    };
  };
  const hashes = async (name: string) =>
    await nativeFrameHashes("-i x -map 0:v".split(" "), {
      x: await fs.readFile(name),
    });
  const left = await fs.readDir("/");
  return {
    oneRun: await encoded("one.mp4"),
    split: await encoded("many.mp4"),
    hashes: [await hashes("many.mp4"), await hashes("calm.mp4")],
    started,
    names: left.map(({ name }) => name).sort(),
  };
}
