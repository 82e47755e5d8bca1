// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Runtime } from "../../mod.ts";
import { engineBytes } from "../support/engine.ts";
import { fsOf } from "../support/fs_of.ts";
import { type Files, runNative } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

let bytes!: Uint8Array<ArrayBuffer>;
let files!: Files;
prepare(async () => {
  bytes = await engineBytes("gpl");
  const sound = "-f lavfi -i sine=duration=0.1 a.wav";
  const film = "-f lavfi -i testsrc2=size=64x64:duration=1 -c:v libx264 a.mp4";
  files = {
    ...(await runNative("ffmpeg", sound.split(" "))).files,
    ...(await runNative("ffmpeg", film.split(" "))).files,
  };
});

const times = (count: number, args: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => args(i).split(" ")).flat();

Deno.test("500 inputs are mixed, and written to 500 outputs", async () => {
  await using runtime = await Runtime.create({ module: { bytes } });
  const fs = fsOf(files);
  const mixed = await runtime.run(fs, [
    ...times(500, () => "-i a.wav"),
    ...["-filter_complex", "amix=inputs=500", "mixed.wav"],
  ]);
  assertEquals(mixed.exitCode, 0, mixed.stderr.slice(-2000));
  assert(fs.stat("mixed.wav").size > 1000);
  const copied = await runtime.run(fs, [
    ...["-i", "a.wav"],
    ...times(500, (i) => `-c copy ${i}.wav`),
  ]);
  assertEquals(copied.exitCode, 0, copied.stderr.slice(-2000));
  assertEquals(fs.readFile("499.wav"), fs.readFile("0.wav"));
});

Deno.test("-threads 512 decodes and encodes", async () => {
  await using runtime = await Runtime.create({
    module: { bytes },
    maxMemoryBytes: 3 * 2 ** 30,
  });
  const { exitCode, stderr } = await runtime.run(fsOf(files), [
    ..."-threads 512 -i a.mp4 -threads 512 b.mp4".split(" "),
  ]);
  assertEquals(exitCode, 0, stderr.slice(-2000));
  assertStringIncludes(stderr, "a number of threads has no effect");
});

Deno.test("threads that do not fit into memory are an error that says so", async () => {
  await using runtime = await Runtime.create({
    module: { bytes },
    maxMemoryBytes: 100 * 2 ** 20,
  });
  const { exitCode, stderr } = await runtime.run(fsOf(files), [
    ...times(400, () => "-i a.wav"),
    ...["-filter_complex", "amix=inputs=400", "mixed.wav"],
  ]);
  assert(exitCode !== 0);
  assertStringIncludes(stderr, "no memory for the stack of another");
});
