// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Encoders and scalers give the same bytes with kernels for SIMD128 as in plain C. For
 * more cases: `deno run -A tests/simd/matrix.ts`
 *
 * @module
 */
import { assertEquals, assertNotEquals } from "@std/assert";
import type { Runtime } from "../../mod.ts";
import { engineRuntime, testedVersions } from "../support/engine.ts";
import { quickConversions } from "./conversions.ts";
import { encode, type EncodeOptions } from "./encode.ts";
import {
  blurred,
  deinterlaced,
  type Encoding,
  ofFfmpeg,
  ofSound,
  quick,
  sharpened,
} from "./encodings.ts";

async function assertSame(
  runtime: Runtime,
  encoding: Encoding,
  without: EncodeOptions,
): Promise<void> {
  assertEquals(
    await encode(runtime, encoding),
    await encode(runtime, encoding, without),
    encoding.source,
  );
}

Deno.test("libx264 gives the same stream with SIMD as in C", async (t) => {
  await using runtime = await engineRuntime("gpl");
  for (const encoding of quick) {
    await t.step(encoding.options, async () => {
      await assertSame(runtime, encoding, { x264: "asm=0" });
    });
  }
});

for (const version of testedVersions("9.0")) {
  Deno.test(`encoders of FFmpeg ${version} give the same stream with SIMD as in C`, async (t) => {
    await using runtime = await engineRuntime("gpl", { version });
    for (const encoding of ofFfmpeg) {
      await t.step(encoding.options, async () => {
        await assertSame(runtime, encoding, { global: "-cpuflags 0" });
      });
    }
  });
}

for (const version of testedVersions("9.0")) {
  Deno.test(`conversions of FFmpeg ${version} give the same pictures with SIMD as in C`, async (t) => {
    await using runtime = await engineRuntime("gpl", { version });
    for (
      const conversion of [
        ...quickConversions,
        ...deinterlaced,
        ...blurred,
        ...sharpened,
      ]
    ) {
      await t.step(`${conversion.source} ${conversion.options}`, async () => {
        await assertSame(runtime, conversion, { global: "-cpuflags 0" });
      });
    }
  });
}

for (const version of testedVersions("9.0")) {
  Deno.test(`FFmpeg ${version} makes the same sound with SIMD as in C`, async (t) => {
    await using runtime = await engineRuntime("gpl", { version });
    for (const encoding of ofSound) {
      await t.step(`${encoding.source} ${encoding.options}`, async () => {
        await assertSame(runtime, encoding, { global: "-cpuflags 0" });
      });
    }
  });
}

Deno.test("encode() detects a different stream", async () => {
  await using runtime = await engineRuntime("gpl");
  const [first, second] = quick;
  assertNotEquals(
    await encode(runtime, first!),
    await encode(runtime, second!),
  );
});
