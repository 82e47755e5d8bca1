/**
 * Encoders give the same bytes with kernels for SIMD128 as in plain C. More of
 * the same: `deno run -A tests/simd/matrix.ts`
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { engineBytes, engineRuntime, ffmpeg } from "../support/engine.ts";
import { encode, type EncodeOptions, encodingArgs } from "./encode.ts";
import { type Encoding, ofFfmpeg, quick } from "./encodings.ts";

const module = await WebAssembly.compile(
  await engineBytes("gpl", { version: "5.1" }),
);

function assertSame(encoding: Encoding, without: EncodeOptions): void {
  assertEquals(
    encode(module, encoding, {}),
    encode(module, encoding, without),
    `${encoding.source} ${encoding.options}`,
  );
}

for (const encoding of quick) {
  Deno.test(`libx264 gives the same stream with SIMD as in C: ${encoding.options}`, () => {
    assertSame(encoding, { x264: "asm=0" });
  });
}

for (const encoding of ofFfmpeg) {
  Deno.test(`encoders of FFmpeg give the same stream with SIMD as in C: ${encoding.options}`, () => {
    assertSame(encoding, { global: "-cpuflags 0" });
  });
}

Deno.test("encoders of the current FFmpeg give the same stream with SIMD as in C", async (t) => {
  await using runtime = await engineRuntime("gpl");
  const run = async (encoding: Encoding, options: EncodeOptions) => {
    const command = encodingArgs(encoding, options).join(" ");
    const { exitCode, stderr, fs } = await ffmpeg(runtime, command);
    assertEquals(exitCode, 0, stderr);
    return fs.readFile("out");
  };
  for (const encoding of ofFfmpeg) {
    await t.step(encoding.options, async () => {
      assertEquals(
        await run(encoding, {}),
        await run(encoding, { global: "-cpuflags 0" }),
      );
    });
  }
});

Deno.test("encode() would notice another stream", () => {
  const [first, second] = quick;
  const isSame = encode(module, first!, {}) === encode(module, second!, {});
  assertEquals(isSame, false);
});
