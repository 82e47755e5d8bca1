/**
 * All encodings with SIMD and in C: `deno run -A tests/simd/matrix.ts [word ...]`
 * runs those whose options contain one of the words, and says which differ.
 *
 * @module
 */
import { engineBytes } from "../support/engine.ts";
import { encode } from "./encode.ts";
import { full, ofFfmpeg } from "./encodings.ts";

const module = await WebAssembly.compile(
  await engineBytes("gpl", { version: "5.1" }),
);
const jobs = [
  ...full.map((encoding) => ({ encoding, without: { x264: "asm=0" } })),
  ...ofFfmpeg.map((encoding) => ({
    encoding,
    without: { global: "-cpuflags 0" },
  })),
].filter(({ encoding: { options } }) =>
  Deno.args.length === 0 || Deno.args.some((word) => options.includes(word))
);
let different = 0;
for (const { encoding, without } of jobs) {
  const { source, options } = encoding;
  if (encode(module, encoding, {}) === encode(module, encoding, without)) {
    continue;
  }
  different++;
  console.log(`different: ${source} ${options}`);
}
console.log(`${jobs.length} encodings, ${different} different`);
Deno.exit(different === 0 ? 0 : 1);
