/**
 * The kernels of x264 and of FFmpeg against their counterparts in C, by the
 * programs that both projects have for that.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { buildCheckasm, type CheckasmName } from "../../engine/checkasm.ts";
import { runModule } from "./run_engine.ts";

const SEEDS = ["1", "2", "3"];

const paths = await buildCheckasm();

async function load(name: CheckasmName): Promise<WebAssembly.Module> {
  return await WebAssembly.compile(await Deno.readFile(paths[name]));
}

for (const name of ["x264_8", "x264_10"] as const) {
  const module = await load(name);
  for (const seed of SEEDS) {
    Deno.test(`checkasm finds each kernel of x264 equal to C: ${name}, seed ${seed}`, () => {
      const { exitCode, messages } = runModule(module, ["checkasm", seed]);
      assertMatch(messages, /x264: SIMD128\n[^]*All tests passed/);
      assertEquals(exitCode, 0);
    });
  }
}

/** Where a version has other tests than the kernels need, they are not run. */
const groups: Record<string, number> = {
  blockdsp: 2,
  h264dsp: 19,
  h264pred: 22,
  h264qpel: 95,
  hevc_add_res: 4,
  hevc_idct: 8,
  hevc_pel: 306,
  hevc_sao: 10,
  idctdsp: 3,
  motion: 15,
  pixblockdsp: 2,
  vc1dsp: 3,
  vp8dsp: 15,
  vp9dsp: 203,
};
const ffmpeg = await load("ffmpeg");
for (const [group, count] of Object.entries(groups)) {
  Deno.test(`checkasm finds each kernel of FFmpeg equal to C: ${group}`, () => {
    for (const seed of SEEDS) {
      const { exitCode, messages } = runModule(ffmpeg, [
        ...["checkasm", `--test=${group}`, seed],
      ]);
      assertMatch(messages, new RegExp(`all ${count} tests passed`));
      assertEquals(exitCode, 0);
    }
  });
}
