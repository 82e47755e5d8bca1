// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * All encodings and conversions with SIMD and in C: `deno run -A tests/simd/matrix.ts
 * [--ffmpeg=VERSION] [word ...]` runs those whose options contain one of the
 * words, and prints which differ.
 *
 * @module
 */
import { currentVersion, type FfmpegVersion } from "../../engine/versions.ts";
import { engineRuntime } from "../support/engine.ts";
import { conversions } from "./conversions.ts";
import { encode } from "./encode.ts";
import { full, ofFfmpeg } from "./encodings.ts";

const wanted = /^--ffmpeg=(.*)/.exec(Deno.args[0] ?? "")?.[1];
const chosen = Deno.args.slice(wanted === undefined ? 0 : 1);
await using runtime = await engineRuntime("gpl", {
  version: (wanted ?? currentVersion) as FfmpegVersion,
});
const jobs = [
  ...full.map((encoding) => ({ encoding, without: { x264: "asm=0" } })),
  ...[...ofFfmpeg, ...conversions].map((encoding) => ({
    encoding,
    without: { global: "-cpuflags 0" },
  })),
].filter(({ encoding: { options } }) =>
  chosen.length === 0 || chosen.some((word) => options.includes(word))
);
let different = 0;
for (const { encoding, without } of jobs) {
  const { source, options } = encoding;
  const stream = await encode(runtime, encoding);
  if (stream === await encode(runtime, encoding, without)) continue;
  different++;
  console.log(`different: ${source} ${options}`);
}
console.log(`${jobs.length} encodings, ${different} different`);
Deno.exitCode = different === 0 ? 0 : 1;
