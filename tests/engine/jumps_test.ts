// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The libraries in the engine that jump out of an error, FreeType and libvpx: with
 * media that make them jump, and with every jump counted.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertGreater,
  assertStringIncludes,
} from "@std/assert";
import { Env } from "../../src/env/mod.ts";
import { Wasi } from "../../src/wasi/mod.ts";
import { Threads } from "../../src/worker/threads.ts";
import { engineBytes, engineRuntime, ffmpeg } from "../support/engine.ts";
import { fsOf } from "../support/fs_of.ts";
import { type Files, runNative } from "../support/native.ts";
import { Random } from "../support/random.ts";
import { prepare } from "../support/prepare.ts";

let module!: WebAssembly.Module;
let font!: Uint8Array<ArrayBuffer>;
prepare(async () => {
  module = new WebAssembly.Module(await engineBytes("lgpl"));
  font = await Deno.readFile(
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
  );
});

/** Runs a command in this thread, and counts how often it jumps. */
async function runCounting(command: string, files: Files) {
  const fs = fsOf(files);
  let [jumps, log] = [0, ""];
  const decoder = new TextDecoder();
  const wasi = new Wasi({
    fs,
    args: ["ffmpeg", "-hide_banner", ...command.split(" ")],
    stderr: {
      write: (data) => (log += decoder.decode(data.slice()), data.length),
    },
  });
  const env = new Env(module);
  const functions = env.imports.env!;
  const jump = functions.__wasm_longjmp as (...args: number[]) => never;
  const counting = (...args: number[]): never => {
    jumps++;
    return jump(...args);
  };
  const threads = new Threads(() => wasi.checkpoint());
  const instance = new WebAssembly.Instance(module, {
    ...wasi.imports,
    ...threads.imports,
    env: { ...functions, __wasm_longjmp: counting },
  });
  env.attach(instance);
  const exitCode = await wasi.startAsync(instance, () => threads.run(instance));
  threads.release();
  const made = exitCode === 0 ? framesIn(fs.readTextFile("out.txt")) : [];
  return { exitCode, made, stderr: log, jumps };
}

/** The lines of frames: those before them name the version. */
function framesIn(text: string): string[] {
  return text.split("\n").filter((line) => /^\d/.test(line));
}

async function nativeFrames(command: string, files: Files): Promise<string[]> {
  const args = ["-cpuflags", "0", ...command.split(" ")];
  const made = (await runNative("ffmpeg", args, files)).files["out.txt"]!;
  return framesIn(new TextDecoder().decode(made));
}

/** Makes the counts in a font's character maps larger than the maps. */
function breakCharacterMaps(font: Uint8Array): Uint8Array {
  const broken = font.slice();
  const view = new DataView(broken.buffer);
  const tables = Array.from(
    { length: view.getUint16(4) },
    (_, i) => 12 + 16 * i,
  );
  const cmap = 0x636d6170;
  const record = tables.find((at) => view.getUint32(at) === cmap)!;
  const start = view.getUint32(record + 8);
  for (let i = 0; i < view.getUint16(start + 2); i++) {
    const map = start + view.getUint32(start + 4 + 8 * i + 4);
    const format = view.getUint16(map);
    if (format === 4) view.setUint16(map + 6, 0xfffe);
    if (format === 6) view.setUint16(map + 8, 0xffff);
    if (format === 12) view.setUint32(map + 12, 0xffffffff);
  }
  return broken;
}

const draw = (options: string) =>
  "-f lavfi -i color=white:size=640x480:rate=5:duration=0.4 -vf " +
  `format=rgb24,drawtext=fontfile=font.ttf:${options} -f framemd5 out.txt`;

