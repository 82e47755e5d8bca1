// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  MemoryFs,
  type RunOptions,
  type Runtime,
  RuntimePool,
} from "../../mod.ts";
import { args as split } from "../../src/media/mod.ts";
import { BlobFs, type Fs } from "../../vfs/mod.ts";
import { fileSystems } from "./file_systems.ts";
import { doubling, type Growth } from "./growth.ts";
import { soundFile, soundStream } from "./sound_file.ts";

const MiB = 2 ** 20;

/** @throws {Error} if a run fails. */
async function run(
  runtime: Runtime | RuntimePool,
  fs: Fs,
  args: readonly string[],
  options: RunOptions = {},
): Promise<void> {
  const line = ["-nostdin", "-hide_banner", "-y", ...args];
  const { exitCode, stderr } = await runtime.run(fs, line, options);
  if (exitCode !== 0) throw new Error(stderr.slice(-2000));
}

/** A file system with one file that ffmpeg has made. */
async function made(
  runtime: Runtime,
  args: readonly string[],
): Promise<MemoryFs> {
  const fs = new MemoryFs();
  await run(runtime, fs, args);
  return fs;
}

const clip = split`-f lavfi -i testsrc2=size=96x64:rate=12:duration=1 -f lavfi
  -i sine=duration=1 -c:v mpeg4 -c:a aac clip.mkv`;

/** A clip of a second, so many times. */
const looped = (seconds: number) =>
  split`-stream_loop ${`${seconds - 1}`} -i clip.mkv`;

const durations = {
  unit: "seconds",
  sizes: [10, 30, 60, 120, 240, 480, 900, 1800, 3600, 7200],
  quick: 480,
  base: 1,
};

/** What a command line costs with so much of something. */
const commands = (
  name: string,
  growth: Omit<Growth, "name" | "work">,
  line: (size: number) => string[],
): Growth => ({
  name,
  ...growth,
  work: async (size, runtime) =>
    run(runtime, await made(runtime, clip), line(size)),
});

/** What a command line costs that reads a large file, which holds nothing in memory. */
const large = (
  name: string,
  quick: number,
  act: (runtime: Runtime, fs: Fs) => Promise<unknown>,
): Growth => ({
  name,
  unit: "MiB",
  sizes: doubling(128, 8192),
  quick,
  base: 1,
  work: async (size, runtime) =>
    void await act(runtime, new BlobFs({ "in.wav": soundFile(size * MiB) })),
});

/** What so many output files cost, on each kind of file system. */
const outputs = (
  name: string,
  quick: number,
  line: (count: number) => string[],
): Growth[] =>
  Object.entries(fileSystems).map(([kind, using]) => ({
    name: `${name}, ${kind}`,
    unit: "files",
    sizes: doubling(782, 100_000),
    quick,
    base: 1,
    holds: "the files",
    work: (count, runtime) => using((fs) => run(runtime, fs, line(count))),
  }));

/** Several inputs of a second each, one behind the other. */
function concat(count: number): string[] {
  const inputs = Array.from({ length: count }, () => split`-i clip.mkv`).flat();
  return [
    ...inputs,
    ...split`-filter_complex ${`concat=n=${count}:v=1:a=1`} -f null -`,
  ];
}

