/**
 * Decoders with kernels for SIMD128 give the same frames as in plain C, and as
 * native ffmpeg.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { engineBytes } from "../support/engine.ts";
import { runNative } from "../support/native.ts";
import { runModule, words } from "./run_engine.ts";
import { damage, make, PICTURES, streams } from "./streams.ts";

const module = await WebAssembly.compile(await engineBytes("gpl"));

const decoding = (name: string) => [
  ...["-flags", "bitexact", "-i", name, "-map", "0:v", "-f", "framemd5", "out"],
];

/** The lines about frames. */
function frames(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes).split("\n")
    .filter((line) => /^\d/.test(line));
}

function decode(name: string, bytes: Uint8Array, global = ""): string[] {
  const { exitCode, messages, fs } = runModule(module, [
    ...["ffmpeg", "-v", "fatal", "-nostdin", ...words(global)],
    ...decoding(name),
  ], { [name]: bytes });
  assertEquals(exitCode, 0, messages);
  return frames(fs.readFile("out"));
}

async function decodeNative(name: string, bytes: Uint8Array) {
  const { files } = await runNative("ffmpeg", [
    ...["-cpuflags", "0", "-threads", "1", ...decoding(name)],
  ], { [name]: bytes });
  return frames(files.out!);
}

for (const stream of streams) {
  const { name } = stream;
  Deno.test(`decoders give the frames of native ffmpeg: ${name}`, async () => {
    const bytes = await make(stream);
    const expected = await decodeNative(name, bytes);
    assert(expected.length >= PICTURES - 1);
    assertEquals(decode(name, bytes), expected);
    const damaged = damage(bytes);
    assertEquals(decode(name, damaged), decode(name, damaged, "-cpuflags 0"));
  });
}
