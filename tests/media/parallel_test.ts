// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/** A video encoded in parts, compared with one encoded in one run. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { RuntimePool } from "../../mod.ts";
import {
  MediaError,
  type SplitPlan,
  transcode,
  transcodeParallel,
  trim,
} from "../../src/media/mod.ts";
import { engineBytes } from "../support/engine.ts";
import {
  decibels,
  frameErrors,
  packetTimes,
} from "../support/frame_likeness.ts";
import { fsOf } from "../support/fs_of.ts";
import { type Files, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

let pool!: RuntimePool;
prepare(async () => {
  pool = await RuntimePool.create({
    module: { bytes: await engineBytes("gpl") },
    size: 2,
  });
});
Deno.test.afterAll(() => pool?.close());

const noise = "testsrc2=s=160x90:r=30000/1001:d=6,noise=alls=8:allf=t";
const sound = "-f lavfi -i sine=d=6.3:r=48000".split(" ");
const encode = "-c:v libx264 -preset veryfast -crf 10 -g 25 -c:a aac";

/** Videos with a rate that is no whole number, without one, and that begin late. */
const makes: Readonly<Record<string, readonly string[]>> = {
  "ntsc.mp4": ["-f", "lavfi", "-i", noise, ...sound, ...encode.split(" ")],
  "vfr.mkv": [
    ...["-f", "lavfi", "-i", `${noise},select='mod(n\\,3)+not(mod(n\\,7))'`],
    ...[...sound, "-fps_mode", "vfr", "-enc_time_base", "1/1000"],
    ...encode.split(" "),
  ],
  "late.ts": [
    ...["-i", "ntsc.mp4", "-itsoffset", "0.7", "-i", "ntsc.mp4"],
    ..."-map 1:v -map 0:a -c copy".split(" "),
  ],
};

let files: Files = {};
prepare(async () => {
  for (const [name, args] of Object.entries(makes)) {
    const made = await runNative("ffmpeg", [...args, name], files);
    files = { ...files, ...made.files };
  }
});

/** How like its source a video is, in decibels. */
async function likeness(source: string, bytes: Uint8Array): Promise<number> {
  return decibels(await frameErrors(source, bytes, files));
}

for (const name of Object.keys(makes)) {
  Deno.test(`${name} in parts has the frames, the sync and the quality of one run`, async () => {
    const fs = fsOf(files);
    await transcode(pool, fs, name, "one.mp4");
    const { parts } = await transcodeParallel(pool, fs, name, "many.mp4", {
      parts: 3,
    });
    assertEquals(parts.length, 3);
    const [one, many] = [fs.readFile("one.mp4"), fs.readFile("many.mp4")];
    for (const kind of ["v", "a"] as const) {
      assertEquals(await packetTimes(many, kind), await packetTimes(one, kind));
    }
    const loss = await likeness(name, one) - await likeness(name, many);
    assert(loss < 0.1, `${loss} dB`);
  });
}

Deno.test("the steps of a split can run in any order, one by one, where the files are", async () => {
  const fs = fsOf(files);
  const options = { parts: 3, work: "/job", dryRun: true };
  const plan: SplitPlan = JSON.parse(JSON.stringify(
    await transcodeParallel(pool, fs, "ntsc.mp4", "out.mp4", options),
  ));
  fs.mkdir(plan.work!);
  for (const [name, text] of Object.entries(plan.files!)) {
    fs.writeFile(`${plan.work}/${name}`, text);
  }
  const [join, ...others] = plan.steps.toReversed();
  assertEquals(others.map(({ after }) => after), [[], [], [], []]);
  for (const { argv } of [...others, join!]) {
    const [argv0, ...args] = argv;
    const { exitCode, stderr } = await pool.run(fs, args, { argv0 });
    assertEquals(exitCode, 0, stderr);
  }
  await transcodeParallel(pool, fs, "ntsc.mp4", "here.mp4", { parts: 3 });
  assertEquals(fs.readFile("out.mp4"), fs.readFile("here.mp4"));
});

Deno.test("what cannot be split is encoded in one run, and nothing is left of what fails", async () => {
  const fs = fsOf(files);
  await pool.run(fs, "-i ntsc.mp4 -vn -c copy sound.m4a".split(" "));
  const { parts } = await transcodeParallel(pool, fs, "sound.m4a", "x.mp4");
  assertEquals(parts, [{ startSec: 0 }]);
  // Its times jump: only a run over all of it corrects them.
  const later = "-i late.ts -c copy -output_ts_offset 900 later.ts".split(" ");
  await pool.run(fs, later);
  const both = ["late.ts", "later.ts"].map((name) => fs.readFile(name));
  fs.writeFile("jumps.ts", await new Blob(both).bytes());
  const jumps = await transcodeParallel(pool, fs, "jumps.ts", "jumps.mp4");
  assertEquals(jumps.parts, [{ startSec: 0 }]);
  await assertRejects(
    () => trim(pool, fs, "jumps.ts", "x.mp4", { startSec: 2, mode: "smart" }),
    MediaError,
    "repair it first",
  );
  const before = await Array.fromAsync(fs.open("/").readdirnames());
  let failed = false;
  try {
    await transcodeParallel(pool, fs, "ntsc.mp4", "y.mp4", { maxBytes: 5000 });
  } catch {
    failed = true;
  }
  assertEquals(failed, true);
  assertEquals(await Array.fromAsync(fs.open("/").readdirnames()), before);
});

Deno.test("a video is split into no more parts than there are, whatever is asked for", async () => {
  const plan = async (parts: number) =>
    await transcodeParallel(pool, fsOf(files), "ntsc.mp4", "out.mp4", {
      ...{ parts, dryRun: true },
    });
  const { parts } = await plan(Number.MAX_SAFE_INTEGER);
  assertEquals(parts, (await plan(1000)).parts);
  assertEquals(parts.length, 8);
});