/** How runs cost more with more to do. */
export const runGrowths: readonly Growth[] = [
  commands(
    "duration, copied",
    durations,
    (seconds) => [...looped(seconds), ...split`-c copy -f null -`],
  ),
  commands(
    "duration, decoded",
    { ...durations, quick: 120 },
    (seconds) => [...looped(seconds), ...split`-f null -`],
  ),
  commands(
    "duration, copied into MP4",
    { ...durations, holds: "the output" },
    (seconds) => [...looped(seconds), ...split`-c copy out.mp4`],
  ),
  commands(
    "inputs, each opened, one behind the other",
    { unit: "inputs", sizes: doubling(1, 64), quick: 32, base: 1 },
    concat,
  ),
  {
    name: "inputs in a list of the demuxer concat",
    unit: "inputs",
    sizes: doubling(4, 1024),
    quick: 256,
    base: 1,
    async work(count, runtime) {
      const fs = await made(runtime, clip);
      fs.writeFile("list.txt", "file clip.mkv\n".repeat(count));
      await run(
        runtime,
        fs,
        split`-f concat -i list.txt -c copy -f null -`,
      );
    },
  },
  ...outputs(
    "frames, each a file",
    1600,
    (count) =>
      split`-f lavfi -i color=size=16x16:rate=25 -frames:v ${`${count}`}
        -c:v pgm %06d.pgm`,
  ),
  ...outputs(
    "segments, each a file, and a list of them",
    1600,
    (count) =>
      split`-f lavfi -i anullsrc=r=8000:cl=mono:nb_samples=80 -t ${
        (count / 100).toFixed(2)
      } -map 0 -c:a pcm_s16le -f segment -segment_format s16le -segment_time 0.01
        -segment_list list.csv %06d.raw`,
  ),
  large(
    "size of a file, copied",
    1024,
    (runtime, fs) => run(runtime, fs, split`-i in.wav -c copy -f null -`),
  ),
  large(
    "size of a file, its last second",
    8192,
    (runtime, fs) =>
      run(runtime, fs, split`-sseof -1 -i in.wav -c copy -f null -`),
  ),
  large(
    "size of a file, probed",
    8192,
    (runtime, fs) => runtime.probe(fs, "in.wav"),
  ),
  {
    name: "runs on one runtime",
    unit: "runs",
    sizes: doubling(78, 10_000),
    quick: 640,
    base: 1,
    async work(count, runtime) {
      const fs = new MemoryFs();
      for (let i = 0; i < count; i++) await run(runtime, fs, ["-version"]);
    },
  },
  {
    name: "guests of a pool, each with the same to do",
    unit: "guests",
    sizes: doubling(1, 8),
    quick: 8,
    base: 0,
    holds: "the guests",
    async work(count, runtime, file) {
      if (count === 0) return;
      const fs = await made(runtime, clip);
      const line = [...looped(60), ...split`-f null -`];
      await using pool = await RuntimePool.create({
        module: { file },
        size: count,
      });
      await Promise.all(
        Array.from({ length: count }, () => run(pool, fs, line)),
      );
    },
  },
  {
    name: "size of stdin and stdout",
    unit: "MiB",
    sizes: doubling(16, 1024),
    quick: 256,
    base: 1,
    async work(size, runtime) {
      let count = 0;
      const line = split`-f s16le -ar 48000 -ac 2 -i pipe:0 -c copy
        -f s16le pipe:1`;
      const { exitCode, stderr } = await runtime.run(new MemoryFs(), line, {
        stdin: soundStream(size * MiB),
        stdout: new WritableStream({
          write: (bytes) => void (count += bytes.length),
        }),
      });
      if (exitCode !== 0 || count !== size * MiB) throw new Error(stderr);
    },
  },
  {
    name: "events of progress",
    unit: "events",
    sizes: doubling(625, 20_000),
    quick: 2500,
    base: 1,
    async work(count, runtime) {
      let events = 0;
      // The clip has twelve frames a second, and each is reported.
      await run(
        runtime,
        await made(runtime, clip),
        [
          ...split`-stats_period 0.000001`,
          ...looped(Math.ceil(count / 12)),
          ...split`-an -f null -`,
        ],
        { onProgress: () => void events++ },
      );
      if (events < count / 4) throw new Error(`only ${events} events`);
    },
  },
  {
    name: "chapters, probed",
    unit: "chapters",
    sizes: doubling(125, 8000),
    quick: 2000,
    base: 1,
    holds: "the answer",
    async work(count, runtime) {
      const fs = new MemoryFs();
      const chapter = (i: number) =>
        `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${i}\nEND=${i + 1}\ntitle=${i}\n`;
      fs.writeFile(
        "in.txt",
        `;FFMETADATA1\n${
          Array.from({ length: count }, (_, i) => chapter(i)).join("")
        }`,
      );
      const { chapters } = await runtime.probe(fs, "in.txt");
      if (chapters.length !== count) throw new Error(`${chapters.length}`);
    },
  },
  {
    name: "streams, muxed and probed",
    unit: "streams",
    sizes: doubling(4, 256),
    quick: 128,
    base: 1,
    async work(count, runtime) {
      const maps = Array.from({ length: count }, () => split`-map 0`).flat();
      const fs = await made(runtime, [
        ...split`-f lavfi -i anullsrc=r=8000:cl=mono:d=0.1`,
        ...maps,
        ...split`-c:a pcm_s16le streams.mkv`,
      ]);
      const { streams } = await runtime.probe(fs, "streams.mkv");
      if (streams.length !== count) throw new Error(`${streams.length}`);
    },
  },
  {
    name: "frames, as they are consumed",
    unit: "frames",
    sizes: doubling(188, 24_000),
    quick: 3000,
    base: 12,
    async work(count, runtime) {
      const fs = await made(runtime, [
        ...split`-f lavfi -i color=size=64x64:rate=12 -frames:v ${`${count}`}`,
        ...split`-c:v mpeg4 in.mkv`,
      ]);
      let seen = 0;
      for await (const _ of runtime.frames(fs, "in.mkv")) seen++;
      if (seen !== count) throw new Error(`${seen}`);
    },
  },
];
