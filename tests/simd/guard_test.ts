// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Kernels write nothing outside the memory that they were given, and nothing that they
 * read outside it affects their output.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { GuestTrapError, MemoryFs, Runtime } from "../../mod.ts";
import { buildEngine } from "../../engine/build.ts";
import { listEngines } from "../../src/cli/list_engines.ts";
import { compileGuest } from "../support/c_guest.ts";
import { engineRuntime, ffmpeg } from "../support/engine.ts";
import { quickConversions } from "./conversions.ts";
import { encode } from "./encode.ts";
import {
  blurred,
  deinterlaced,
  ofFfmpeg,
  ofSound,
  quick,
  sharpened,
} from "./encodings.ts";
import { make, streams } from "./streams.ts";

/** The bytes around each block of memory. */
const surroundings = [{ GUARD: "0" }, { GUARD: "255" }];

Deno.test("encoders and scalers stay within their memory", async (t) => {
  await using runtime = await engineRuntime("gpl", { guard: true });
  for (
    const encoding of [
      ...quick,
      ...ofFfmpeg,
      ...quickConversions,
      ...deinterlaced,
      ...blurred,
      ...sharpened,
      ...ofSound,
    ]
  ) {
    await t.step(`${encoding.source} ${encoding.options}`, async () => {
      const [first, second] = await Promise.all(
        surroundings.map((env) => encode(runtime, encoding, { env })),
      );
      assertEquals(first, second);
    });
  }
});

Deno.test("decoders stay within their memory", async (t) => {
  await using runtime = await engineRuntime("gpl", { guard: true });
  const decode = async (
    name: string,
    bytes: Uint8Array,
    env: Record<string, string>,
  ) => {
    const { exitCode, stderr, stdout } = await ffmpeg(
      runtime,
      `-v fatal -nostdin -i ${name} -map 0:v -f framemd5 -`,
      { [name]: bytes },
      { env },
    );
    assertEquals(exitCode, 0, stderr);
    return stdout;
  };
  for (const stream of streams) {
    await t.step(stream.name, async () => {
      const bytes = await make(stream);
      const [first, second] = await Promise.all(
        surroundings.map((env) => decode(stream.name, bytes, env)),
      );
      assertEquals(first, second);
    });
  }
});

Deno.test("the guard traps when a byte next to a block was written", async () => {
  const names = ["malloc", "free", "aligned_alloc"];
  const flags = names.map((name) => `-Wl,--wrap=${name}`);
  const bytes = await compileGuest("beside.c", flags);
  await using runtime = await Runtime.create({ module: { bytes } });
  const run = (offset: string) => runtime.run(new MemoryFs(), [offset]);
  assertEquals((await run("15")).exitCode, 0);
  for (const offset of ["-1", "16"]) {
    await assertRejects(() => run(offset), GuestTrapError);
  }
});

Deno.test("listEngines() lists no engine with a guard", async () => {
  const { path } = await buildEngine("gpl", { guard: true });
  const engines = await listEngines();
  const paths = engines.map((engine) => engine.path);
  assertEquals(paths.includes(path), false);
  assertEquals(paths.includes((await buildEngine("gpl")).path), true);
});
