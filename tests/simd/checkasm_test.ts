// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * The kernels of x264, of dav1d and of FFmpeg compared with their counterparts in C, with
 * the test programs of these projects.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { buildCheckasm, type CheckasmName } from "../../engine/checkasm.ts";
import { MemoryFs, Runtime } from "../../mod.ts";
import { prepare } from "../support/prepare.ts";

const SEEDS = ["1", "2", "3"];

let paths!: Awaited<ReturnType<typeof buildCheckasm>>;
prepare(async () => {
  paths = await buildCheckasm();
});

/** Runs a program of checkasm. Returns what it printed. */
async function check(runtime: Runtime, args: string[]): Promise<string> {
  const { exitCode, stderr } = await runtime.run(new MemoryFs(), args);
  assertEquals(exitCode, 0, stderr);
  return stderr;
}

async function load(name: CheckasmName): Promise<Runtime> {
  return await Runtime.create({ module: { file: paths[name] } });
}

for (const name of ["x264_8", "x264_10"] as const) {
  Deno.test(`checkasm finds every kernel of x264 equal to C: ${name}`, async (t) => {
    await using runtime = await load(name);
    for (const seed of SEEDS) {
      await t.step(`seed ${seed}`, async () => {
        const said = await check(runtime, [seed]);
        assertMatch(said, /x264: SIMD128\n[^]*All tests passed/);
      });
    }
  });
}

/** How many functions the groups of dav1d's checkasm compare, of which some may be C twice. */
const groupsOfDav1d: Record<string, number> = {
  cdef_8bpc: 10,
  cdef_16bpc: 10,
  filmgrain_8bpc: 23,
  filmgrain_16bpc: 23,
  itx_8bpc: 433,
  itx_16bpc: 866,
  loopfilter_8bpc: 10,
  loopfilter_16bpc: 10,
  mc_8bpc: 971,
  mc_16bpc: 971,
};

Deno.test("checkasm finds every kernel of dav1d equal to C", async (t) => {
  await using runtime = await load("dav1d");
  for (const [group, count] of Object.entries(groupsOfDav1d)) {
    await t.step(group, async () => {
      const said = await check(runtime, [`--test=${group}`, "1"]);
      assertMatch(said, new RegExp(`all ${count} tests passed`));
    });
  }
});

/**
 * How many kernels the groups of checkasm compare. Without hpeldsp, which it tests with
 * heights that no codec has.
 */
const groups: Record<string, number> = {
  aacencdsp: 3,
  blockdsp: 4,
  fdctdsp: 1,
  h263dsp: 2,
  h264chroma: 6,
  h264dsp: 20,
  h264pred: 22,
  h264qpel: 95,
  hevc_add_res: 4,
  hevc_deblock: 16,
  hevc_idct: 9,
  hevc_pel: 315,
  hevc_sao: 10,
  idctdsp: 3,
  lpc: 4,
  motion: 17,
  mpegvideoencdsp: 4,
  pixblockdsp: 3,
  qpeldsp: 96,
  sw_gbrp: 120,
  sw_rgb: 120,
  sw_scale: 952,
  sw_yuv2rgb: 48,
  vc1dsp: 3,
  vp3dsp: 2,
  vp8dsp: 15,
  vp9dsp: 203,
};

Deno.test("checkasm finds every kernel of FFmpeg equal to C", async (t) => {
  await using runtime = await load("ffmpeg");
  for (const [group, count] of Object.entries(groups)) {
    await t.step(group, async () => {
      for (const seed of SEEDS) {
        const said = await check(runtime, [`--test=${group}`, seed]);
        assertMatch(said, new RegExp(`all ${count} tests passed`));
      }
    });
  }
});
