// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { MemoryFs, type Progress, type Runtime } from "../../mod.ts";
import { CommandLine } from "../../src/ffmpeg/command_line.ts";
import { expectedOf } from "../../src/ffmpeg/expected.ts";
import { requestProgress } from "../../src/ffmpeg/progress_request.ts";
import { ProgressEstimate } from "../../src/ffmpeg/progress_estimate.ts";
import { ProgressReader } from "../../src/ffmpeg/progress_reader.ts";
import { engineRuntime, ffmpeg } from "../support/engine.ts";

/** All samples of a run, which every interface must report alike. */
async function samplesOf(
  runtime: Runtime,
  fs: MemoryFs,
  command: string,
  stdin?: Uint8Array,
): Promise<Progress[]> {
  const told: Progress[] = [];
  const job = runtime.spawn(fs, [
    ...["-stats_period", "0.001"],
    ...command.split(" "),
  ], {
    progress: true,
    onProgress: (sample) => void told.push(sample),
    ...(stdin && { stdin }),
  });
  const iterated = await Array.fromAsync(job.progress);
  const { success, stderr } = await job.status;
  assert(success, stderr);
  assertEquals(iterated, told);
  return told;
}

/** Asserts what holds for the samples of every successful run. */
function assertSound(samples: readonly Progress[]): void {
  const last = samples.at(-1)!;
  assert(last.isEnd);
  assertEquals([last.fraction, last.fractionSource], [1, "end"]);
  let before = 0;
  for (const { fraction, isEnd } of samples.slice(0, -1)) {
    assert(!isEnd);
    if (fraction === undefined) continue;
    assert(fraction >= before && fraction < 1, `${before}, ${fraction}`);
    before = fraction;
  }
}

Deno.test("Runtime.spawn() reports the progress of ffmpeg", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  const fs = new MemoryFs();
  const make = "-f lavfi -i testsrc2=size=320x180 -f lavfi -i sine -t 4 in.mkv";
  await ffmpeg(runtime, make, {}).then(({ fs: made }) => {
    fs.writeFile("in.mkv", made.readFile("in.mkv"));
  });
  await runtime.run(fs, "-i in.mkv -an -b:v 800k -f m4v raw.m4v".split(" "));
  fs.writeFile("list.txt", "file in.mkv\nfile in.mkv\n");
  const encode = "-c:v mpeg4 -c:a mp2 -y";
  /** What the fraction comes from before the end. */
  const runs: Record<string, Progress["fractionSource"]> = {
    [`-i in.mkv ${encode} out.mkv`]: "inputs",
    [`-v error -i in.mkv ${encode} out.mkv`]: "inputs",
    [`-v quiet -i in.mkv -t 2 ${encode} out.mkv`]: "duration",
    [`-ss 1 -i in.mkv ${encode} out.mkv`]: "inputs",
    [`-i in.mkv -ss 1 -to 3 ${encode} out.mkv`]: "duration",
    [`-i in.mkv -an -frames:v 50 ${encode} out.mkv`]: "frames",
    [`-stream_loop 1 -i in.mkv ${encode} out.mkv`]: "inputs",
    [`-i in.mkv ${encode} out.mkv -an ${encode} half.mkv`]: "inputs",
    [`-f concat -i list.txt ${encode} out.mkv`]: undefined,
    [`-f lavfi -i testsrc2=duration=2 ${encode} out.mkv`]: undefined,
    [`-f lavfi -i testsrc2 -t 2 ${encode} out.mkv`]: "duration",
    [`-i in.mkv -vf setpts=2*PTS -an ${encode} out.mkv`]: "bytes",
    // A raw stream does not say how long it is, nor does one with an endless other.
    [`-f m4v -i raw.m4v ${encode} out.mkv`]: "bytes",
    [`-i raw.m4v -f lavfi -i sine -shortest ${encode} out.mkv`]: "bytes",
  };
  for (const [command, source] of Object.entries(runs)) {
    await t.step(command, async () => {
      const samples = await samplesOf(runtime, fs, command);
      assertSound(samples);
      const sources = samples.slice(0, -1).map((s) => s.fractionSource);
      assertEquals(sources.findLast((s) => s !== undefined), source);
    });
  }
  await t.step("with a duration that the caller knows", async () => {
    const samples: Progress[] = [];
    const args = "-stats_period 0.001 -f m4v -i raw.m4v -c:v mpeg4 -y out.mkv";
    await runtime.run(fs, args.split(" "), {
      durationSec: 8,
      onProgress: (sample) => void samples.push(sample),
    });
    assertSound(samples);
    for (const { fraction, fractionSource, outTimeSec } of samples) {
      if (fractionSource !== "caller" || !outTimeSec) continue;
      assertAlmostEquals(fraction!, outTimeSec / 8, 0.05);
    }
    assertEquals(samples.at(-2)?.fractionSource, "caller");
  });
  await t.step("from a mount, in a directory of its own", async () => {
    const samples: Progress[] = [];
    const args = "-stats_period 0.001 -f m4v -i raw.m4v -c:v mpeg4 -f null -";
    await runtime.run(new MemoryFs(), args.split(" "), {
      ...{ cwd: "/media", mounts: { "/media": fs } },
      onProgress: (sample) => void samples.push(sample),
    });
    assertSound(samples);
    assertEquals(samples.at(-2)?.fractionSource, "bytes");
    assert(samples.at(-2)!.fraction! > 0.5);
  });
  await t.step("from bytes on stdin", async () => {
    const samples = await samplesOf(
      runtime,
      fs,
      "-f m4v -i pipe:0 -c:v mpeg4 -f null -",
      fs.readFile("raw.m4v"),
    );
    assertSound(samples);
    assertEquals(samples.at(-2)?.fractionSource, "bytes");
  });
  await t.step("from a pipe to a pipe", async () => {
    const samples = await samplesOf(
      runtime,
      fs,
      "-i pipe:0 -c copy -f matroska pipe:1",
      fs.readFile("in.mkv"),
    );
    assertSound(samples);
  });
});

