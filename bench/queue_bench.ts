// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Queues: how many jobs a core does, what the queue costs a real Redis server, and, by
 * simulation with those costs, what becomes of it with a thousand workers, and of a film
 * that is split over them. `deno run -A bench/queue_bench.ts [ENGINE]`
 *
 * @module
 */
import { MemoryFs, RuntimePool } from "../mod.ts";
import { createQueue, type JobRequest } from "../src/queue/mod.ts";
import { buildEngine } from "../engine/build.ts";
import { runNative } from "../tests/support/native.ts";
import { cpuTime, median } from "./compare.ts";
import { describeMachine } from "./machine.ts";
import { measureLoad, measureQueue } from "./queue_costs.ts";
import {
  type Film,
  simulateDispatch,
  simulateSplit,
  type SplitTimes,
} from "./queue_simulation.ts";

const engine = Deno.args[0] ?? (await buildEngine("gpl")).path;
const CLIP_SEC = 10;
const media = new MemoryFs();
const clip = await runNative("ffmpeg", [
  ...["-f", "lavfi", "-i", `testsrc2=s=640x360:r=30:d=${CLIP_SEC}`],
  ...["-f", "lavfi", "-i", `sine=b=2:d=${CLIP_SEC}:r=48000`],
  ..."-vf noise=alls=8:allf=t -c:v libx264 -preset veryfast -g 60".split(" "),
  ..."-c:a aac -b:a 128k clip.mp4".split(" "),
]);
media.writeFile("clip.mp4", new Uint8Array(clip.files["clip.mp4"]!));
media.writeFile("list.txt", "file clip.mp4\n".repeat(10));
const clipBytes = media.stat("clip.mp4").size;

/** Processor seconds of each of the jobs that a core is sized by. */
const jobs: Readonly<Record<string, string>> = {
  "thumbnail": "-ss 5 -i /in.mp4 -frames:v 1 -vf scale=320:-2 /out.jpg",
  "sound of 10 s to AAC": "-i /in.mp4 -vn -c:a aac -b:a 96k /out.m4a",
  "10 s of 360p, x264 veryfast":
    "-i /in.mp4 -c:v libx264 -preset veryfast -c:a copy /out.mp4",
  "10 s of 360p, x264 medium":
    "-i /in.mp4 -c:v libx264 -preset medium -c:a copy /out.mp4",
};

await using pool = await RuntimePool.create({
  module: { file: engine },
  size: 1,
});
await using queue = await createQueue({ inProcess: pool, stores: { media } });

async function cpuSeconds(action: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 4; i++) {
    const before = cpuTime();
    await action();
    // The first one warms up.
    if (i > 0) times.push((cpuTime() - before) / 1000);
  }
  return median(times);
}

function request(command: string): JobRequest {
  const args = command.split(" ");
  return {
    version: 1,
    args,
    inputs: { "/in.mp4": { store: "media", key: "clip.mp4" } },
    outputs: { [args.at(-1)!]: { store: "media", key: "out" } },
  };
}

const { processor, processors, date, load } = await describeMachine([engine]);
console.log(`${date}, ${processors} × ${processor}, load ${load.toFixed(1)}`);
console.log("\n| job | processor seconds | jobs per core-hour |\n|-|-|-|");
const seconds: Record<string, number> = {};
for (const [name, command] of Object.entries(jobs)) {
  const each = await cpuSeconds(async () => {
    const job = await queue.add(request(command));
    await job.result();
  });
  seconds[name] = each;
  const perHour = Math.round(3600 / each);
  console.log(`| ${name} | ${each.toFixed(2)} | ${perHour} |`);
}

const joining = await cpuSeconds(() =>
  pool.run(
    media,
    "-y -f concat -safe 0 -i list.txt -c copy joined.mp4".split(" "),
  )
);
const list =
  "-loglevel error -select_streams 0 -show_entries packet=pts,flags " +
  "-of csv=p=0 -i joined.mp4";
const listing = await cpuSeconds(() =>
  pool.run(media, list.split(" "), { argv0: "ffprobe" })
);

const sound = "-y -i joined.mp4 -vn -c:a aac -b:a 96k sound.m4a";
const encoding = await cpuSeconds(() => pool.run(media, sound.split(" ")));

const costs = await measureQueue();
console.log("\nWhat the queue costs:", costs);

console.log(
  "\n| workers | seconds of a job | jobs/s | Redis, of a core | 99 % of answers |" +
    "\n|-|-|-|-|-|",
);
for (const workers of [10, 100, 1000, 3000]) {
  for (const length of [1, 10, 60]) {
    const { share, jobsPerSecond, p99 } = simulateDispatch(
      costs,
      workers,
      length,
    );
    console.log(
      `| ${workers} | ${length} | ${jobsPerSecond.toFixed(1)} | ` +
        `${(100 * share).toFixed(0)} % | ${
          share < 1 ? `${p99.toFixed(1)} ms` : "grows"
        } |`,
    );
  }
}
const real = await measureLoad(100, 10);
const simulated = simulateDispatch(costs, 100, 10);
console.log(
  `\n100 real workers with jobs of 10 s: ${
    real.jobs.toFixed(1)
  } jobs/s, Redis ` +
    `${(100 * real.share).toFixed(1)} % of a core; simulated: ` +
    `${simulated.jobsPerSecond.toFixed(1)} jobs/s, ${
      (100 * simulated.share).toFixed(1)
    } %`,
);

const film: Film = {
  hours: 2,
  bytes: 2e9,
  outputBytes: 1e9,
  encodeSpeed: CLIP_SEC / seconds["10 s of 360p, x264 medium"]!,
  soundSpeed: 10 * CLIP_SEC / encoding,
  listHour: listing * 3600 / (10 * CLIP_SEC),
  joinRate: 10 * clipBytes / joining,
  latency: 0.02,
  rate: 100e6,
};
console.log("\nA film of two hours over 1000 workers:", film);
console.log(
  "\n| parts | plan | last part | sound | join | all | what takes longest |" +
    "\n|-|-|-|-|-|-|-|",
);
for (const parts of [1, 4, 16, 64, 256, 1000]) {
  const times = simulateSplit(costs, film, 1000, parts);
  const shown = (["plan", "parts", "sound", "join", "all"] as const)
    .map((name) => `${times[name].toFixed(1)} s`).join(" | ");
  console.log(`| ${parts} | ${shown} | ${longest(times)} |`);
}

function longest({ plan, parts, sound, join }: SplitTimes): string {
  const all = { plan, parts, sound, join };
  return Object.entries(all).toSorted(([, a], [, b]) => b - a)[0]![0];
}
