// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The main use case from end to end: makes a clip in memory (or takes `--in FILE`),
 * transcodes it to H.264 and AAC at half the size, extracts a thumbnail, probes the
 * results, and prints a table. Writes to disk only with `--out DIR`. An engine that is at
 * hand (in the cache, or `--engine FILE|FOLDER`) is used; otherwise, one is built.
 *
 * ```sh
 * deno task demo [--in FILE] [--out DIR] [--engine FILE|FOLDER|URL#sha256=HEX]
 * ```
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { basename } from "@std/path/posix";
import { buildEngine } from "../engine/build.ts";
import { MemoryFs, type Result } from "../mod.ts";
import { Bar } from "./bar.ts";
import { type DemoEngine, findEngine, tryEngine } from "./demo_engine.ts";

/** The smallest engine that has libx264. */
const VARIANT = "gpl-lean";

/** How long building it takes on two quiet processors, from nothing, in seconds. */
const BUILD = 240;

const clip = [
  ..."-f lavfi -i testsrc2=size=640x360:rate=25:duration=4".split(" "),
  ..."-f lavfi -i sine=frequency=440:duration=4".split(" "),
  ..."-c:v mpeg4 -q:v 3 -c:a flac clip.mkv".split(" "),
];
const transcode = (input: string, encode: readonly string[]) => [
  ...["-i", input, "-vf", "scale=320:-2", ...encode],
  ..."-c:a aac -b:a 96k -movflags +faststart out.mp4".split(" "),
];
const thumbnail = (input: string) => [
  ...["-ss", "1", "-i", input, "-frames:v", "1", "-vf", "scale=160:-2"],
  "thumbnail.png",
];

/** The steps, with how long they take, roughly, in seconds. */
const jobs = { "make a clip": 1, transcode: 1, thumbnail: 1 };

const options = parseArgs(Deno.args, {
  string: ["in", "out", "engine"],
  unknown(arg) {
    throw new Error(
      `Cannot run the demo: received "${arg}"; give --in FILE, --out DIR or --engine`,
    );
  },
});
const input = options.in as string | undefined;
const outDir = options.out as string | undefined;

console.error(
  "Makes a clip in memory, transcodes it to H.264 and AAC at half the size, takes\n" +
    "a thumbnail, and probes the results.",
);
await using engine = await findEngine(options.engine as string | undefined);
console.error(
  engine
    ? `There is an engine: ${engine.place}\nIt takes some seconds.`
    : `There is no engine for that yet, so "${VARIANT}" is built, once: it takes some ` +
      `${
        BUILD / 60
      } minutes\non two quiet processors, and some seconds from then on.`,
);
const bar = new Bar(engine ? jobs : { engine: BUILD, ...jobs });
await using built = engine ? undefined : await build();
const fs = new MemoryFs();
const rows: Record<string, string>[] = [];
await runJobs(engine ?? built!);
bar.end();
console.table(rows);

if (outDir !== undefined) {
  await Deno.mkdir(outDir, { recursive: true });
  for (const { file } of rows) {
    await Deno.writeFile(`${outDir}/${file}`, fs.readFile(file!));
    console.log(`wrote ${outDir}/${file}`);
  }
}

async function build(): Promise<DemoEngine> {
  const { path } = await buildEngine(VARIANT, {
    onProgress({ fraction, steps }) {
      bar.show("engine", fraction, `building ${steps.join(", ")}`);
    },
  });
  return (await tryEngine({ file: path }, path))!;
}

async function runJobs(engine: DemoEngine): Promise<void> {
  let source = "clip.mkv";
  if (input === undefined) {
    await run(engine, "make a clip", clip);
  } else {
    // It may have the name of what is made of it.
    source = `in-${basename(input)}`;
    fs.writeFile(source, await Deno.readFile(input));
  }
  await run(engine, "transcode", transcode(source, engine.encode));
  await run(engine, "thumbnail", thumbnail(source));
}

/** Does a job, shows its progress, and records its output. */
async function run(
  { runtime }: DemoEngine,
  name: string,
  args: readonly string[],
): Promise<void> {
  const output = args.at(-1)!;
  bar.show(name, 0);
  const start = performance.now();
  const result: Result = await runtime.run(fs, args, {
    onProgress: ({ fraction = 0 }) => bar.show(name, fraction),
  });
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