Deno.test("Runtime.spawn() reports the whole output at the end", async () => {
  await using runtime = await engineRuntime("lgpl");
  const fs = new MemoryFs();
  const samples = await samplesOf(
    runtime,
    fs,
    "-f lavfi -i testsrc2=rate=25 -t 2 -c:v mpeg4 out.avi",
  );
  const last = samples.at(-1)!;
  assertEquals([last.frame, last.dupFrames, last.dropFrames], [50, 0, 0]);
  assertAlmostEquals(last.outTimeSec!, 2, 0.05);
  assertEquals(last.totalSize, fs.stat("out.avi").size);
  assertAlmostEquals(
    last.bitrate!,
    last.totalSize! * 8 / last.outTimeSec!,
    last.bitrate! / 50,
  );
  assert(last.speed! > 0 && last.fps !== undefined);
});

Deno.test("Runtime.run() reports the progress in addition to a -progress in the command line", async (t) => {
  await using runtime = await engineRuntime("lgpl");
  for (const place of ["pipe:1", "-", "a 'b'|c\\d.txt"]) {
    await t.step(place, async () => {
      const fs = new MemoryFs();
      const samples: Progress[] = [];
      const { exitCode, stderr, stdout } = await runtime.run(fs, [
        ...["-f", "lavfi", "-i", "sine=d=1", "-progress", place],
        ...["-f", "null", "-"],
      ], { onProgress: (sample) => void samples.push(sample) });
      assertEquals(exitCode, 0, stderr);
      assertSound(samples);
      const told = place.endsWith("txt") ? fs.readFile(place) : stdout;
      const ends = new TextDecoder().decode(told).match(/^progress=.*/gm);
      assertEquals(ends?.length, samples.length);
    });
  }
});

Deno.test("requestProgress() changes the last target that is named, if any", () => {
  const request = (...args: string[]) =>
    requestProgress(CommandLine.parse(args), "D").toArgs();
  assertEquals(request("-i", "a"), ["-progress", "D", "-i", "a"]);
  assertEquals(
    request("-progress", "a b", "-progress", "pipe:2", "o"),
    ["-progress", "a b", "-progress", "tee:D|/dev/fd/2", "o"],
  );
  assertEquals(request("-i", "a", "-progress"), [
    ...["-progress", "D", "-i", "a", "-progress"],
  ]);
  assertEquals(request("-metadata", "-progress", "o"), [
    ...["-progress", "D", "-metadata", "-progress", "o"],
  ]);
});

Deno.test("Job.progress throws what the run rejects with", async () => {
  await using runtime = await engineRuntime("lgpl");
  const args = ["-f", "lavfi", "-i", "testsrc2", "-f", "null", "-"];
  const job = runtime.spawn(new MemoryFs(), args, { progress: true });
  let last: Progress | undefined;
  await assertRejects(
    async () => {
      for await (const sample of job.progress) {
        last = sample;
        job.abort(new Error("enough"));
      }
    },
    Error,
    "enough",
  );
  assertEquals(last?.isEnd, false);
});

