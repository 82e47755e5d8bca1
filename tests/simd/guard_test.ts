/**
 * Kernels write nothing outside the memory that they were given, and nothing
 * that they read outside of it comes to light.
 *
 * @module
 */
import { assertEquals, assertThrows } from "@std/assert";
import { buildEngine } from "../../engine/build.ts";
import { compileGuest } from "../support/c_guest.ts";
import { encode } from "./encode.ts";
import { ofFfmpeg, quick } from "./encodings.ts";
import { runModule } from "./run_engine.ts";
import { make, streams } from "./streams.ts";

const { path } = await buildEngine("gpl", {
  guard: true,
  version: "5.1",
});
const module = await WebAssembly.compile(await Deno.readFile(path));

/** What lies around each block of memory. */
const surroundings = [{ GUARD: "0" }, { GUARD: "255" }];

function decode(name: string, bytes: Uint8Array, env: Record<string, string>) {
  const { exitCode, messages, fs } = runModule(
    module,
    [
      ...["ffmpeg", "-v", "fatal", "-nostdin", "-i", name, "-map", "0:v"],
      ...["-f", "framemd5", "out"],
    ],
    { [name]: bytes },
    env,
  );
  assertEquals(exitCode, 0, messages);
  return new TextDecoder().decode(fs.readFile("out"));
}

for (const encoding of [...quick, ...ofFfmpeg]) {
  Deno.test(`encoders keep to their memory: ${encoding.options}`, () => {
    const [first, second] = surroundings.map((environment) =>
      encode(module, encoding, { environment })
    );
    assertEquals(first, second);
  });
}

for (const stream of streams) {
  Deno.test(`decoders keep to their memory: ${stream.name}`, async () => {
    const bytes = await make(stream);
    const [first, second] = surroundings.map((env) =>
      decode(stream.name, bytes, env)
    );
    assertEquals(first, second);
  });
}

Deno.test("the guard traps when a byte beside a block was written", async () => {
  const names = ["malloc", "free", "aligned_alloc"];
  const guest = await WebAssembly.compile(
    await compileGuest("beside.c", [
      ...names.map((name) => `-Wl,--wrap=${name}`),
    ]),
  );
  assertEquals(runModule(guest, ["beside", "15"]).exitCode, 0);
  for (const offset of ["-1", "16"]) {
    assertThrows(
      () => runModule(guest, ["beside", offset]),
      WebAssembly.RuntimeError,
    );
  }
});
