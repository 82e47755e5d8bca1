// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { MemoryFs, Runtime } from "../../mod.ts";
import { engineBytes } from "../support/engine.ts";
import { nativeProbe } from "../support/native.ts";
import { prepare } from "../support/prepare.ts";

// Everything that the tests need is passed in from outside.
let bytes!: Uint8Array<ArrayBuffer>;
const input = new MemoryFs();
prepare(async () => {
  bytes = await engineBytes("gpl");
  await using runtime = await Runtime.create({ module: { bytes } });
  const source = "testsrc2=size=320x180:rate=25:duration=1";
  const args = ["-f", "lavfi", "-i", source, "-c:v", "mpeg4", "in.mp4"];
  assertEquals((await runtime.run(input, args)).exitCode, 0);
});
const output = new MemoryFs();

Deno.test({
  name: "Runtime transcodes, probes and decodes without any permission",
  permissions: "none",
  fn: async () => {
    await assertRejects(
      () => Deno.readFile("deno.json"),
      Deno.errors.NotCapable,
    );
    await using runtime = await Runtime.create({ module: { bytes } });
    output.writeFile("in.mp4", input.readFile("in.mp4"));
    const command = "-i in.mp4 -vf scale=160:-2 -c:v libx264 out.mp4";
    const result = await runtime.run(output, command.split(" "));
    assertEquals(result.exitCode, 0, result.stderr);
    assertEquals((await runtime.probe(output, "out.mp4")).durationSec, 1);
    const frames = runtime.frames(output, "out.mp4", { everySec: 0.5 });
    assertEquals((await Array.fromAsync(frames)).length, 2);
    const png = await runtime.thumbnail(output, "out.mp4");
    assertEquals(new TextDecoder().decode(png.subarray(1, 4)), "PNG");
  },
});

Deno.test("Runtime makes what native ffprobe accepts without any permission", async () => {
  const files = { "out.mp4": output.readFile("out.mp4") };
  const { streams: [video] } = await nativeProbe("out.mp4", files);
  assertEquals(
    [video?.codec_name, video?.width, video?.height, video?.nb_read_frames],
    ["h264", 160, 90, "25"],
  );
});