Deno.test("FreeType jumps out of broken character maps, and finds letters by the names of their glyphs", async () => {
  const files = { "font.ttf": breakCharacterMaps(font) };
  const command = draw("text=n:fontsize=60");
  const { exitCode, made, stderr, jumps } = await runCounting(command, files);
  assertEquals(exitCode, 0, stderr);
  assertGreater(jumps, 0);
  assertEquals(made, await nativeFrames(command, files));
  const whole = await runCounting(command, { "font.ttf": font });
  assertEquals([whole.exitCode, whole.jumps], [0, 0]);
  assertEquals(whole.made, made);
});

Deno.test("FreeType jumps when a glyph is too large for its pool, and draws it in parts", async () => {
  const files = { "font.ttf": font };
  const command = draw("text=@&§ß:fontsize=900:x=-300:y=-200");
  const { exitCode, made, stderr, jumps } = await runCounting(command, files);
  assertEquals(exitCode, 0, stderr);
  assertGreater(jumps, 0);
  assertEquals(made, await nativeFrames(command, files));
});

Deno.test("an invalid font ends in ffmpeg's own error, and the runtime keeps working", async () => {
  await using runtime = await engineRuntime("lgpl");
  const command = draw("text=T");
  const random = new Random(1);
  for (const length of [0, 1, 11, 12, 300, 5000, 100_000, font.length - 1]) {
    const files = { "font.ttf": font.slice(0, length) };
    const { exitCode, stderr } = await ffmpeg(runtime, command, files);
    if (exitCode === 0) continue;
    assert(exitCode < 256, `${exitCode}`);
    assertStringIncludes(stderr, "Could not load font");
  }
  for (let i = 0; i < 20; i++) {
    const bytes = font.slice();
    for (let count = 0; count < 2000; count++) {
      bytes[random.below(bytes.length)] = random.below(256);
    }
    // The table of contents and the tables after it: all of it is invalid.
    for (let at = 12; at < 300; at += 16) bytes[at + 11]! ^= random.below(256);
    const { exitCode } = await ffmpeg(runtime, command, { "font.ttf": bytes });
    assert(exitCode < 256, `${exitCode}`);
  }
  const whole = { "font.ttf": font };
  const { exitCode, fs } = await ffmpeg(runtime, command, whole);
  assertEquals(exitCode, 0);
  assertEquals(
    framesIn(fs.readTextFile("out.txt")),
    await nativeFrames(command, whole),
  );
});

/** Makes the headers of every third frame of an IVF file claim too much data. */
function breakFrames(film: Uint8Array): Uint8Array {
  const broken = film.slice();
  const view = new DataView(broken.buffer);
  let number = 0;
  for (let at = 32; at < broken.length; at += 12 + view.getUint32(at, true)) {
    if (number++ % 3 === 2) broken.fill(0xff, at + 13, at + 15);
  }
  return broken;
}

for (const codec of ["libvpx", "libvpx-vp9"]) {
  Deno.test(`${codec} jumps out of damaged frames, and continues where native ffmpeg does`, async () => {
    const make = "-f lavfi -i testsrc2=size=320x180:duration=2 -c:v " +
      `${codec} -deadline realtime -cpu-used 8 -b:v 400k film.ivf`;
    const { files: films } = await runNative("ffmpeg", make.split(" "));
    const files = { "film.ivf": breakFrames(films["film.ivf"]!) };
    const command =
      `-max_error_rate 1 -threads 1 -c:v ${codec} -i film.ivf -f framemd5 out.txt`;
    const { exitCode, made, stderr, jumps } = await runCounting(
      command,
      files,
    );
    assertEquals(exitCode, 0, stderr);
    assertGreater(jumps, 0);
    assertStringIncludes(stderr, "Failed to decode frame");
    // What VP8 shows after it has lost frames differs between builds; which frames it
    // shows does not.
    const shown = (frames: string[]) =>
      codec === "libvpx"
        ? frames.map((frame) => frame.replace(/, \w{32}$/, ""))
        : frames;
    assertEquals(shown(made), shown(await nativeFrames(command, files)));
    assertGreater(made.length, 1);
  });
}
