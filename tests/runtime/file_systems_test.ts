// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import {
  BasePathFs,
  DenoFs,
  type Fs,
  MemoryFs,
  ObserveFs,
  OverlayFs,
  QuotaFs,
  ReadAheadFs,
  readFile,
  ReadOnlyFs,
  writeFile,
} from "../../vfs/mod.ts";
import { FaultFs } from "../../vfs/testing/mod.ts";
import { engineRuntime } from "../support/engine.ts";

const commands = [
  "-f lavfi -i testsrc2=size=160x90:rate=25:duration=1 -f lavfi -i sine=duration=1 -c:v mpeg4 -c:a flac in.mkv",
  "-i in.mkv -vf scale=80:-2 -c:v mpeg4 -c:a aac -movflags +faststart out.mp4",
  "-i in.mkv -an -c:v mpeg2video -g 5 -f hls -hls_time 0.2 -hls_flags temp_file hls/list.m3u8",
  "-i in.mkv -frames:v 5 frame%02d.png",
  "-y -i in.mkv -c copy -f matroska in2.mkv",
  "-framerate 5 -i frame%02d.png -c:v ffv1 frames.mkv",
];
const outputs = [
  "in.mkv",
  "out.mp4",
  "hls/list.m3u8",
  "frame05.png",
  "frames.mkv",
];

Deno.test("Runtime.run() has the same results on every file system", async (t) => {
  const root = await Deno.makeTempDir();
  const scratch = () => new DenoFs(Deno.makeTempDirSync({ dir: root }));
  const tick = () => ({ until: Promise.resolve() });
  const systems: Record<string, () => Fs | Promise<Fs>> = {
    "DenoFs": scratch,
    "OverlayFs(ReadOnlyFs(DenoFs), MemoryFs)": () =>
      new OverlayFs(new ReadOnlyFs(scratch()), new MemoryFs()),
    "QuotaFs(ObserveFs(MemoryFs))": () =>
      new QuotaFs(new ObserveFs(new MemoryFs(), () => {}), { maxBytes: 1e9 }),
    "FaultFs(MemoryFs), slow": () => new FaultFs(new MemoryFs(), tick),
    "ReadAheadFs(FaultFs(MemoryFs), slow)": () =>
      new ReadAheadFs(new FaultFs(new MemoryFs(), tick), { blockBytes: 5000 }),
    "BasePathFs(DenoFs)": async () => {
      const fs = scratch();
      await fs.mkdir("base");
      return new BasePathFs(fs, "base");
    },
  };
  await using runtime = await engineRuntime("lgpl");
  const results = async (fs: Fs) => {
    await fs.mkdir("hls");
    for (const command of commands) {
      const args = ["-bitexact", "-flags", "+bitexact", ...command.split(" ")];
      const { exitCode, stderr } = await runtime.run(fs, args.slice(3));
      assertEquals(exitCode, 0, stderr);
    }
    return await Promise.all(outputs.map((path) => readFile(fs, path)));
  };
  const expected = await results(new MemoryFs());
  for (const [name, make] of Object.entries(systems)) {
    await t.step(name, async () => {
      const got = await results(await make());
      outputs.forEach((path, i) => {
        // A Matroska file has a random identifier; its size does not change.
        if (path.endsWith(".mkv")) {
          assertEquals(got[i]!.length, expected[i]!.length);
        } else assertEquals(got[i], expected[i], path);
      });
    });
  }
  await Deno.remove(root, { recursive: true });
});

Deno.test("Runtime.run() reports a failing write to ffmpeg, and keeps what was written", async () => {
  await using runtime = await engineRuntime("lgpl");
  const inner = new MemoryFs();
  const fs = new QuotaFs(inner, { maxBytes: 100_000 });
  const command = "-f lavfi -i sine=duration=60 -c:a pcm_s16le out.wav";
  const { exitCode, stderr } = await runtime.run(fs, command.split(" "));
  assertEquals(exitCode === 0, false);
  assertEquals(/No space left on device/.test(stderr), true, stderr);
  assertEquals(inner.stat("out.wav").size, 100_000);
  await writeFile({ fs: inner, path: "still" }, "usable");
  assertEquals((await runtime.run(inner, ["-version"])).exitCode, 0);
});