Deno.test("expectedOf() estimates the duration of the output", () => {
  const minute = [60];
  const cases: [string, (number | undefined)[], number | undefined][] = [
    ["-i a o", minute, 60],
    ["-i a o", [undefined], undefined],
    ["-i a", minute, undefined],
    ["-i a -t 10 o", minute, 10],
    ["-i a -t 100 o", minute, 60],
    ["-i a -t 10 o", [undefined], 10],
    ["-t 10 -i a o", minute, 10],
    ["-ss 50 -i a o", minute, 10],
    ["-ss 50 -t 20 -i a o", minute, 10],
    ["-ss 70 -i a o", minute, 0],
    ["-sseof -5 -i a o", minute, 5],
    ["-i a -ss 0:50 o", minute, 10],
    ["-i a -ss 10 -to 30 o", minute, 20],
    ["-ss 10 -to 30 -i a o", minute, 20],
    ["-stream_loop 2 -i a o", minute, 180],
    ["-stream_loop -1 -i a o", minute, undefined],
    ["-stream_loop -1 -i a -i b -shortest o", [60, 90], 90],
    ["-loop 1 -i a -i b -shortest o", [0.04, 90], 90],
    ["-i a -i b o", [60, 90], 90],
    ["-i a -i b -shortest o", [60, 90], 60],
    ["-i a -i b o", [60, undefined], undefined],
    ["-i a -i b -shortest o p", [60, 90], 90],
    ["-i a -i b -shortest -noshortest o", [60, 90], 90],
    ["-i a -i b -metadata -shortest o", [60, 90], 90],
    ["-i a -i b o -shortest", [60, 90], 90],
    ["-i a -t 5 o -t 10 p", minute, 10],
    ["-i a -itsscale 2 o", minute, 60],
    ["-itsscale 2 -i a o", minute, 120],
    ["-i a -filter_complex concat=n=1 o", minute, undefined],
    ["-i a -filter:a atempo=2 o", minute, undefined],
    ["-i a -filter:a atempo=2 -t 7 o", minute, 7],
    ["-i a -vf scale=1:1 o", minute, 60],
    ["-display_hflip -i a o", minute, 60],
    ["-i a -/filter_complex graph.txt o", minute, undefined],
    ["-i a -/filter:v graph.txt -t 7 o", minute, 7],
    ["-i a -/t time.txt o", minute, undefined],
    ["-/ss time.txt -i a o", minute, undefined],
    ["-i a -/metadata title.txt o", minute, 60],
  ];
  for (const [command, inputs, seconds] of cases) {
    const expected = expectedOf(CommandLine.parse(command.split(" ")), inputs);
    assertEquals(expected.seconds?.value, seconds, command);
  }
});

/** A report in which everything is unknown. */
const nothing = {
  frame: undefined,
  fps: undefined,
  bitrate: undefined,
  outTimeSec: undefined,
  totalSize: undefined,
  speed: undefined,
  dupFrames: undefined,
  dropFrames: undefined,
};

Deno.test("ProgressEstimate ignores durations of inputs that do not exist", () => {
  const estimate = new ProgressEstimate(CommandLine.parse(["-i", "a", "o"]));
  const say = (message: string) =>
    estimate.learn({ level: "info", component: undefined, message });
  const fraction = (outTimeSec: number) => {
    const report = { ...nothing, outTimeSec, isEnd: false };
    return estimate.progressOf(report).fraction;
  };
  say("  Duration: 00:00:10.00, start: 0");
  say("Input #4294967294, wav, from 'a':");
  say("  Duration: 00:00:10.00, start: 0");
  assertEquals(fraction(5), undefined);
  say("Input #0, wav, from 'a':");
  say("  Duration: 00:00:10.00, start: 0");
  assertEquals(fraction(5), 0.5);
});

Deno.test("ProgressReader reads reports wherever the chunks end", () => {
  const text = "frame=5\nfps=0.00\nbitrate=  12.5kbits/s\ntotal_size=N/A\n" +
    "out_time_us=1500000\ndup_frames=0\ndrop_frames=1\nspeed=N/A\n" +
    "progress=continue\nout_time_us=N/A\nspeed=1.5x\nprogress=end\n";
  for (const size of [1, 7, 1000]) {
    const reports: unknown[] = [];
    const reader = new ProgressReader((report) => reports.push(report));
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length; at += size) {
      reader.push(bytes.subarray(at, at + size));
    }
    assertEquals(reports, [
      {
        ...nothing,
        frame: 5,
        fps: 0,
        bitrate: 12_500,
        outTimeSec: 1.5,
        dupFrames: 0,
        dropFrames: 1,
        isEnd: false,
      },
      { ...nothing, speed: 1.5, isEnd: true },
    ]);
  }
});
