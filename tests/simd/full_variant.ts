// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Encoders that only the variant `full` has give the same stream with kernels for SIMD128 as
 * in plain C; and x265's own program finds each of its kernels equal to C.
 *
 * Its name does not end in `_test`, as only `deno task test:versions` builds the engine.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { buildCheckasmOfX265 } from "../../engine/checkasm_x265.ts";
import { MemoryFs, Runtime } from "../../mod.ts";
import { engineRuntime } from "../support/engine.ts";
import { prepare } from "../support/prepare.ts";
import { encode } from "./encode.ts";

const pictures = {
  noisy: "testsrc2=s=352x288:r=25,noise=alls=12:allf=t",
  odd: "testsrc2=s=182x146:r=25,noise=alls=30:allf=t",
  fade: "testsrc2=s=176x144:r=25,fade=out:0:12",
  random: "nullsrc=s=144x80:r=25,geq=random(1)*255:128+random(2)*90:128",
};

const all = Object.keys(pictures) as (keyof typeof pictures)[];

const formats = ["yuv420p", "yuv422p", "yuv444p", "yuv420p10le"];

/** The options of an encoder, the parameter they are given by, and what turns kernels off. */
const encoders = {
  libx265: {
    // What is on would be written into the stream, with all other settings.
    params: "-x265-params info=0:log-level=error",
    off: "asm=0",
    presets: ["ultrafast", "veryfast", "medium", "slow"],
    formats: [...formats, "yuv422p10le"],
    sets: [
      ...["weightb=1:bframes=4", "rect=1:amp=1:rd=6", "lossless=1", "no-sao=1"],
      ...[
        "me=full:merange=16",
        "sao-non-deblock=1:limit-sao=1",
        "nr-inter=500",
      ],
      ...["rdoq-level=2:psy-rdoq=4", "scaling-list=default", "tskip=1"],
    ],
  },
  libsvtav1: {
    params: "-svtav1-params lp=1",
    off: "asm=c",
    presets: ["6", "8", "10", "12"],
    formats: ["yuv420p", "yuv420p10le"],
    sets: ["film-grain=8", "enable-overlays=1", "scm=1", "tune=0"],
  },
};

let runtime!: Runtime;
prepare(async () => {
  runtime = await engineRuntime("full");
});

for (const [name, encoder] of Object.entries(encoders)) {
  const assertSame = async (
    source: keyof typeof pictures,
    preset: string,
    format: string,
    set = "",
  ) => {
    const settings = [encoder.params, set].filter(Boolean).join(":");
    const options = (more: string) =>
      `-c:v ${name} -preset ${preset} -pix_fmt ${format} ${settings}${more}`;
    const stream = (more: string) =>
      encode(runtime, {
        ...{ source: pictures[source], options: options(more) },
        format: name === "libx265" ? "hevc" : "ivf",
      });
    const expected = await stream(`:${encoder.off}`);
    assert(expected.length > 500);
    assertEquals(await stream(""), expected);
  };

  Deno.test(`${name} gives the same stream with SIMD as in C`, async (t) => {
    for (const preset of encoder.presets) {
      for (const source of all) {
        await t.step(`${preset}, ${source}`, async () => {
          await assertSame(source, preset, "yuv420p");
        });
      }
    }
    for (const format of encoder.formats) {
      await t.step(format, async () => {
        await assertSame("odd", encoder.presets[1]!, format);
      });
    }
    for (const set of encoder.sets) {
      await t.step(set, async () => {
        await assertSame("noisy", encoder.presets[1]!, "yuv420p", set);
      });
    }
  });
}

for (const depth of [8, 10] as const) {
  Deno.test(`TestBench finds every kernel of x265 equal to C: ${depth} bits`, async () => {
    const { [depth]: file } = await buildCheckasmOfX265();
    await using checker = await Runtime.create({ module: { file } });
    for (const SEED of ["1", "2"]) {
      const { exitCode, stdout, stderr } = await checker.run(
        new MemoryFs(),
        [],
        { env: { SEED } },
      );
      const said = new TextDecoder().decode(stdout) + stderr;
      assertEquals(exitCode, 0, said);
      assertStringIncludes(said, "Testing primitives: SIMD128");
    }
  });
}
