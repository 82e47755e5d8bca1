// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import {
  BasePathFs,
  CacheOnReadFs,
  DenoFs,
  FilterFs,
  type Fs,
  MemoryFs,
  MountFs,
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

Deno.test("Runtime.run() follows an absolute link wherever its file system does", async (t) => {
  const root = await Deno.makeTempDir();
  await using runtime = await engineRuntime("lgpl");
  const made = new MemoryFs();
  const make = "-f lavfi -i sine=duration=0.1 in.wav".split(" ");
  assertEquals((await runtime.run(made, make)).exitCode, 0);
  const sound = made.readFile("in.wav");
  /** A sound, and links to it, to its directory and to where there is nothing. */
  const fill = async <T extends Fs>(fs: T, path = ""): Promise<T> => {
    await fs.mkdir(`${path}/dir`);
    await writeFile({ fs, path: `${path}/dir/in.wav` }, sound);
    await fs.symlink!("/dir/in.wav", `${path}/file.wav`);
    await fs.symlink!("/dir", `${path}/linked`);
    await fs.symlink!("/linked/../linked/in.wav", `${path}/dir/chain.wav`);
    await fs.symlink!("/dir/out.wav", `${path}/out.wav`);
    return fs;
  };
  const scratch = () => new DenoFs(Deno.makeTempDirSync({ dir: root }));
  const systems: Record<string, () => Fs | Promise<Fs>> = {
    "MemoryFs": () => fill(new MemoryFs()),
    "DenoFs": () => fill(scratch()),
    "OverlayFs": async () =>
      new OverlayFs(await fill(scratch()), new MemoryFs()),
    "BasePathFs": async () => {
      const fs = new MemoryFs();
      fs.mkdir("/base");
      return new BasePathFs(await fill(fs, "/base"), "base");
    },
    "QuotaFs": async () =>
      new QuotaFs(await fill(scratch()), { maxBytes: 1e9 }),
    "FilterFs": async () =>
      new FilterFs(await fill(new MemoryFs()), () => true),
    "CacheOnReadFs": async () =>
      new CacheOnReadFs(await fill(scratch()), new MemoryFs()),
  };
  for (const [name, build] of Object.entries(systems)) {
    await t.step(name, async () => {
      const fs = await build();
      for (const path of ["file.wav", "linked/in.wav", "dir/chain.wav"]) {
        assertEquals(await readFile(fs, path), sound);
        const line = `-v error -i ${path} -f null -`;
        const { exitCode, stderr } = await runtime.run(fs, line.split(" "));
        assertEquals([path, exitCode, stderr], [path, 0, ""]);
      }
      const line = "-v error -i file.wav -c copy out.wav";
      const { exitCode, stderr } = await runtime.run(fs, line.split(" "));
      assertEquals([exitCode, stderr], [0, ""]);
      assertEquals((await readFile(fs, "dir/out.wav")).length, sound.length);
      assertEquals((await fs.lstat!("out.wav")).kind, "symlink");
    });
  }
  await t.step("MountFs, from one to another", async () => {
    const mounted = new MemoryFs();
    mounted.writeFile("in.wav", sound);
    mounted.symlink("/in.wav", "away.wav");
    const fs = new MountFs({ "/": await fill(new MemoryFs()), "/m": mounted });
    await fs.symlink("/m/in.wav", "other.wav");
    for (const [path, code] of [["other.wav", 0], ["m/away.wav", 1]] as const) {
      const line = `-v error -i ${path} -f null -`;
      const { exitCode } = await runtime.run(fs, line.split(" "));
      assertEquals([path, Math.min(exitCode, 1)], [path, code]);
    }
  });
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
