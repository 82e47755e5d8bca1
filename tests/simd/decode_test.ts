/**
 * Decoders with kernels for SIMD128 give the same frames as in plain C, and as
 * native ffmpeg.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Runtime } from "../../mod.ts";
import { engineRuntime, ffmpeg, testedVersions } from "../support/engine.ts";
import { runNative } from "../support/native.ts";
import { damage, make, PICTURES, streams } from "./streams.ts";

const decoding = (name: string) => [
  ...["-flags", "bitexact", "-i", name, "-map", "0:v", "-f", "framemd5", "out"],
];

/** The lines about frames. */
function frames(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes).split("\n")
    .filter((line) => /^\d/.test(line));
}

async function decode(
  runtime: Runtime,
  name: string,
  bytes: Uint8Array,
  global: readonly string[] = [],
): Promise<string[]> {
  const args = ["-v", "fatal", "-nostdin", ...global, ...decoding(name)];
  const { exitCode, stderr, fs } = await ffmpeg(runtime, args.join(" "), {
    [name]: bytes,
  });
  assertEquals(exitCode, 0, stderr);
  return frames(fs.readFile("out"));
}

async function decodeNative(name: string, bytes: Uint8Array) {
  const { files } = await runNative("ffmpeg", [
    ...["-cpuflags", "0", "-threads", "1", ...decoding(name)],
  ], { [name]: bytes });
  return frames(files.out!);
}

for (const version of testedVersions("5.1", "8.1")) {
  Deno.test(`decoders of FFmpeg ${version} give the frames of native ffmpeg`, async (t) => {
    await using runtime = await engineRuntime("gpl", { version });
    for (const stream of streams) {
      const { name } = stream;
      await t.step(name, async () => {
        const bytes = await make(stream);
        const expected = await decodeNative(name, bytes);
        assert(expected.length >= PICTURES - 1);
        assertEquals(await decode(runtime, name, bytes), expected);
        const damaged = damage(bytes);
        assertEquals(
          await decode(runtime, name, damaged),
          await decode(runtime, name, damaged, ["-cpuflags", "0"]),
        );
      });
    }
  });
}
