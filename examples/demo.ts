// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The main use case from end to end: makes a clip in memory (or takes `--in FILE`),
 * transcodes it to H.264 and AAC at half the size, extracts a thumbnail, probes the
 * results, and prints a table. Writes to disk only with `--out DIR`.
 *
 * @module
 */
import { basename } from "@std/path/posix";
import { MemoryFs, type Result, Runtime } from "../mod.ts";
import { buildEngine } from "../engine/build.ts";

const clip = [
  ..."-f lavfi -i testsrc2=size=640x360:rate=25:duration=4".split(" "),
  ..."-f lavfi -i sine=frequency=440:duration=4".split(" "),
  ..."-c:v mpeg4 -q:v 3 -c:a flac clip.mkv".split(" "),
];
const transcode = (input: string) => [
  ...["-i", input, "-vf", "scale=320:-2"],
  ..."-c:v libx264 -preset veryfast -c:a aac -b:a 96k".split(" "),
  ..."-movflags +faststart out.mp4".split(" "),
];
const thumbnail = (input: string) => [
  ...["-ss", "1", "-i", input, "-frames:v", "1", "-vf", "scale=160:-2"],
  "thumbnail.png",
];

const rows: Record<string, string>[] = [];

/** Times one step and records its output. */
async function step(
  runtime: Runtime,
  fs: MemoryFs,
  name: string,
  args: string[],
): Promise<void> {
  const output = args.at(-1)!;
  const start = performance.now();
  const result: Result = await runtime.run(fs, args);
  const ms = performance.now() - start;
  if (result.exitCode !== 0) throw new Error(result.stderr);
  const { durationSec } = await runtime.probe(fs, output);
  rows.push({
    step: name,
    file: output,
    size: `${(fs.stat(output).size / 1024).toFixed(1)} KiB`,
    duration: durationSec === undefined ? "-" : `${durationSec.toFixed(2)} s`,
    took: `${ms.toFixed(0)} ms`,
  });
}

function option(name: string): string | undefined {
  const at = Deno.args.indexOf(name);
  return at < 0 ? undefined : Deno.args[at + 1];
}

const input = option("--in");
const outDir = option("--out");
console.log(
  "This builds an engine unless there is one (some 4 minutes on two cores), then\n" +
    "makes, transcodes and probes a clip in memory (some seconds).",
);
// The smallest engine that has libx264.
const engine = await buildEngine("gpl-lean");

const fs = new MemoryFs();
await using runtime = await Runtime.create({ module: { file: engine.path } });
let source = "clip.mkv";
if (input === undefined) {
  await step(runtime, fs, "make a clip", clip);
} else {
  source = basename(input);
  fs.writeFile(source, await Deno.readFile(input));
}
await step(runtime, fs, "transcode", transcode(source));
await step(runtime, fs, "thumbnail", thumbnail(source));
console.table(rows);

if (outDir !== undefined) {
  await Deno.mkdir(outDir, { recursive: true });
  for (const { file } of rows) {
    await Deno.writeFile(`${outDir}/${file}`, fs.readFile(file!));
    console.log(`wrote ${outDir}/${file}`);
  }
}
